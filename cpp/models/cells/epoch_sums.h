// What one epoch over a sparse matrix did.
#pragma once
#include <cstdint>

namespace malvec {

struct EpochSums {
    bool finished = false;
    uint64_t cells = 0;  // visited; models that count otherwise say so
    double loss = 0;
};

}  // namespace malvec
