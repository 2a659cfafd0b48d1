// How many threads a process should start.
#include "core/cpu_budget.h"

#include <limits>

#include "check.h"

using namespace malvec;

TEST(the_budget_is_the_smaller_limit_rounded_down) {
    constexpr double none = std::numeric_limits<double>::infinity();
    CHECK(CpuBudget{8, none}.threads() == 8);
    CHECK(CpuBudget{8, 2.99}.threads() == 2);
    CHECK(CpuBudget{2, 2.99}.threads() == 2);
    CHECK(CpuBudget{8, 0.2}.threads() == 1);
    CHECK(CpuBudget{5000, none}.threads() == most_threads);
}

TEST(this_process_may_run_somewhere) {
    CHECK(cpu_budget().affinity >= 1);
    CHECK(cpu_budget().quota > 0);
    CHECK(cpu_budget(1.5).threads() == 1);
}
