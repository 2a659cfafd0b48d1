"""A model far larger than what is read of it."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.own.sparse_model import PROGRAM, write_sparse
from benchmarks.rounds import run_program


def test_opening_eight_gigabytes_touches_no_array(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    write_sparse(path, 8 * 10**9)
    assert path.stat().st_size > 7.9e9
    told = run_program(sys.executable, PROGRAM, {"path": str(path), "library": None})["malvec"]
    assert told["seconds"] < 0.05
    assert told["touched"] == 0
    assert told["words"] > 6_000_000
