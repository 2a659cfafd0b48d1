"""The level that is chosen is one that the processor runs; those that were built live side by side
and give the same answers."""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from malvec import _core, _cpu_level, errors

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


def runnable_levels() -> list[str]:
    """The levels that were built and that this machine runs."""
    levels = ["v2", "v3", "v4"]
    runs = levels[: levels.index(_cpu_level.level()) + 1] if _cpu_level.level() in levels else []
    return [level for level in runs if find_spec(f"malvec._core_{level}")]


def test_modules_of_several_levels_live_in_one_process() -> None:
    built = [f"malvec._core_{level}" for level in runnable_levels()]
    if len(built) < 2:
        pytest.skip("one level only was built")
    subprocess.run([sys.executable, "-c", f"import {', '.join(built)}"], check=True, timeout=60)


PROGRAM = """
import json
import malvec as mv
tokens = [[f"w{i * i % 97 % 23}" for i in range(n, n + 12)] for n in range(400)]
corpus = mv.Corpus.from_tokens(tokens, min_count=1)
vectors = mv.Skipgram(dim=20, epochs=2, threads=1).fit(corpus)
values = mv.Svd(dim=4, threads=1).fit(mv.count(corpus, window=3, threads=1)).matrix
print(json.dumps([corpus.ids.tolist(), vectors.matrix.tolist(), abs(values).tolist()]))
"""


def answers(level: str) -> list[np.ndarray]:
    """What a level makes of the same text: ids, trained vectors, singular vectors."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "MALVEC_ISA": level},
        check=True,
        timeout=120,
        capture_output=True,
    )
    return [np.array(part) for part in json.loads(run.stdout)]


def test_every_level_gives_the_same_answers() -> None:
    built = runnable_levels()
    if len(built) < 2:
        pytest.skip("one level only was built")
    ids, *expected = answers(built[0])
    for level in built[1:]:
        other_ids, *found = answers(level)
        np.testing.assert_array_equal(other_ids, ids)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-4)


@pytest.mark.parametrize(
    ("wanted", "complaint"), [("v9", "is not one of"), ("", "is not one of"), ("v4", "v4")]
)
def test_a_level_that_cannot_be_had_is_refused(wanted: str, complaint: str) -> None:
    if wanted in runnable_levels():
        pytest.skip("this level can be had")
    run = subprocess.run(
        [sys.executable, "-c", "import malvec; malvec.Skipgram"],
        env={**os.environ, "MALVEC_ISA": wanted},
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert complaint in run.stderr
    assert "ImportError" in run.stderr


def test_both_parts_raise_the_same_errors() -> None:
    text = importlib.import_module("malvec._core_text")
    assert _core.NumericalError is text.NumericalError is errors.NumericalError
    assert _core.IoError is text.IoError
    assert issubclass(_core.IoError, OSError)


@pytest.mark.parametrize(
    ("rows", "dim"), [(2**64 - 1, 2**64 - 1), (1, 2**64 - 1), (2**62, 16), (2**63, 0), (0, 2**63)]
)
def test_matrices_that_no_memory_holds(rows: int, dim: int) -> None:
    with pytest.raises(MemoryError):
        _core.matrix(rows, dim)
