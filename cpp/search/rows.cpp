#include "search/rows.h"

#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/parallel.h"

namespace malvec {

RowBlock make_block(const RowsView& rows, size_t first, size_t end, std::vector<float>& memory) {
    if (!rows.encoded) return {rows.row(first), first, end, rows.stride};
    memory.resize((end - first) * rows.dim);
    for (size_t i = first; i < end; ++i)
        rows.encoded->decode(i, memory.data() + (i - first) * rows.dim);
    return {memory.data(), first, end, rows.dim};
}

std::vector<float> inverse_norms(const RowsView& rows, unsigned threads) {
    constexpr size_t width = 16;
    std::vector<float> result(rows.rows);
    parallel_ranges(rows.rows, 4096, threads, [&](uint64_t begin, uint64_t end) {
        std::vector<float> memory;
        for (uint64_t i = begin; i < end; ++i) {
            const float* row = make_block(rows, i, i + 1, memory).data;
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
