"""A model far larger than what is read of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.own.sparse_model import PROGRAM, write_sparse
from benchmarks.rounds import run_program


# Of an encoder the few components are looked at, and the kernel maps what lies around them.
@pytest.mark.parametrize(
    ("kind", "opened_by", "most"),
    [("word_vectors", "WordVectors", 0), ("sentence_encoder", "SentenceEncoder", 1 << 17)],
)
def test_opening_eight_gigabytes_touches_no_large_array(
    tmp_path: Path, kind: str, opened_by: str, most: int
) -> None:
    path = tmp_path / "model.safetensors"
    write_sparse(path, 8 * 10**9, kind)
    assert path.stat().st_size > 7.9e9
    asked = {"path": str(path), "library": None, "kind": opened_by}
    told = run_program(sys.executable, PROGRAM, asked)["malvec"]
    assert told["seconds"] < 0.05
    assert told["touched"] <= most
    assert told["words"] > 6_000_000
