// Rows times queries, the inner loops of exact search. Queries of
// a batch are packed into panels, component by component, so that
// one vector register holds one component of many queries; rows
// are read as they lie, aligned or not, and never past their end.
#pragma once
#include <cstddef>

#include "core/vec.h"

namespace malvec {

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr size_t panel_vectors = 4;  // 32 registers: 6 x 4 sums, 4 query vectors
#else
constexpr size_t panel_vectors = 2;  // 16 registers: 6 x 2 sums
#endif
constexpr size_t group_rows = 6, panel_queries = lanes * panel_vectors;

// out[r][q] = sum over d of rows[r][d] * panel[d][q], for R rows
// and Q vectors of queries; the panel is aligned to the register.
template <size_t R, size_t Q>
inline void multiply(const float* rows, size_t stride, const float* panel, size_t dim, float* out) {
    Vec sums[R][Q] = {};
    const float* row[R];
    for (size_t r = 0; r < R; ++r) row[r] = rows + r * stride;
    for (size_t d = 0; d < dim; ++d, panel += Q * lanes) {
        Vec query[Q];
#pragma GCC unroll 8
        for (size_t q = 0; q < Q; ++q) query[q] = load(panel + q * lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (size_t q = 0; q < Q; ++q) sums[r][q] += row[r][d] * query[q];
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < R; ++r)
#pragma GCC unroll 8
        for (size_t q = 0; q < Q; ++q) store_any(out + (r * Q + q) * lanes, sums[r][q]);
}

// Dot products with one query, whose last `lanes` components
// lie in `tail` with those that full vectors cover set to zero.
inline float dot_with_tail(const float* row, const float* query, const Vec& tail, size_t dim) {
    if (dim < lanes) {
        float product = 0;
        for (size_t d = 0; d < dim; ++d) product += row[d] * query[d];
        return product;
    }
    Vec even = load_any(row + dim - lanes) * tail, odd = {};
    size_t d = 0;
    for (; d + 2 * lanes <= dim; d += 2 * lanes) {
        even += load_any(row + d) * load_any(query + d);
        odd += load_any(row + d + lanes) * load_any(query + d + lanes);
    }
    if (d + lanes <= dim) odd += load_any(row + d) * load_any(query + d);
    return sum(even + odd);
}

}  // namespace malvec
