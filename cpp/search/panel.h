// Rows times queries, the inner loops of exact search. Queries of a batch are packed into panels, component by component, so that
// one vector register holds one component of many queries; rows are read as they lie, aligned or not, and never past their end.
#pragma once
#include <cstddef>
#include <cstring>

namespace malvec {

#if defined(__AVX512F__)
constexpr size_t lanes = 16, panel_vectors = 4;  // 32 registers: 6 x 4 sums, 4 query vectors
#elif defined(__AVX__)
constexpr size_t lanes = 8, panel_vectors = 2;  // 16 registers: 6 x 2 sums
#elif defined(__aarch64__)
constexpr size_t lanes = 4, panel_vectors = 4;
#else
constexpr size_t lanes = 4, panel_vectors = 2;
#endif
constexpr size_t group_rows = 6, panel_queries = lanes * panel_vectors;

using Vec = float __attribute__((vector_size(lanes * sizeof(float))));

inline Vec load_vec(const float* p) {
    Vec v;
    std::memcpy(&v, p, sizeof v);
    return v;
}

inline float sum_lanes(const Vec& v) {
    float x[lanes];
    std::memcpy(x, &v, sizeof v);
    for (size_t half = lanes / 2; half > 0; half /= 2)
        for (size_t i = 0; i < half; ++i) x[i] += x[i + half];
    return x[0];
}

// out[r][q] = sum over d of rows[r][d] * panel[d][q], for R rows and Q vectors of queries.
template <size_t R, size_t Q>
inline void multiply(const float* rows, size_t stride, const float* panel, size_t dim, float* out) {
    Vec sum[R][Q] = {};
    const float* row[R];
    for (size_t r = 0; r < R; ++r) row[r] = rows + r * stride;
    for (size_t d = 0; d < dim; ++d, panel += Q * lanes) {
        Vec query[Q];
#pragma GCC unroll 8
        for (size_t q = 0; q < Q; ++q) query[q] = load_vec(panel + q * lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (size_t q = 0; q < Q; ++q) sum[r][q] += row[r][d] * query[q];
    }
    std::memcpy(out, sum, sizeof sum);
}

// Dot products with one query, whose last `lanes` components lie in `tail` with those that full vectors cover set to zero.
inline float dot_with_tail(const float* row, const float* query, const Vec& tail, size_t dim) {
    if (dim < lanes) {
        float sum = 0;
        for (size_t d = 0; d < dim; ++d) sum += row[d] * query[d];
        return sum;
    }
    Vec even = load_vec(row + dim - lanes) * tail, odd = {};
    size_t d = 0;
    for (; d + 2 * lanes <= dim; d += 2 * lanes) {
        even += load_vec(row + d) * load_vec(query + d);
        odd += load_vec(row + d + lanes) * load_vec(query + d + lanes);
    }
    if (d + lanes <= dim) odd += load_vec(row + d) * load_vec(query + d);
    return sum_lanes(even + odd);
}

}  // namespace malvec
