#!/usr/bin/env bash
# Builds malvec and installs it with its extras into a virtual environment:
#     tools/setup.sh .venv ko native            for this machine only, as the demo needs it
#     tools/setup.sh .venv ko,test runnable     every level that it runs, with the C++ tests
# Says which system packages are missing before it begins; shows how far it has come.
set -euo pipefail

venv=$1 extras=$2 levels=$3
python=${PYTHON:-python3}
build=build/venv log=build/setup.log
missing=() problems=()

need() {  # need "what is wrong" package
    problems+=("$1")
    missing+=("$2")
}

check_python() {
    if ! command -v "$python" >/dev/null; then
        need "there is no $python" "python3 python3-venv python3-dev"
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
        need "$("$python" --version) is older than 3.10: set PYTHON=/path/to/python3" python3
    else
        "$python" -c 'import venv, ensurepip' 2>/dev/null ||
            need "Python's venv or ensurepip is missing" python3-venv
        local headers
        headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
        [ -e "$headers/Python.h" ] || need "Python's header files are missing" python3-dev
    fi
}

check_compiler() {
    local compiler
    for compiler in ${CXX:-c++ g++ clang++}; do
        if printf '#include <concepts>\n#include <span>\n#include <thread>\n' |
            "$compiler" -std=c++20 -x c++ -fsyntax-only - 2>/dev/null; then
            return
        fi
    done
    need "there is no C++20 compiler (g++ 11 or clang++ 14 or newer)" g++
}

report_missing() {
    [ ${#missing[@]} -eq 0 ] && return
    printf 'malvec cannot be built here: %s\n' "${problems[@]}" >&2
    printf 'On Debian or Ubuntu this installs what is missing:\n    sudo apt install %s\n' \
        "${missing[*]}" >&2
    exit 1
}

quiet_pip() { pip "$@" --quiet --disable-pip-version-check; }

# Reads the build's output: all of it goes into the log, and ninja's [12/80] becomes one line that
# is written over on a terminal, else a line now and then.
show_progress() {
    local line percent shown=-1
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        [[ $line =~ ^\ *\[([0-9]+)/([0-9]+)\]\ [BGL] ]] || continue  # Building, Generating, Linking
        percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
        if [ -t 1 ]; then
            printf '\rcompiling malvec: %d of %d (%d s) ' "${BASH_REMATCH[@]:1:2}" $SECONDS
        elif [ $((percent / 10)) -gt "$shown" ]; then
            printf 'compiling malvec: %d of %d\n' "${BASH_REMATCH[@]:1:2}"
        fi
        shown=$((percent / 10))
    done
    if [ -t 1 ]; then printf '\r\033[K'; fi
}

check_python
check_compiler
report_missing

if ! [ -x "$venv/bin/pip" ]; then
    echo "making $venv"
    "$python" -m venv --clear "$venv"
fi
export PATH="$PWD/$venv/bin:$PATH"
mkdir -p build
: >"$log"

# The build tools live in the environment, so that a second build finds the same paths and compiles
# only what changed. CMake and Ninja come from PyPI where the system has none that is new enough.
quiet_pip install "scikit-build-core>=0.10" "pybind11>=2.13" "cython>=3.0"
python -c 'from scikit_build_core.build import get_requires_for_build_wheel as needed
print(*needed(), sep="\n")' | xargs -r pip install --quiet --disable-pip-version-check

# The packages that malvec stands on are fetched while the compiler works.
python tools/requirements.py "$extras" |
    xargs -d '\n' pip install --quiet --disable-pip-version-check --no-compile &
fetching=$!
trap 'kill "$fetching" 2>/dev/null || true' EXIT

tests=OFF
if [ "$levels" = runnable ]; then tests=ON; fi
wheels=$build/wheels
rm -rf "$wheels"
if ! SKBUILD_BUILD_DIR=$build SKBUILD_CMAKE_DEFINE="MALVEC_TESTS=$tests;MALVEC_LEVELS=$levels" \
    pip wheel -v --disable-pip-version-check --no-build-isolation --no-deps \
    --wheel-dir "$wheels" . 2>&1 | show_progress; then
    tail -n 60 "$log" >&2
    echo "building malvec failed; all of the build's output is in $log" >&2
    exit 1
fi
wait "$fetching"
wheel=$(echo "$PWD/$wheels"/malvec-*.whl)
quiet_pip install --force-reinstall --no-deps "$wheel"
quiet_pip install "$wheel[$extras]"
echo "malvec is built and installed in $venv ($SECONDS s)"
