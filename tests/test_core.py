"""The level that is chosen is one that the processor runs; the modules of several levels live side
by side."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from malvec import _cpu_level

# As /proc/cpuinfo names what -march=x86-64-v2, -v3 and -v4 add.
NEEDED = {
    "v2": {"cx16", "lahf_lm", "pni", "popcnt", "sse4_1", "sse4_2", "ssse3"},
    "v3": {"abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"},
    "v4": {"avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"},
}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="levels are for x86-64")
def test_the_level_is_what_the_system_says() -> None:
    line = next(
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags")
    )
    flags = set(line.partition(":")[2].split())
    best = "none"
    for level, needed in NEEDED.items():
        if not needed <= flags:
            break
        best = level
    assert _cpu_level.level() == best


def test_modules_of_several_levels_live_in_one_process() -> None:
    levels = ["v2", "v3", "v4"]
    runs = levels[: levels.index(_cpu_level.level()) + 1] if _cpu_level.level() in levels else []
    built = [f"malvec._core_{level}" for level in runs if find_spec(f"malvec._core_{level}")]
    if len(built) < 2:
        pytest.skip("one level only was built")
    subprocess.run([sys.executable, "-c", f"import {', '.join(built)}"], check=True, timeout=60)
