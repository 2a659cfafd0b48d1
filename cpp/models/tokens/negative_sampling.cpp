#include "models/tokens/negative_sampling.h"

#include <algorithm>
#include <cmath>

namespace malvec {
namespace {

// Whether some word occurs twice. Few words are compared
// all with all, without a branch; many are sorted.
bool has_twins(uint32_t word, std::span<const uint32_t> negatives) {
    if (negatives.size() > 32) {
        std::vector<uint32_t> sorted(negatives.begin(), negatives.end());
        sorted.push_back(word);
        std::sort(sorted.begin(), sorted.end());
        return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
    }
    bool twins = false;
    for (size_t j = 0; j < negatives.size(); ++j) {
        twins |= negatives[j] == word;
        for (size_t k = 0; k < j; ++k) twins |= negatives[j] == negatives[k];
    }
    return twins;
}

}  // namespace

NegativeSampling::NegativeSampling(std::span<const uint64_t> counts, double exponent,
                                   uint32_t negative)
    : negative_(negative) {
    std::vector<double> weights(counts.size());
    for (size_t i = 0; i < counts.size(); ++i)
        weights[i] = counts[i] ? std::pow(static_cast<double>(counts[i]), exponent) : 0;
    table_ = AliasTable(weights);
}

Targets NegativeSampling::make_targets(size_t max_inputs) const {
    Targets targets(max_inputs, 1 + negative_);
    targets.resize(1 + negative_);
    for (size_t j = 0; j < targets.size(); ++j) targets.set_label(j, j == 0);
    return targets;
}

void NegativeSampling::aim(Targets& targets, uint32_t word, std::span<const uint32_t> negatives,
                           const Matrix& output, float* spare) const {
    targets.row(0) = output.row(word);
    for (size_t j = 0; j < negatives.size(); ++j) targets.row(j + 1) = output.row(negatives[j]);
    targets.weighted = has_twins(word, negatives);
    if (!targets.weighted) return;
    for (size_t j = 0; j <= negatives.size(); ++j) targets.set_weight(j, 1);
    for (size_t j = 0; j < negatives.size(); ++j) {
        size_t twin = 0;
        while (twin < j && negatives[twin] != negatives[j]) ++twin;
        if (negatives[j] != word && twin == j) continue;
        if (negatives[j] != word) targets.set_weight(twin + 1, targets.weight(twin + 1) + 1);
        targets.set_weight(j + 1, 0);
        targets.row(j + 1) = spare;
    }
}

}  // namespace malvec
