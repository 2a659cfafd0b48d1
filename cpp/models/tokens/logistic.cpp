#include "models/tokens/logistic.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/matrix.h"
#include "core/vec.h"

namespace malvec {
namespace {

// input rows scored together: input_block * target_block sums fill the register file
constexpr int input_block = lanes == 16 ? 4 : 2;
// whole vectors are read and written past the end of scores and patterns
constexpr size_t slack = 2 * lanes;

// scores[t * J + j] = x_t . o_j for T input rows and J output rows.
template <int T, int J>
void score(float* const* x, float* const* o, size_t stride, float* scores) {
    Vec sums[T * J];
#pragma GCC unroll 32
    for (Vec& total : sums) total = Vec{};  // in registers; an initialiser would fill memory
    for (size_t z = 0; z < stride; z += lanes) {
        Vec oz[J];
#pragma GCC unroll 8
        for (int j = 0; j < J; ++j) oz[j] = load(o[j] + z);
#pragma GCC unroll 8
        for (int t = 0; t < T; ++t) {
            const Vec xz = load(x[t] + z);
#pragma GCC unroll 8
            for (int j = 0; j < J; ++j) sums[t * J + j] += xz * oz[j];
        }
    }
    constexpr int whole = T * J / lanes * lanes;
#pragma GCC unroll 8
    for (int i = 0; i < whole; i += lanes) store_any(scores + i, sum_each<lanes>(sums + i));
    if constexpr (whole < T * J) store_any(scores + whole, sum_each<T * J - whole>(sums + whole));
}

template <int J>
void score_all(float* const* x, int count, float* const* o, size_t stride, float* scores) {
    int t = 0;
    for (; t + input_block <= count; t += input_block)
        score<input_block, J>(x + t, o, stride, scores + t * J);
    if constexpr (input_block == 4)
        for (; t + 2 <= count; t += 2) score<2, J>(x + t, o, stride, scores + t * J);
    for (; t < count; ++t) score<1, J>(x + t, o, stride, scores + t * J);
}

// Columns z .. z + Width * lanes - 1 of: o_j += sum_t g_tj x_t and
// changed_t += sum_j g_tj o_j (the old o_j). InPlace: changed is x.
template <int J, int Width, bool InPlace>
inline void update_columns(float* const* x, float* const* changed, int count, float* const* o,
                           size_t z, const float* g) {
    Vec old[J][Width], sums[J][Width];
#pragma GCC unroll 8
    for (int j = 0; j < J; ++j)
#pragma GCC unroll 2
        for (int k = 0; k < Width; ++k) old[j][k] = sums[j][k] = load(o[j] + z + k * lanes);
    for (int t = 0; t < count; ++t) {
        Vec xz[Width], e[Width];
#pragma GCC unroll 2
        for (int k = 0; k < Width; ++k)
            xz[k] = load(x[t] + z + k * lanes),
            e[k] = InPlace ? xz[k] : load(changed[t] + z + k * lanes);
#pragma GCC unroll 8
        for (int j = 0; j < J; ++j) {
            const Vec gj = splat(g[t * J + j]);
#pragma GCC unroll 2
            for (int k = 0; k < Width; ++k) e[k] += gj * old[j][k], sums[j][k] += gj * xz[k];
        }
#pragma GCC unroll 2
        for (int k = 0; k < Width; ++k) store(changed[t] + z + k * lanes, e[k]);
    }
#pragma GCC unroll 8
    for (int j = 0; j < J; ++j)
#pragma GCC unroll 2
        for (int k = 0; k < Width; ++k) store(o[j] + z + k * lanes, sums[j][k]);
}

template <int J, bool InPlace>
void update_all(float* const* x, float* const* changed, int count, float* const* o, size_t stride,
                const float* g) {
    size_t z = 0;
    if constexpr (lanes == 16)  // 32 registers hold two columns of everything
        for (; z + 2 * lanes <= stride; z += 2 * lanes)
            update_columns<J, 2, InPlace>(x, changed, count, o, z, g);
    for (; z < stride; z += lanes) update_columns<J, 1, InPlace>(x, changed, count, o, z, g);
}

// change += sum_j g_j o_j, for one input.
template <int J>
void pull_all(float* change, float* const* o, size_t stride, const float* g) {
    Vec gj[J];
#pragma GCC unroll 8
    for (int j = 0; j < J; ++j) gj[j] = splat(g[j]);
    for (size_t z = 0; z < stride; z += lanes) {
        Vec e = load(change + z);
#pragma GCC unroll 8
        for (int j = 0; j < J; ++j) e += gj[j] * load(o[j] + z);
        store(change + z, e);
    }
}

struct BlockKernel {
    void (*score)(float* const*, int, float* const*, size_t, float*);
    void (*update)(float* const*, float* const*, int, float* const*, size_t, const float*);
    void (*update_in_place)(float* const*, float* const*, int, float* const*, size_t, const float*);
    void (*pull)(float*, float* const*, size_t, const float*);
};

template <int... J>
constexpr std::array<BlockKernel, sizeof...(J)> make_kernels(std::integer_sequence<int, J...>) {
    return {{{score_all<J + 1>, update_all<J + 1, false>, update_all<J + 1, true>,
              pull_all<J + 1>}...}};
}

// kernels[J - 1]
constexpr auto kernels = make_kernels(std::make_integer_sequence<int, target_block>());

VecInt lane_numbers() {
    VecInt numbers;
    for (int i = 0; i < lanes; ++i) numbers[i] = i;
    return numbers;
}

// scores -> gradients in place; returns the loss. With u =
// sign * s: loss softplus(u), gradient -sign * sigmoid(u).
double gradients(float* scores, int count, const float* signs, const float* weights, float rate) {
    const VecInt lane = lane_numbers();
    Vec loss = {};
    for (int i = 0; i < count; i += lanes) {
        const Vec sign = load_any(signs + i);
        // lanes past the end lose nothing
        const Vec u = lane < count - i ? load_any(scores + i) * sign : splat(-200.0f);
        const Vec z = exp_nonpositive(-abs(u)), r = 1.0f / (1.0f + z);
        Vec l = 0.5f * (u + abs(u)) + log1p_unit(z);  // not max(u, 0): a NaN must not vanish
        Vec g = -rate * sign * (u < 0.0f ? z * r : r);
        if (weights) {
            const Vec weight = load_any(weights + i);
            g *= weight, l *= weight;
        }
        store_any(scores + i, g);
        loss += l;
    }
    return static_cast<double>(sum(loss));
}

float* aligned(std::vector<float>& memory) {
    const auto address = reinterpret_cast<uintptr_t>(memory.data());
    return reinterpret_cast<float*>((address + row_alignment - 1) / row_alignment * row_alignment);
}

}  // namespace

Targets::Targets(size_t max_inputs, size_t max_targets)
    : max_inputs_(max_inputs), rows_(max_targets), signs_(max_inputs * max_targets + slack, 1.0f),
      weights_(signs_) {}

void Targets::fill(std::vector<float>& pattern, size_t j, float value) {
    const size_t first = j / target_block * target_block,
                 width = std::min(target_block, size_ - first);
    float* p = pattern.data() + first * max_inputs_ + (j - first);
    for (size_t t = 0; t < max_inputs_; ++t) p[t * width] = value;
}

LogisticStep::LogisticStep(size_t max_inputs, size_t max_targets, size_t stride)
    : stride_(stride), scores_(max_inputs * max_targets + slack),
      copies_(max_inputs * stride + row_alignment), copy_rows_(max_inputs) {
    for (size_t t = 0; t < max_inputs; ++t) copy_rows_[t] = aligned(copies_) + t * stride;
}

double LogisticStep::train(std::span<float* const> inputs, const Targets& targets, float rate) {
    const int count = static_cast<int>(inputs.size());
    if (targets.size() <= target_block)
        return train_blocks({inputs.data(), inputs.data(), count}, targets, rate);
    for (int t = 0; t < count; ++t) std::memcpy(copy_rows_[t], inputs[t], stride_ * sizeof(float));
    return train_blocks({copy_rows_.data(), inputs.data(), count}, targets, rate);
}

double LogisticStep::train_apart(float* x, float* change, const Targets& targets, float rate) {
    std::memset(change, 0, stride_ * sizeof(float));
    return train_blocks({&x, &change, 1}, targets, rate);
}

double LogisticStep::pull(const float* x, float* change, const Targets& targets, float rate) {
    std::memset(change, 0, stride_ * sizeof(float));
    float* const input = const_cast<float*>(x);  // only read
    double loss = 0;
    for (size_t first = 0; first < targets.size(); first += target_block) {
        const size_t width = std::min(target_block, targets.size() - first),
                     at = first * targets.max_inputs_;
        float* const* rows = targets.rows_.data() + first;
        kernels[width - 1].score(&input, 1, rows, stride_, scores_.data());
        loss += gradients(scores_.data(), static_cast<int>(width), targets.signs_.data() + at,
                          targets.weighted ? targets.weights_.data() + at : nullptr, rate);
        kernels[width - 1].pull(change, rows, stride_, scores_.data());
    }
    return loss;
}

double LogisticStep::train_blocks(Inputs inputs, const Targets& targets, float rate) {
    double loss = 0;
    for (size_t first = 0; first < targets.size(); first += target_block) {
        const BlockKernel& kernel = kernels[std::min(target_block, targets.size() - first) - 1];
        const size_t width = std::min(target_block, targets.size() - first),
                     at = first * targets.max_inputs_;
        float* const* rows = targets.rows_.data() + first;
        kernel.score(inputs.rows, inputs.count, rows, stride_, scores_.data());
        loss += gradients(scores_.data(), inputs.count * static_cast<int>(width),
                          targets.signs_.data() + at,
                          targets.weighted ? targets.weights_.data() + at : nullptr, rate);
        (inputs.rows == inputs.changed ? kernel.update_in_place : kernel.update)(
            inputs.rows, inputs.changed, inputs.count, rows, stride_, scores_.data());
    }
    return loss;
}

}  // namespace malvec
