// The processors and the memory that the system leaves to this process.
#include "core/cpu_budget.h"

#include <pybind11/stl.h>

#include "bindings/text/register.h"

namespace py = pybind11;

namespace malvec {

void register_cpu_budget(py::module_& m) {
    m.def(
        "cpu_budget",
        [](double quota) {
            const CpuBudget budget = cpu_budget(quota);
            return py::make_tuple(budget.threads(), budget.affinity, budget.quota);
        },
        py::arg("quota"),
        "Threads to start, processors that this process may run on, and the quota.");
    m.def("group_memory", &group_memory, py::arg("root") = "/",
          "Bytes that the control groups leave; None without a limit.");
    m.def("group_quota", &group_quota, py::arg("root") = "/",
          "Processors whose time the control groups leave; infinity without a quota.");
}

}  // namespace malvec
