// One SIMD register of floats, as wide as the instruction
// set allows, in the compiler's own vector types:
// 16 lanes on AVX-512, 8 on AVX, 4 elsewhere. The code over it is written once for all of them.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace malvec {

#if defined(__AVX512F__)
constexpr int lanes = 16;
#elif defined(__AVX__)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif

typedef float Vec __attribute__((vector_size(lanes * 4), may_alias));
typedef int32_t VecInt __attribute__((vector_size(lanes * 4), may_alias));
typedef float LooseVec __attribute__((vector_size(lanes * 4), may_alias, aligned(4)));

// aligned to the register
inline Vec load(const float* p) { return *reinterpret_cast<const Vec*>(p); }
inline Vec load_any(const float* p) { return *reinterpret_cast<const LooseVec*>(p); }
inline void store(float* p, Vec v) { *reinterpret_cast<Vec*>(p) = v; }
inline void store_any(float* p, Vec v) { *reinterpret_cast<LooseVec*>(p) = v; }
inline Vec splat(float x) { return x - Vec{}; }
inline VecInt bits(Vec v) { return reinterpret_cast<VecInt>(v); }
inline Vec from_bits(VecInt v) { return reinterpret_cast<Vec>(v); }
inline Vec abs(Vec v) { return from_bits(bits(v) & 0x7fffffff); }
inline Vec max(Vec a, Vec b) { return a > b ? a : b; }

inline bool any_above(Vec a, Vec b) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ);
#elif defined(__AVX__)
    return _mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GT_OQ));
#elif defined(__SSE2__)
    return _mm_movemask_ps(_mm_cmpgt_ps(a, b));
#else
    VecInt above = a > b;
    return above[0] | above[1] | above[2] | above[3];
#endif
}

// v within -limit .. limit, for limit >= 0.
inline Vec clip(Vec v, Vec limit) {
#if defined(__AVX512DQ__)
    return _mm512_maskz_range_ps(0xffff, v, limit, 2);  // the smaller magnitude, with the sign of v
#else
    v = v > limit ? limit : v;
    return v < -limit ? -limit : v;
#endif
}

// 1 / sqrt(x) for positive finite x, relative error <
// 1e-6: the machine's estimate, then a step of Newton.
inline Vec inverse_root(Vec x) {
#if defined(__AVX512F__)
    Vec y = _mm512_maskz_rsqrt14_ps(0xffff, x);
#elif defined(__AVX__)
    Vec y = _mm256_rsqrt_ps(x);
#elif defined(__SSE2__)
    Vec y = _mm_rsqrt_ps(x);
#else
    Vec y = from_bits(0x5f3759df - (bits(x) >> 1));
    for (int i = 0; i < 2; ++i) y = y * (1.5f - 0.5f * x * y * y);
#endif
    return y * (1.5f - 0.5f * x * y * y);
}

namespace detail {

template <int H, int... I>
inline Vec merge(Vec a, Vec b, std::integer_sequence<int, I...>) {
#if defined(__clang__)
    return __builtin_shufflevector(a, b, ((I & H) ? I + lanes : I)...) +
           __builtin_shufflevector(a, b, ((I & H) ? (I ^ H) + lanes : I ^ H)...);
#else
    return __builtin_shuffle(a, b, VecInt{((I & H) ? I + lanes : I)...}) +
           __builtin_shuffle(a, b, VecInt{((I & H) ? (I ^ H) + lanes : I ^ H)...});
#endif
}

// Halves the number of vectors: lanes without bit H
// keep sums of v[k], lanes with it sums of v[k + H].
template <int H, int N>
inline void fold(Vec* v) {
    for (int k = 0; k < std::min(H, N); ++k)
        v[k] =
            merge<H>(v[k], k + H < N ? v[k + H] : v[k], std::make_integer_sequence<int, lanes>());
    if constexpr (H > 1) fold<H / 2, std::min(H, N)>(v);
}

}  // namespace detail

// Lane i of the result is the sum over the lanes of v[i], for i < N <= lanes.
template <int N>
inline Vec sum_each(Vec* v) {
    detail::fold<lanes / 2, N>(v);
    return v[0];
}

inline float sum(Vec v) { return sum_each<1>(&v)[0]; }

// exp(x) for -87 <= x <= 0 (below: the smallest value there),
// relative error < 2e-7: 2^n times a polynomial on [-ln2/2, ln2/2].
inline Vec exp_nonpositive(Vec x) {
    const Vec magic = splat(0x1.8p23f);  // adding it rounds to an integer, kept in the low bits
    x = max(x, splat(-87.0f));
    const Vec shifted = x * 1.44269504f + magic, n = shifted - magic;
    const Vec r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    Vec p = splat(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    return from_bits(bits(p) + (bits(shifted) << 23));
}

// log(1 + z) for 0 <= z <= 1, absolute error < 3e-7: z times a Chebyshev fit of log(1 + z) / z.
inline Vec log1p_unit(Vec z) {
    Vec p = splat(-8.574675768613815e-3f);
    p = p * z + 4.4214192777872086e-2f;
    p = p * z - 1.0785368084907532e-1f;
    p = p * z + 1.7757023870944977e-1f;
    p = p * z - 2.449961155653e-1f;
    p = p * z + 3.327617645263672e-1f;
    p = p * z - 4.9997448921203613e-1f;
    p = p * z + 9.999998211860657e-1f;
    return p * z;
}

// log(x) for finite x >= 1, absolute error < 1e-6 + 1e-7 log(x).
inline Vec log_at_least_one(Vec x) {
    const VecInt exponent = (bits(x) >> 23) - 127;
    const Vec mantissa = from_bits((bits(x) & 0x7fffff) | 0x3f800000);  // [1, 2)
    return __builtin_convertvector(exponent, Vec) * 0.693147181f + log1p_unit(mantissa - 1.0f);
}

namespace detail {

// From a and b, rows i and i + H of a square: the new row i (Low) or i + H.
template <int H, bool Low, int... I>
inline Vec exchange(Vec a, Vec b, std::integer_sequence<int, I...>) {
#if defined(__clang__)
    return __builtin_shufflevector(
        a, b, (Low ? ((I & H) ? I - H + lanes : I) : ((I & H) ? I + lanes : I + H))...);
#else
    return __builtin_shuffle(
        a, b, VecInt{(Low ? ((I & H) ? I - H + lanes : I) : ((I & H) ? I + lanes : I + H))...});
#endif
}

}  // namespace detail

// Lane j of v[i] changes places with lane i of v[j], for a square of `lanes` vectors.
template <int H = lanes / 2>
inline void transpose(Vec* v) {
    constexpr auto all = std::make_integer_sequence<int, lanes>();
#pragma GCC unroll 16
    for (int i = 0; i < lanes; ++i) {
        if (i & H) continue;
        const Vec low = detail::exchange<H, true>(v[i], v[i + H], all),
                  high = detail::exchange<H, false>(v[i], v[i + H], all);
        v[i] = low, v[i + H] = high;
    }
    if constexpr (H > 1) transpose<H / 2>(v);
}

// While this lives, numbers below 1e-38 become zero in this
// thread: they cost a hundred times more and mean nothing.
class FlushDenormals {
public:
#if defined(__SSE2__)
    FlushDenormals() { _mm_setcsr(before_ | 0x8040); }
    ~FlushDenormals() { _mm_setcsr(before_); }
    FlushDenormals(const FlushDenormals&) = delete;

private:
    unsigned before_ = _mm_getcsr();
#else
    FlushDenormals() {}
#endif
};

}  // namespace malvec
