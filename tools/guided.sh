#!/usr/bin/env bash
# The fuzzer's readers of text and of whole files, fed by libFuzzer under the address and
# undefined-behaviour sanitizers; it looks where inputs lead, and keeps those that lead further:
#     tools/guided.sh .venv/bin 60 [reader …]    seconds for each reader; all of them
# Needs clang++ with its run-time libraries (Debian: clang libclang-rt-dev).
set -euo pipefail

bin=$PWD/$1 seconds=$2
shift 2
export PATH="$bin:$PATH" CXX=${CXX:-clang++}
build=build/guided
level=$("$bin/python" tools/levels.py | cut -d' ' -f1)

cmake -S . -B "$build" -G Ninja -DMALVEC_TESTS=ON -DMALVEC_LEVELS="$level" \
    -DMALVEC_SANITIZE=fuzzer-no-link,address,undefined \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" \
    >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
cmake --build "$build" --target malvec_guided_{text,"$level",library} | tail -n 1

export MALVEC_MODELS=$PWD/$build/models
PYTHONPATH=tests "$bin/python" -m library.models "$MALVEC_MODELS"
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
known=$(for part in text "$level" library; do "$build/tests/cpp/malvec_guided_$part"; done)
for reader in "$@"; do
    [[ " "$known" " = *[[:space:]]"$reader"[[:space:]]* ]] ||
        { echo "no reader is called $reader; there are" $known >&2; exit 2; }
done
for part in text "$level" library; do
    program=$build/tests/cpp/malvec_guided_$part
    for reader in $("$program"); do
        [ $# -eq 0 ] || [[ " $* " = *" $reader "* ]] || continue
        corpus=$build/corpus/$reader
        mkdir -p "$corpus"
        log=$build/$reader.log
        "$program" -reader="$reader" -max_total_time="$seconds" -max_len=65536 -timeout=25 \
            -artifact_prefix="$build/$reader-" "$corpus" >"$log" 2>&1 ||
            { grep -v '^#' "$log" | tail -n 40 >&2; exit 1; }
        echo "$reader: $(grep -o 'Done .*' "$log"), $(find "$corpus" -type f | wc -l) kept"
    done
done
