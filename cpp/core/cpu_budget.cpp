#include "core/cpu_budget.h"

#include <algorithm>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>

#include <cerrno>
#endif

namespace malvec {
namespace {

// A set for 1024 processors is refused where there are more: it grows until it fits.
uint32_t affinity() {
#if defined(__linux__)
    for (size_t sets = 1; sets <= 1024; sets *= 2) {
        std::vector<cpu_set_t> processors(sets);
        const size_t bytes = sets * sizeof(cpu_set_t);
        if (sched_getaffinity(0, bytes, processors.data()) == 0)
            return static_cast<uint32_t>(CPU_COUNT_S(bytes, processors.data()));
        if (errno != EINVAL) break;
    }
#endif
    return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

uint32_t CpuBudget::threads() const {
    return static_cast<uint32_t>(
        std::clamp(std::min<double>(affinity, quota), 1.0, 1.0 * most_threads));
}

CpuBudget cpu_budget(double quota) { return {affinity(), quota}; }

}  // namespace malvec
