#include "core/csr_product.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <utility>

#include "core/krylov_basis.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr uint64_t product_cells = 1 << 16;  // the unit of work
// cells whose rows of x are fetched in advance
constexpr size_t cells_ahead = 24;

// The sum of value[i] x[column[i]] over the cells of one row, in
// several chains, so that no addition waits for the one before. With
// `fetch` at least `cells_ahead` more columns can be read behind the row.
template <bool fetch>
inline void multiply_row(const uint32_t* column, const float* value, size_t cells, const float* x,
                         float scale, float* out) {
    constexpr size_t chains = lanes == 16 ? 4 : 2;
    Vec sums[chains][row_vectors] = {};
    size_t i = 0;
    for (; i + chains <= cells; i += chains)
#pragma GCC unroll 4
        for (size_t k = 0; k < chains; ++k) {
            if constexpr (fetch)
                __builtin_prefetch(x + size_t{column[i + k + cells_ahead]} * panel_width);
            const float* row = x + size_t{column[i + k]} * panel_width;
            for (size_t v = 0; v < row_vectors; ++v)
                sums[k][v] += value[i + k] * load(row + v * lanes);
        }
    for (; i < cells; ++i)
        for (size_t v = 0; v < row_vectors; ++v)
            sums[0][v] += value[i] * load(x + size_t{column[i]} * panel_width + v * lanes);
    for (size_t v = 0; v < row_vectors; ++v) {
        Vec total = sums[0][v];
        for (size_t k = 1; k < chains; ++k) total += sums[k][v];
        store(out + v * lanes, total * scale);
    }
}

}  // namespace

std::vector<uint64_t> equal_cells(std::span<const uint64_t> offsets, uint64_t cells_each) {
    std::vector<uint64_t> cuts{0};
    const uint64_t rows = offsets.size() - 1;
    while (cuts.back() < rows) {
        const uint64_t wanted = offsets[cuts.back()] + cells_each;
        const auto past = std::upper_bound(offsets.begin() + static_cast<int64_t>(cuts.back()) + 1,
                                           offsets.end(), wanted);
        cuts.push_back(std::min<uint64_t>(
            rows,
            std::max<int64_t>(past - offsets.begin() - 1, static_cast<int64_t>(cuts.back()) + 1)));
    }
    return cuts;
}

void multiply_panel(const Csr<float>& a, const float* x, float scale, float* out, unsigned threads,
                    const std::function<void()>& tick) {
    const std::vector<uint64_t> cuts = equal_cells(a.offsets, product_cells);
    const auto multiply = [&](uint64_t piece, unsigned) {
        for (uint64_t row = cuts[piece]; row < cuts[piece + 1]; ++row) {
            const uint64_t begin = a.offsets[row], end = a.offsets[row + 1];
            const bool fetch = end + cells_ahead <= a.cells();
            (fetch ? multiply_row<true> : multiply_row<false>)(a.columns.data() + begin,
                                                               a.values.data() + begin, end - begin,
                                                               x, scale, out + row * panel_width);
        }
    };
    if (cuts.size() > 1) all_pieces(cuts.size() - 1, threads, multiply, tick);
}

OwnCsr transpose(const Csr<float>& a, unsigned threads) {
    OwnCsr t{std::vector<uint64_t>(a.width + 1),
             std::make_unique_for_overwrite<uint32_t[]>(a.cells()),
             std::make_unique_for_overwrite<float[]>(a.cells()), a.rows()};
    // their counts stay small beside the cells
    const uint64_t parts = std::clamp<uint64_t>(a.cells() / (8 * a.width + 1), 1, threads);
    const std::vector<uint64_t> cuts = equal_cells(a.offsets, a.cells() / parts + 1);
    const uint64_t pieces = cuts.size() - 1;
    if (pieces == 0) return t;
    // per piece and column: how many cells, then where the next one goes
    std::vector<std::vector<uint64_t>> next(pieces);
    parallel_pieces(pieces, threads, [&](uint64_t p, unsigned) {
        next[p].assign(a.width, 0);
        for (uint64_t i = a.offsets[cuts[p]]; i < a.offsets[cuts[p + 1]]; ++i)
            ++next[p][a.columns[i]];
    });
    uint64_t sum = 0;
    for (size_t column = 0; column < a.width; ++column) {
        t.offsets[column] = sum;
        for (auto& counts : next) sum += std::exchange(counts[column], sum);
    }
    t.offsets[a.width] = sum;
    parallel_pieces(pieces, threads, [&](uint64_t p, unsigned) {
        for (uint64_t row = cuts[p]; row < cuts[p + 1]; ++row)
            for (uint64_t i = a.offsets[row]; i < a.offsets[row + 1]; ++i) {
                const uint64_t to = next[p][a.columns[i]]++;
                t.columns[to] = static_cast<uint32_t>(row), t.values[to] = a.values[i];
            }
    });
    return t;
}

bool is_symmetric(const Csr<float>& a, unsigned threads) {
    if (a.rows() != a.width) return false;
    std::atomic<uint64_t> difference{0};
    parallel_ranges(a.rows(), 1024, threads, [&](uint64_t first, uint64_t last) {
        uint64_t sum = 0;
        for (uint64_t row = first; row < last; ++row)
            for (uint64_t i = a.offsets[row]; i < a.offsets[row + 1]; ++i) {
                const uint64_t column = a.columns[i],
                               value = std::bit_cast<uint32_t>(a.values[i]) * 0x9e3779b97f4a7c15ull;
                sum += mix64((row << 32 | column) + value) - mix64((column << 32 | row) + value);
            }
        difference += sum;
    });
    return difference == 0;
}

}  // namespace malvec
