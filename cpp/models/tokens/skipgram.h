// Skip-gram: every context word predicts the centre word
// (Mikolov et al. 2013; direction and order as in word2vec.c).
#pragma once
#include <string>

#include "models/tokens/training.h"

namespace malvec {

struct SkipgramOptions : TrainingOptions {
    // "window": one set of negatives per window; "pair": fresh ones for every pair
    std::string negatives = "window";

    template <class Visit>
    static void fields(Visit&& visit) {
        TrainingOptions::fields(visit);
        visit("negatives", &SkipgramOptions::negatives);
    }
};

void check(const SkipgramOptions& options);

// The chunk trainer for run_epoch, with scratch memory for
// options.threads workers. `training` must outlive it.
TrainChunk skipgram(const Training& training, const SkipgramOptions& options);

}  // namespace malvec
