#include "search/rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/parallel.h"

namespace malvec {

RowBlock make_block(const RowsView& rows, size_t first, size_t end, AllowedRows allowed,
                    BlockMemory& memory) {
    if (!rows.encoded && allowed.empty()) return {rows.row(first), first, end - first, rows.stride};
    memory.ids.clear();
    for (size_t i = first; i < end; ++i) {
        if (is_allowed(allowed, i))
            memory.ids.push_back(i);
        else if (allowed[i / 64] == 0)
            i |= 63;  // none of this word
    }
    memory.floats.resize(memory.ids.size() * rows.dim);
    float* out = memory.floats.data();
    for (const size_t i : memory.ids) {
        if (rows.encoded)
            rows.encoded->decode(i, out);
        else
            std::copy_n(rows.row(i), rows.dim, out);
        out += rows.dim;
    }
    return {memory.floats.data(), first, memory.ids.size(), rows.dim, memory.ids.data()};
}

std::vector<float> inverse_norms(const RowsView& rows, unsigned threads) {
    constexpr size_t width = 16;
    std::vector<float> result(rows.rows);
    parallel_ranges(rows.rows, 4096, threads, [&](uint64_t begin, uint64_t end) {
        BlockMemory memory;
        for (uint64_t i = begin; i < end; ++i) {
            const float* row = make_block(rows, i, i + 1, {}, memory).data;
            double squares[width] = {};  // in double: squares of floats never overflow there
            size_t d = 0;
            for (; d + width <= rows.dim; d += width)
                for (size_t k = 0; k < width; ++k) squares[k] += double{row[d + k]} * row[d + k];
            for (; d < rows.dim; ++d) squares[0] += double{row[d]} * row[d];
            const auto inverse =
                static_cast<float>(1 / std::sqrt(std::accumulate(squares, squares + width, 0.0)));
            result[i] = std::isfinite(inverse) ? inverse : 0;
        }
    });
    return result;
}

}  // namespace malvec
