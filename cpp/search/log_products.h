// 3CosMul in log space: the logarithm, and one term of a score.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

#include "search/exact.h"

namespace malvec {

// log2 of a positive normal number: its exponent, and a Chebyshev
// interpolation of log2(1 + m) / m on [-1/3, 1/3]; error below 1e-6.
inline float fast_log2(float x) {
    constexpr float coefficients[] = {-0.2169923f, 0.2467270f, -0.2377997f, 0.2856045f,
                                      -0.3607336f, 0.4809646f, -0.7213473f, 1.4426948f};
    const auto bits = std::bit_cast<int32_t>(x);
    const int32_t exponent = (bits - 0x3f2aaaab) >> 23;  // leaves a mantissa 1 + m in [2/3, 4/3)
    const float m = std::bit_cast<float>(bits - (exponent << 23)) - 1;
    float value = 0;
    for (const float c : coefficients) value = value * m + c;
    return static_cast<float>(exponent) + m * value;
}

// What a term of this sign adds, from (1 + cos) / 2.
inline float log_term(float sign, float shifted) {
    return sign * fast_log2(std::max(least_product, shifted) + (sign < 0 ? product_epsilon : 0));
}

}  // namespace malvec
