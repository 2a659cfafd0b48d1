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

// Sums by lanes of the products of R rows with one query of at least `lanes` components; its last
// `lanes` lie in `tail`, those that full vectors cover set to zero.
template <size_t R>
inline void multiply(const float* rows, size_t stride, const float* query, const Vec& tail,
                     size_t dim, Vec* out) {
    const float* row[R];
    Vec even[R], odd[R];
#pragma GCC unroll 8
    for (size_t r = 0; r < R; ++r) {
        row[r] = rows + r * stride;
        even[r] = load_any(row[r] + dim - lanes) * tail;
        odd[r] = Vec{};
    }
    size_t d = 0;
    for (; d + 2 * lanes <= dim; d += 2 * lanes) {
        const Vec first = load(query + d), second = load(query + d + lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < R; ++r) {
            even[r] += load_any(row[r] + d) * first;
            odd[r] += load_any(row[r] + d + lanes) * second;
        }
    }
    if (d + lanes <= dim)
#pragma GCC unroll 8
        for (size_t r = 0; r < R; ++r) odd[r] += load_any(row[r] + d) * load(query + d);
#pragma GCC unroll 8
    for (size_t r = 0; r < R; ++r) out[r] = even[r] + odd[r];
}

// The dot product of one row: the same bits as that row has among `lanes` rows.
inline float dot_with_tail(const float* row, const float* query, const Vec& tail, size_t dim) {
    if (dim < lanes) {
        float product = 0;
        for (size_t d = 0; d < dim; ++d) product += row[d] * query[d];
        return product;
    }
    Vec product;
    multiply<1>(row, 0, query, tail, dim, &product);
    return sum(product);
}

// Dot products of `lanes` rows with one query of at least `lanes` components, while the rows that
// are 8 kB further on their way come from memory: the processor alone fetches no page before the
// first use of it.
inline Vec dots_with_tail(const float* rows, size_t stride, const float* query, const Vec& tail,
                          size_t dim) {
    constexpr size_t together = 4;  // rows that share what is loaded of the query
    const size_t ahead = 2048 / stride * stride;
    Vec products[lanes];
    for (size_t r = 0; r < lanes; r += together, rows += together * stride) {
        for (size_t next = ahead; next < ahead + together * stride; next += stride)
            for (size_t d = 0; d < dim; d += 16) __builtin_prefetch(rows + next + d);
        multiply<together>(rows, stride, query, tail, dim, products + r);
    }
    return sum_each<lanes>(products);
}

}  // namespace malvec
