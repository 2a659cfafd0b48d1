#include "models/swivel_kernels.h"

#include <algorithm>
#include <array>
#include <utility>

namespace malvec {
namespace {

// out [N][panel_rows] = (Add: +=) sum over k of panel[k] x block[k]: 2 N vectors of sums in registers.
template <int N, bool Add>
void multiply_block(const float* panel, const float* block, size_t depth, float* out) {
    Vec sums[N][2] = {};
    if constexpr (Add)
#pragma GCC unroll 16
        for (int j = 0; j < N; ++j) sums[j][0] = load(out + j * panel_rows), sums[j][1] = load(out + j * panel_rows + lanes);
    for (size_t k = 0; k < depth; ++k, panel += panel_rows, block += N) {
        const Vec left = load(panel), right = load(panel + lanes);
#pragma GCC unroll 16
        for (int j = 0; j < N; ++j) {
            const Vec b = splat(block[j]);
            sums[j][0] += left * b, sums[j][1] += right * b;
        }
    }
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j) store(out + j * panel_rows, sums[j][0]), store(out + j * panel_rows + lanes, sums[j][1]);
}

using Kernel = void (*)(const float*, const float*, size_t, float*);

template <bool Add, int... N>
constexpr std::array<Kernel, sizeof...(N)> make_multipliers(std::integer_sequence<int, N...>) {
    return {{multiply_block<N + 1, Add>...}};
}

template <bool Add>
void multiply_blocks(const float* panel, const float* blocks, size_t depth, size_t items, float* out) {
    static constexpr auto multipliers = make_multipliers<Add>(std::make_integer_sequence<int, most_block_width>());  // [width - 1]
    for (size_t b = 0; b < count_blocks(items); ++b) {
        const size_t begin = block_begin(b, items), width = block_begin(b + 1, items) - begin;
        multipliers[width - 1](panel, blocks + begin * depth, depth, out + begin * panel_rows);
    }
}

constexpr size_t factors = 32;  // of 1 + exp(-|u|) <= 2 are multiplied before one logarithm: two lanes' worth stay below 2^64

}  // namespace

void multiply(const float* panel, const float* blocks, size_t depth, size_t items, float* out) {
    multiply_blocks<false>(panel, blocks, depth, items, out);
}

void multiply_add(const float* panel, const float* blocks, size_t depth, size_t items, float* out) {
    multiply_blocks<true>(panel, blocks, depth, items, out);
}

// softplus(u) = max(u, 0) + log(1 + z) and sigmoid(u) = (u < 0 ? z : 1) / (1 + z), with z = exp(-|u|).
double unobserved_gradients(float* scores, size_t columns, const float* row_bias, const float* column_bias) {
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

double observed_gradients(float* errors, const float* log_counts, size_t count, Confidence confidence) {
    Vec loss = {};
    for (size_t i = 0; i < count; i += lanes) {
        const Vec t = load(log_counts + i) * confidence.power, z = exp_nonpositive(-abs(t)), e = load(errors + i);
        const Vec g = (confidence.base + confidence.scale * (t < 0.0f ? z : 1.0f / z)) * e;
        loss += g * e;
        store(errors + i, g);
    }
    return 0.5 * static_cast<double>(sum(loss));
}

void transpose_square(const float* scores, float* out) {
    for (size_t i = 0; i < panel_rows; i += lanes)
        for (size_t j = 0; j < panel_rows; j += lanes) {
            Vec square[lanes];
#pragma GCC unroll 16
            for (int k = 0; k < lanes; ++k) square[k] = load(scores + (i + static_cast<size_t>(k)) * panel_rows + j);
            transpose(square);
#pragma GCC unroll 16
            for (int k = 0; k < lanes; ++k) store(out + (j + static_cast<size_t>(k)) * panel_rows + i, square[k]);
        }
}

}  // namespace malvec
