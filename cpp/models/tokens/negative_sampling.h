// Negative sampling: the true word against a few words
// drawn by count ^ exponent (Mikolov et al. 2013).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/alias.h"
#include "core/matrix.h"
#include "core/random.h"
#include "models/tokens/logistic.h"

namespace malvec {

class NegativeSampling {
public:
    NegativeSampling() = default;
    NegativeSampling(std::span<const uint64_t> counts, double exponent, uint32_t negative);

    void draw(Random& random, std::span<uint32_t> words) const {
        for (uint32_t& word : words) word = table_.draw(random.next());
    }

    // Labels of a fresh Targets: the first row is the true word, the others are not.
    Targets make_targets(size_t max_inputs) const;

    // Points the targets at a word and its negatives. Of equal negatives
    // the first counts for all; one equal to the word is dropped;
    // rows that are not needed point to `spare`.
    void aim(Targets& targets, uint32_t word, std::span<const uint32_t> negatives,
             const Matrix& output, float* spare) const;

private:
    AliasTable table_;
    uint32_t negative_ = 0;
};

}  // namespace malvec
