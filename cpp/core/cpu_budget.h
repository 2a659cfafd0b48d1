// How many threads a process should start: one for each processor that it may run on, and not more
// than the quota of its control groups has time for. The quota is read from several files, which
// takes 0.1 ms: who asks often keeps it.
#pragma once
#include <cstdint>

#include "core/control_groups.h"

namespace malvec {

constexpr uint32_t most_threads = 1024;  // of one call

struct CpuBudget {
    uint32_t affinity;  // processors that the system lets this process run on
    double quota;       // how many processors' time its groups leave; infinity without a quota

    uint32_t threads() const;  // the smaller one, rounded down, 1 to most_threads
};

CpuBudget cpu_budget(double quota = group_quota());

}  // namespace malvec
