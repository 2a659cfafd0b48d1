// The loss of skip-gram or CBOW on text it has not seen,
// exact: the expectation over negatives instead of a draw.
#pragma once
#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "core/ragged.h"
#include "core/tick.h"

namespace malvec {

// Examples: a centre word and the contexts whose mean
// (or sum) predicts it; one context each for skip-gram.
struct Examples {
    std::span<const uint32_t> centres;
    Ragged<uint32_t> contexts;  // of each example
    bool mean = true;
};

// The mean over examples of  softplus(-h . o_centre) + sum_w noise_w
// softplus(h . o_w),  noise = negatives per positive times probability.
double heldout_loss(const Matrix& input, const Matrix& output, const Examples& examples,
                    std::span<const double> noise, unsigned threads, const Tick& tick);

// The same for hierarchical softmax: the mean of -log of the word's
// probability, summed along its path in the tree of these counts.
double heldout_tree_loss(const Matrix& input, const Matrix& output, const Examples& examples,
                         std::span<const uint64_t> counts);

}  // namespace malvec
