// Prints the level of this processor: for CMake, where it is to build for this machine only.
#include <cstdio>

#include "core/cpu_level.h"

int main() { std::fputs(malvec::cpu_level(), stdout); }
