// How a long job talks to its caller: progress goes out, a wish to stop comes in.
#pragma once
#include <cstdint>
#include <functional>

namespace malvec {

struct Progress {
    uint64_t done = 0;   // units of work finished (tokens, bytes, rows)
    double loss = 0;     // sum so far, 0 where there is none
    uint64_t terms = 0;  // what the sum runs over
};

// Called about ten times a second on the calling thread;
// false asks the workers to stop after their current piece.
using Tick = std::function<bool(const Progress&)>;

}  // namespace malvec
