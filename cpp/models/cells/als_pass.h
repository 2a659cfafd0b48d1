// The inner loop of conjugate gradients in alternating least squares: products
// with the factors of all cells of a row, and their weighted sum, in one pass.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "core/vec.h"

namespace malvec {
namespace detail {

constexpr size_t fetched = 8;  // cells ahead

// One pass over the cells of a row: scores y_i . p, and q += sum of factor(scores) y_i over
// groups of G cells. Where a group's rows fit into the registers, NZ vectors each, they are
// read once and used twice, and q stays in registers from the first cell to the last.
template <int NZ, int G, class Next, class Factor>
void pass_in_registers(size_t cells, const float* p, float* q, Next&& next, Factor&& factor) {
    Vec total[NZ];
#pragma GCC unroll 8
    for (int z = 0; z < NZ; ++z) total[z] = load(q + z * lanes);
    for (size_t first = 0; first < cells; first += G) {
        const float* rows[G];
        next(first, rows, G);
        Vec y[G][NZ], sums[G] = {};
#pragma GCC unroll 8
        for (int z = 0; z < NZ; ++z) {
            const Vec pz = load(p + z * lanes);
#pragma GCC unroll 8
            for (int i = 0; i < G; ++i)
                y[i][z] = load(rows[i] + z * lanes), sums[i] += y[i][z] * pz;
        }
        alignas(64) float factors[lanes];
        store(factors, sum_each<G>(sums));
        factor(first, factors, G);
#pragma GCC unroll 8
        for (int i = 0; i < G; ++i)
#pragma GCC unroll 8
            for (int z = 0; z < NZ; ++z) total[z] += factors[i] * y[i][z];
    }
#pragma GCC unroll 8
    for (int z = 0; z < NZ; ++z) store(q + z * lanes, total[z]);
}

// The same for rows of any length, which are read twice.
template <int G, class Next, class Factor>
void pass_over_rows(size_t cells, size_t stride, const float* p, float* q, Next&& next,
                    Factor&& factor) {
    for (size_t first = 0; first < cells; first += G) {
        const float* rows[G];
        next(first, rows, G);
        Vec sums[G] = {};
        for (size_t z = 0; z < stride; z += lanes) {
            const Vec pz = load(p + z);
#pragma GCC unroll 8
            for (int i = 0; i < G; ++i) sums[i] += load(rows[i] + z) * pz;
        }
        alignas(64) float factors[lanes];
        store(factors, sum_each<G>(sums));
        factor(first, factors, G);
        for (size_t z = 0; z < stride; z += lanes) {
            Vec even = load(q + z), odd = {};
#pragma GCC unroll 8
            for (int i = 0; i < G; i += 2)
                even += factors[i] * load(rows[i] + z),
                    odd += factors[i + 1] * load(rows[i + 1] + z);
            store(q + z, even + odd);
        }
    }
}

}  // namespace detail

// factor(first, scores, G) turns the scores of a group of
// G cells into factors; behind the last cell come zeros.
template <class Factor>
void pass_over_cells(const Matrix& fixed, std::span<const uint32_t> columns, const float* p,
                     float* q, Factor&& factor) {
    const size_t n = columns.size();
    const auto next = [&](size_t first, const float** rows, size_t count) {
        for (size_t i = 0; i < count; ++i) rows[i] = fixed.row(columns[std::min(first + i, n - 1)]);
        for (size_t i = first + detail::fetched; i < std::min(first + detail::fetched + count, n);
             ++i)
            for (size_t z = 0; z < fixed.stride; z += 16)
                __builtin_prefetch(fixed.row(columns[i]) + z, 0, 3);
    };
    if constexpr (lanes == 16) switch (fixed.stride / lanes) {
            case 1:
                return detail::pass_in_registers<1, 8>(n, p, q, next, factor);
            case 2:
                return detail::pass_in_registers<2, 8>(n, p, q, next, factor);
            case 3:
                return detail::pass_in_registers<3, 4>(n, p, q, next, factor);
            case 4:
                return detail::pass_in_registers<4, 4>(n, p, q, next, factor);
            case 5:
                return detail::pass_in_registers<5, 2>(n, p, q, next, factor);
            case 6:
                return detail::pass_in_registers<6, 2>(n, p, q, next, factor);
            case 7:
                return detail::pass_in_registers<7, 2>(n, p, q, next, factor);
            case 8:
                return detail::pass_in_registers<8, 2>(n, p, q, next, factor);
            default:
                break;
        }
    detail::pass_over_rows<lanes == 16 ? 8 : 4>(n, fixed.stride, p, q, next, factor);
}

}  // namespace malvec
