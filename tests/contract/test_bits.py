"""The same seed gives the same bits as in earlier versions: hashes of small runs, kept in
``tests/data/bits.json`` for each instruction-set level.

A change that is meant to change bits records them anew, at every level:
``for isa in v2 v3 v4; do MALVEC_ISA=$isa python tests/contract/test_bits.py; done``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from contract.recipes import CASES

from malvec import _core

KEPT = Path(__file__).parents[1] / "data" / "bits.json"
ELSEWHERE = {"Svd", "Lsa", "Lda", "Sif", "Usif", "Pca", "Tsne", "Bpe", "Logistic"}
"""Recipes whose arithmetic is partly that of other libraries, whose versions differ."""
RECIPES = [name for name, case in CASES.items() if case.repeats and name not in ELSEWHERE]


def place() -> str:
    """The level and the C library, whose exponentials and logarithms the core uses."""
    return f"{_core.ISA} {platform.machine()} {' '.join(platform.libc_ver())}"


def bits_of(name: str) -> str:
    """A hash of all that a recipe learns of its small data, on one thread."""
    case = CASES[name]
    has_threads = any(field.name == "threads" for field in dataclasses.fields(case.recipe()))
    found = case.fit(case.recipe(**({"threads": 1} if has_threads else {})))
    return hash_of(case.learnt(found))


def hash_of(learnt: Iterable[Any]) -> str:
    sum = hashlib.sha256()
    for each in learnt:
        text = each if isinstance(each, str) else None
        sum.update(text.encode() if text is not None else np.ascontiguousarray(each).tobytes())
    return sum.hexdigest()[:20]


@pytest.mark.parametrize("name", RECIPES)
def test_the_bits_are_those_of_before(name: str) -> None:
    kept = json.loads(KEPT.read_text("utf-8")).get(place())
    if kept is None:
        pytest.skip(f"no bits are kept for {place()}")
    assert bits_of(name) == kept[name]


def record() -> None:
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    kept[place()] = {name: bits_of(name) for name in RECIPES}
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    record()
