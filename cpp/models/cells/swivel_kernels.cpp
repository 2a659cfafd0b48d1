#include "models/cells/swivel_kernels.h"

#include <algorithm>

namespace malvec {
namespace {

// of 1 + exp(-|u|) <= 2 are multiplied before one logarithm: two lanes' worth stay below 2^64
constexpr size_t factors = 32;

}  // namespace

// softplus(u) = max(u, 0) + log(1 + z) and sigmoid(u)
// = (u < 0 ? z : 1) / (1 + z), with z = exp(-|u|).
double unobserved_gradients(float* scores, size_t columns, const float* row_bias,
                            const float* column_bias) {
    const Vec bias[2] = {load(row_bias), load(row_bias + lanes)};
    Vec positive = {}, logs = {};  // (u + |u|) is 2 max(u, 0), but keeps a NaN
    for (size_t first = 0; first < columns; first += factors) {
        Vec product[2] = {splat(1.0f), splat(1.0f)};
        for (size_t c = first; c < std::min(columns, first + factors); ++c) {
#pragma GCC unroll 2
            for (size_t h = 0; h < 2; ++h) {
                float* at = scores + c * panel_rows + h * lanes;
                const Vec u = load(at) + (bias[h] + column_bias[c]);
                const Vec z = exp_nonpositive(-abs(u)), q = 1.0f + z;
                store(at, (u < 0.0f ? z : splat(1.0f)) / q);
                positive += u + abs(u), product[h] *= q;
            }
        }
        logs += log_at_least_one(product[0] * product[1]);
    }
    return 0.5 * static_cast<double>(sum(positive)) + static_cast<double>(sum(logs));
}

double observed_gradients(float* errors, const float* log_counts, size_t count,
                          Confidence confidence) {
    Vec loss = {};
    for (size_t i = 0; i < count; i += lanes) {
        const Vec t = load(log_counts + i) * confidence.power, z = exp_nonpositive(-abs(t)),
                  e = load(errors + i);
        const Vec g = (confidence.base + confidence.scale * (t < 0.0f ? z : 1.0f / z)) * e;
        loss += g * e;
        store(errors + i, g);
    }
    return 0.5 * static_cast<double>(sum(loss));
}

}  // namespace malvec
