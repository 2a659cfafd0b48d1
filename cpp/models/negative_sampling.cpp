#include "models/negative_sampling.h"

#include <cmath>

namespace malvec {
namespace {

bool has_twins(uint32_t word, std::span<const uint32_t> negatives) {
    bool twins = false;
    for (size_t j = 0; j < negatives.size(); ++j) {
        twins |= negatives[j] == word;
        for (size_t k = 0; k < j; ++k) twins |= negatives[j] == negatives[k];
    }
    return twins;
}

}  // namespace

NegativeSampling::NegativeSampling(std::span<const uint64_t> counts, double exponent, uint32_t negative) : negative_(negative) {
    std::vector<double> weights(counts.size());
    for (size_t i = 0; i < counts.size(); ++i) weights[i] = counts[i] ? std::pow(static_cast<double>(counts[i]), exponent) : 0;
    table_ = AliasTable(weights);
}

Targets NegativeSampling::make_targets(size_t max_inputs) const {
    Targets targets(max_inputs, 1 + negative_);
    targets.resize(1 + negative_);
    for (size_t j = 0; j < targets.size(); ++j) targets.set_label(j, j == 0);
    return targets;
}

void NegativeSampling::aim(Targets& targets, uint32_t word, std::span<const uint32_t> negatives, const Matrix& output, float* spare) const {
    targets.row(0) = output.row(word);
    for (size_t j = 0; j < negatives.size(); ++j) targets.row(j + 1) = output.row(negatives[j]);
    targets.weighted = has_twins(word, negatives);
    if (!targets.weighted) return;
    std::vector<float> weights(negatives.size() + 1, 1.0f);
    for (size_t j = 0; j < negatives.size(); ++j) {
        size_t twin = 0;
        while (twin < j && negatives[twin] != negatives[j]) ++twin;
        if (negatives[j] != word && twin == j) continue;
        if (negatives[j] != word) weights[twin + 1] += 1;
        weights[j + 1] = 0, targets.row(j + 1) = spare;
    }
    for (size_t j = 0; j < weights.size(); ++j) targets.set_weight(j, weights[j]);
}

}  // namespace malvec
