#!/usr/bin/env bash
# The long run of both fuzzers under the address and undefined-behaviour sanitizers: changed bytes
# for the readers of the core, changed files for malvec. Stops at what it finds, and says how to
# have it again: tools/fuzz.sh .venv/bin 40000 10000    inputs of each reader, changes of each file
set -euo pipefail

bin=$PWD/$1 inputs=$2 changes=$3 seed=${4:-1}
export PATH="$bin:$PATH"
level=$("$bin/python" tools/levels.py | cut -d' ' -f1)
build=build/fuzz

cmake -S . -B "$build" -G Ninja -DMALVEC_PYTHON=ON -DMALVEC_TESTS=ON \
    -DMALVEC_SANITIZE=address,undefined -DMALVEC_LEVELS="$level" \
    -DPython_EXECUTABLE="$bin/python" -Dpybind11_DIR="$("$bin/python" -m pybind11 --cmakedir)" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" \
    >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
cmake --build "$build" | tail -n 1

# The package with sanitized modules; what is preloaded is what they are linked with.
rm -rf "$build/package"
mkdir -p "$build/package"
cp -r python/malvec "$build/package"
rm -f "$build"/package/malvec/*.so
cp "$build"/cpp/bindings/*.so "$build/package/malvec"
export PYTHONPATH="$PWD/$build/package:$PWD/tests"

export ASAN_OPTIONS=abort_on_error=1:handle_abort=0:detect_leaks=0:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
for part in text "$level"; do
    "$build/tests/cpp/malvec_fuzz_$part" --inputs "$inputs" --seed "$seed"
done
library() { "${CXX:-g++}" "-print-file-name=$1"; }
sanitized() { LD_PRELOAD="$(library libasan.so) $(library libstdc++.so)" "$bin/python" "$@"; }
export MALVEC_MODELS="$PWD/$build/models"
sanitized -m library.models "$MALVEC_MODELS"
"$build/tests/cpp/malvec_fuzz_library" --inputs "$inputs" --seed "$seed"
sanitized -m fuzz --inputs "$changes" --seed "$seed"
