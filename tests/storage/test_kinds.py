"""Files of one kind that are taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest
from made.cells import counts_of_few_words as counts

import malvec as mv
from malvec.errors import FormatError


def test_files_of_another_kind_are_named(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    mv.Als(dim=2, epochs=1).fit(counts()).save(tmp_path / "factors.safetensors")
    with pytest.raises(FormatError, match=r"Counts\.open"):
        mv.load(tmp_path / "counts.safetensors")
    with pytest.raises(FormatError, match=r"Factors\.load"):
        mv.load(tmp_path / "factors.safetensors")
