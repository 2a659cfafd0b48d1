// Which instruction-set levels this machine runs.
#pragma once
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace malvec {

#if defined(__x86_64__)

// The extensions that -march=x86-64-v2 to -v4 let the compiler use.
// The builtin also asks whether the system saves the wide registers.
inline bool runs_v2() {
    return __builtin_cpu_supports("sse3") && __builtin_cpu_supports("ssse3") &&
           __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
           __builtin_cpu_supports("popcnt");
}

inline bool runs_v3() {
    return __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

inline bool runs_v4() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

// Bits of ECX, as in the processors' manuals: extensions
// that not every compiler's __builtin_cpu_supports can name.
constexpr unsigned cmpxchg16b = 1u << 13, movbe = 1u << 22, f16c = 1u << 29;  // of leaf 1
constexpr unsigned lahf = 1u << 0, lzcnt = 1u << 5;                           // of leaf 0x80000001

inline bool has(unsigned leaf, unsigned wanted) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(leaf, &a, &b, &c, &d) != 0 && (c & wanted) == wanted;
}

inline const char* cpu_level() {
    __builtin_cpu_init();
    if (!runs_v2() || !has(1, cmpxchg16b) || !has(0x80000001, lahf)) return "none";
    if (!runs_v3() || !has(1, movbe | f16c) || !has(0x80000001, lzcnt)) return "v2";
    return runs_v4() ? "v4" : "v3";
}

#else

inline const char* cpu_level() { return "base"; }

#endif

}  // namespace malvec
