// CBOW: the mean or sum of the context words predicts the centre word (Mikolov et al. 2013).
#pragma once
#include <string>

#include "models/tokens/training.h"

namespace malvec {

struct CbowOptions : TrainingOptions {
    std::string context = "mean";  // "mean" or "sum" of the context vectors
    // true: divide the gradient of a mean by the number of
    // contexts (Irsoy et al. 2021); word2vec.c does not
    bool exact_gradient = false;

    template <class Visit>
    static void fields(Visit&& visit) {
        TrainingOptions::fields(visit);
        visit("context", &CbowOptions::context),
            visit("exact_gradient", &CbowOptions::exact_gradient);
    }
};

void check(const CbowOptions& options);

// The chunk trainer for run_epoch, with scratch memory for
// options.threads workers. `training` must outlive it.
TrainChunk cbow(const Training& training, const CbowOptions& options);

}  // namespace malvec
