#!/usr/bin/env bash
# Builds malvec and installs it with its extras into a virtual environment: tools/setup.sh .venv ko,test
# Says which system packages are missing before it begins. The C++ tests are built along, in build/venv/tests/cpp.
set -euo pipefail

venv=$1 extras=$2
python=${PYTHON:-python3}
missing=() problems=()

need() {  # need "what is wrong" package
    problems+=("$1")
    missing+=("$2")
}

check_python() {
    if ! command -v "$python" >/dev/null; then
        need "there is no $python" "python3 python3-venv python3-dev"
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
        need "$("$python" --version) is too old, 3.10 is needed (set PYTHON=/path/to/a/newer/python3)" python3
    else
        "$python" -c 'import venv, ensurepip' 2>/dev/null || need "Python's venv or ensurepip is missing" python3-venv
        "$python" -c 'import os, sysconfig as s, sys; sys.exit(not os.path.exists(s.get_path("include") + "/Python.h"))' ||
            need "Python's header files are missing" python3-dev
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
    printf 'On Debian or Ubuntu this installs what is missing:\n    sudo apt install %s\n' "${missing[*]}" >&2
    exit 1
}

check_python
check_compiler
report_missing

if ! [ -x "$venv/bin/pip" ]; then
    echo "making $venv"
    "$python" -m venv --clear "$venv"
fi
export PATH="$PWD/$venv/bin:$PATH"

# The build tools live in the environment, so that a second build finds the same paths and compiles only what changed.
pip install --quiet --disable-pip-version-check "scikit-build-core>=0.10" "pybind11>=2.13" "cython>=3.0"
# CMake and Ninja from PyPI, where the system has none that is new enough.
python -c 'from scikit_build_core.build import get_requires_for_build_wheel as needed; print(*needed(), sep="\n")' |
    xargs -r pip install --quiet --disable-pip-version-check

echo "building malvec (a few minutes the first time)"
wheels=build/venv/wheels
rm -rf "$wheels"
SKBUILD_BUILD_DIR=build/venv SKBUILD_CMAKE_DEFINE="MALVEC_TESTS=ON" \
    pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir "$wheels" .
# Only malvec itself is built with the environment's own tools; what it depends on brings its own, where it has to be built at all.
wheel=$(echo "$PWD/$wheels"/malvec-*.whl)
pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
pip install --quiet --disable-pip-version-check "$wheel[$extras]"
