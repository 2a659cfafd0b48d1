#!/usr/bin/env bash
# Builds the C++ tests and the fuzzer with sanitizers and runs them, the fuzzer for a moment:
#     tools/sanitize.sh address,undefined .venv/bin
set -euo pipefail

sanitizers=$1 bin=$PWD/$2
# What is not optimised compiles in two thirds of the time; the thread sanitizer runs too long then.
optimise=-O0
if [ "$sanitizers" = thread ]; then optimise=-O1; fi
export PATH="$bin:$PATH"
level=$("$bin/python" tools/levels.py | cut -d' ' -f1)
build=build/sanitize-${sanitizers//,/-}

echo "C++ tests under $sanitizers at level $level"
cmake -S . -B "$build" -G Ninja \
    -DMALVEC_TESTS=ON -DMALVEC_SANITIZE="$sanitizers" -DMALVEC_LEVELS="$level" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="$optimise -g1" \
    >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
cmake --build "$build" | tail -n 1

export ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# Looking up which race was seen before takes far longer than suppressing it once more.
export TSAN_OPTIONS=suppressions=$PWD/tests/cpp/unlocked.txt:halt_on_error=1
TSAN_OPTIONS+=:suppress_equal_addresses=0:suppress_equal_stacks=0
# Thread sanitizers of some compilers need a fixed memory layout.
fixed=()
if setarch -R true 2>/dev/null; then fixed=(setarch -R); fi
run() {
    "${fixed[@]}" "$build/tests/cpp/malvec_tests_$1"
    [ "$sanitizers" = thread ] || "$build/tests/cpp/malvec_fuzz_$1" --inputs 200
}
models=$build/models
PYTHONPATH=tests "$bin/python" -m library.models "$models"
attack() {
    "${fixed[@]}" "$build/tests/cpp/malvec_library_tests" "$models"
    [ "$sanitizers" = thread ] ||
        MALVEC_MODELS="$models" "$build/tests/cpp/malvec_fuzz_library" --inputs 200
}
{ run text; attack; } &
run "$level"
wait $!
