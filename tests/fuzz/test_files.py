"""Changed files of every kind, a few of each: opened and used, they give a result or a promised
error. ``make fuzz`` runs many more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from fuzz.files import CASES
from fuzz.mutations import changed
from fuzz.running import attempt

from malvec.storage import container, kinds

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize("name", CASES)
def test_files_that_were_not_changed_are_used(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.safetensors"
    CASES[name].write(path)
    CASES[name].use(CASES[name].load(path, verify=True))


def test_every_kind_is_there(tmp_path: Path) -> None:
    path, found = tmp_path / "file.safetensors", set()
    for case in CASES.values():
        case.write(path)
        found.add(kinds.kind_of(path))
    assert found == set(kinds.KINDS)


def test_a_few_changes_of_every_file() -> None:
    search = os.pathsep.join((str(TESTS), *filter(None, sys.path)))
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "--inputs", "20", "--seed", "11"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": search},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_same_number_makes_the_same_change() -> None:
    tensors, texts = {"a": np.arange(9), "b": np.eye(3)}, {"c": '{"d": [1, 2]}', "e": "f"}
    one, other = (
        [changed(tensors, texts, Random(f"1 x {number}")) for number in range(50)] for _ in "ab"
    )
    assert repr(one) == repr(other)
    assert tensors["a"].tolist() == list(range(9))


def test_errors_that_nobody_promised_are_findings(tmp_path: Path) -> None:
    def use(found: object) -> None:
        raise TypeError("an accident")

    path = tmp_path / "file.safetensors"
    case = CASES["sentence vectors"]
    case.write(path)
    assert attempt(case, path, verify=True) == ""
    assert attempt(case._replace(use=use), path, verify=True).startswith("TypeError: an accident")
    container.write(path, {}, {"format": "malvec", "kind": "corpus"})
    assert attempt(CASES["corpus"], path, verify=True) == ""
