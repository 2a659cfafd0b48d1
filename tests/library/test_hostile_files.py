"""Files that nobody should trust, opened by C and by Python: the same verdict, the same words."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fuzz.files import CASES
from fuzz.mutations import change_arrays
from fuzz.running import container_keys
from made.c_api import FORMAT, CError, CModel
from storage.test_reading import HEADERS

import malvec as mv
from malvec.storage import container

LATER = "weights must be finite"
OTHERWISE = "is not of malvec: it seems to be"
SHOWN = 200
"""Characters of a message that C has room for, whatever they are."""


def refusal_by_python(path: Path) -> str:
    """What Python says of a file; nothing where it opens."""
    try:
        mv.load(path)
    except mv.FormatError as error:
        return str(error)
    return ""


def refusal_by_c(path: Path) -> str:
    """What C says."""
    try:
        CModel(path)
    except CError as error:
        return str(error) if error.code == FORMAT else f"code {error.code}: {error}"
    return ""


def check_alike(path: Path) -> str:
    """The verdict of both, or of Python alone where C looks when it encodes."""
    python, c = refusal_by_python(path), refusal_by_c(path)
    if LATER in python and not c:
        return python
    assert bool(python) == bool(c), (python, c)
    shown = c.encode()[:SHOWN].decode(errors="ignore")
    told = python.replace(f"{path}: {path}: ", f"{path}: ")
    assert told.startswith(shown) or OTHERWISE in python
    return c


@pytest.fixture
def path(tmp_path: Path) -> Path:
    CASES["encoder with sub-words"].write(tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


@pytest.mark.parametrize("entries", HEADERS, ids=range(len(HEADERS)))
def test_impossible_headers(tmp_path: Path, entries: Any) -> None:
    text = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    (tmp_path / "x").write_bytes(len(text).to_bytes(8, "little") + text + b"\0" * 64)
    assert check_alike(tmp_path / "x")


def test_cut_files_and_lying_lengths(path: Path) -> None:
    raw = path.read_bytes()
    for size in (*range(0, 200, 3), len(raw) // 2, len(raw) - 64, len(raw) - 1):
        path.write_bytes(raw[:size])
        assert check_alike(path)
    for length in (0, 1, 7, 1 << 20, 100_000_001, 1 << 62, (1 << 64) - 1):
        path.write_bytes(length.to_bytes(8, "little") + raw[8:])
        assert check_alike(path)
    path.write_bytes(raw + b"\0")
    assert check_alike(path)


@pytest.mark.parametrize("case", ["word vectors", "8-bit vectors", "encoder with sub-words"])
def test_arrays_that_do_not_fit_one_another(path: Path, case: str) -> None:
    CASES[case].write(path)
    tensors, metadata = container.read(path)
    kept = {key: text for key, text in metadata.items() if key not in container_keys()}
    refused = 0
    for number in range(60):
        arrays = {name: array.copy() for name, array in tensors.items()}
        change_arrays(arrays, Random(f"{case} {number}"))
        container.write(path, arrays, kept)
        refused += bool(check_alike(path))
    assert 5 < refused < 60
