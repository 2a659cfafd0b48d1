#include "models/tokens/heldout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "core/vec.h"
#include "models/tokens/hierarchical_softmax.h"

namespace malvec {
namespace {

// scored against each output row while it is in registers
constexpr size_t examples_at_once = 4;

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double dot_in_double(const float* a, const float* b, size_t n) {
    double total = 0;
    for (size_t i = 0; i < n; ++i) total += static_cast<double>(a[i]) * b[i];
    return total;
}

void check_examples(const Matrix& input, const Matrix& output, const Examples& e) {
    const auto& offsets = e.contexts.offsets;
    if (offsets.size() != e.centres.size() + 1 || offsets.front() != 0 ||
        offsets.back() != e.contexts.values.size())
        throw std::invalid_argument("example offsets do not span the contexts");
    for (size_t i = 0; i < e.centres.size(); ++i)
        if (offsets[i + 1] <= offsets[i])
            throw std::invalid_argument("example " + std::to_string(i) + " has no context");
    for (const uint32_t word : e.centres)
        if (word >= output.rows)
            throw std::out_of_range("centre " + std::to_string(word) + " is not in the vocabulary");
    for (const uint32_t word : e.contexts.values)
        if (word >= input.rows)
            throw std::out_of_range("context " + std::to_string(word) +
                                    " is not in the vocabulary");
}

// The mean or sum of the contexts of example i.
void hidden_row(const Matrix& input, const Examples& e, size_t i, float* hidden) {
    std::fill_n(hidden, input.stride, 0.0f);
    const auto contexts = e.contexts[i];
    for (const uint32_t word : contexts)
        for (size_t z = 0; z < input.dim; ++z) hidden[z] += input.row(word)[z];
    if (e.mean)
        for (size_t z = 0; z < input.dim; ++z) hidden[z] /= static_cast<float>(contexts.size());
}

// sum_w noise_w softplus(h . o_w) over all words, for each of `examples_at_once` hidden rows.
std::array<double, examples_at_once> noise_losses(const float* hidden, const Matrix& output,
                                                  std::span<const double> noise) {
    std::array<double, examples_at_once> totals{};
    for (size_t w = 0; w < output.rows; ++w) {
        Vec sums[examples_at_once] = {};
        for (size_t z = 0; z < output.stride; z += lanes) {
            const Vec o = load(output.row(w) + z);
#pragma GCC unroll 4
            for (size_t t = 0; t < examples_at_once; ++t)
                sums[t] += load(hidden + t * output.stride + z) * o;
        }
        const Vec s = sum_each<examples_at_once>(sums),
                  loss = 0.5f * (s + abs(s)) + log1p_unit(exp_nonpositive(-abs(s)));
        for (size_t t = 0; t < examples_at_once; ++t)
            totals[t] += noise[w] * static_cast<double>(loss[t]);
    }
    return totals;
}

// The loss of up to `examples_at_once` examples from `first` on;
// `hidden` is scratch for their rows.
double block_loss(const Matrix& input, const Matrix& output, const Examples& e,
                  std::span<const double> noise, size_t first, float* hidden) {
    const size_t count = std::min(examples_at_once, e.centres.size() - first),
                 stride = input.stride;
    for (size_t t = 0; t < count; ++t) hidden_row(input, e, first + t, hidden + t * stride);
    const auto noises = noise_losses(hidden, output, noise);
    double total = 0;
    for (size_t t = 0; t < count; ++t)
        total += noises[t] + softplus(-dot_in_double(hidden + t * stride,
                                                     output.row(e.centres[first + t]), input.dim));
    return total;
}

}  // namespace

double heldout_loss(const Matrix& input, const Matrix& output, const Examples& e,
                    std::span<const double> noise, unsigned threads, const Tick& tick) {
    check_examples(input, output, e);
    if (noise.size() != output.rows)
        throw std::invalid_argument("one noise weight per word is needed");
    const size_t blocks = (e.centres.size() + examples_at_once - 1) / examples_at_once,
                 room = examples_at_once * input.stride;
    std::vector<double> losses(blocks);
    const auto hidden = allocate_floats(threads * room);
    const auto done = parallel_pieces(
        blocks, threads,
        [&](uint64_t block, unsigned worker) {
            losses[block] = block_loss(input, output, e, noise, block * examples_at_once,
                                       hidden.get() + worker * room);
        },
        [&] { return !tick || tick({}); });
    if (done < blocks) throw std::runtime_error("the held-out loss was stopped before it was done");
    double total = 0;
    for (const double loss : losses) total += loss;
    return total / static_cast<double>(e.centres.size());
}

double heldout_tree_loss(const Matrix& input, const Matrix& output, const Examples& e,
                         std::span<const uint64_t> counts) {
    check_examples(input, output, e);
    if (counts.size() != input.rows) throw std::invalid_argument("one count per word is needed");
    const HierarchicalSoftmax tree(counts);
    std::vector<float> hidden(input.stride);
    double total = 0;
    for (size_t i = 0; i < e.centres.size(); ++i) {
        hidden_row(input, e, i, hidden.data());
        const auto nodes = tree.nodes(e.centres[i]);
        const auto code = tree.code(e.centres[i]);
        for (size_t j = 0; j < nodes.size(); ++j) {
            const double score = dot_in_double(hidden.data(), output.row(nodes[j]), input.dim);
            total += softplus(code[j] == 0 ? -score : score);
        }
    }
    return total / static_cast<double>(e.centres.size());
}

}  // namespace malvec
