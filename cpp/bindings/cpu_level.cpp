// The tiny module that says which instruction-set levels this machine runs; built for the lowest one.
#include <pybind11/pybind11.h>

namespace {

const char* level() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return "v4";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return "v3";
    return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") ? "v2" : "none";
#else
    return "base";
#endif
}

}  // namespace

PYBIND11_MODULE(_cpu_level, m, pybind11::mod_gil_not_used()) { m.def("level", &level, "The highest level: v4, v3, v2, none or base."); }
