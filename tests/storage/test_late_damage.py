"""Files of word vectors whose contents are damaged and whose checksums are right: opening reads
none of it, so it is told where it is met first, or by ``verify``; never a crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.storage import container
from malvec.vectors import SubwordTable

OLD = Path(__file__).parent.parent / "data" / "old" / "subword_vectors.safetensors"
DAMAGE: dict[str, Callable[[Any], Any]] = {
    "backwards": lambda offsets: offsets[::-1].copy(),
    "beyond": lambda offsets: offsets + np.uint64(1 << 40),
    "all at the end": lambda offsets: np.full_like(offsets, 2**64 - 1),
    "one": lambda offsets: np.where(np.arange(len(offsets)) == 3, 1 << 62, offsets),
}


def with_offsets(path: Path, change: Callable[[Any], Any]) -> Path:
    tensors, metadata = container.read(OLD)
    offsets = change(tensors["word_offsets"]).astype(np.uint64)
    container.write(path, {**tensors, "word_offsets": offsets}, metadata)
    return path


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_offsets_are_told_where_they_are_met(name: str, tmp_path: Path) -> None:
    path = with_offsets(tmp_path / "x.safetensors", DAMAGE[name])
    with pytest.raises(mv.FormatError, match=f"{path}: the offsets of the words are damaged"):
        mv.load(path, verify=True)
    vectors = mv.load(path)
    told = pytest.raises(mv.FormatError, match=f"{path}: the offsets of the words are damaged")
    for whole in (list, lambda v: v.save(tmp_path / "y.safetensors"), lambda v: v.vocab[2]):
        if whole is list or name != "one":
            with told:
                whole(mv.load(path))
    assert "없던 낱말" not in vectors
    assert vectors["없던"].shape == (vectors.dim,)


def test_a_few_words_are_found_beside_the_damage(tmp_path: Path) -> None:
    vectors = mv.load(with_offsets(tmp_path / "x.safetensors", DAMAGE["one"]))
    sound = mv.load(OLD)
    for i in (0, 1, 5, -1):
        assert vectors.vocab[i] == sound.vocab[i]
        assert sound.vocab[i] in vectors
    with pytest.raises(mv.FormatError, match=r"x.safetensors: the offsets"):
        _ = vectors.vocab[3]


def test_kept_buckets_in_disorder(tmp_path: Path) -> None:
    small = mv.vectors.prune(mv.load(OLD))
    small.save(tmp_path / "x.safetensors")
    tensors, metadata = container.read(tmp_path / "x.safetensors")
    kept = tensors["subword_kept"][::-1].copy()
    container.write(tmp_path / "y.safetensors", {**tensors, "subword_kept": kept}, metadata)
    with pytest.raises(mv.FormatError, match="ascend"):
        mv.load(tmp_path / "y.safetensors", verify=True)
    assert np.isfinite(mv.load(tmp_path / "y.safetensors")["없던"]).all()
    with pytest.raises(ValueError, match="ascend"):
        SubwordTable(tensors["subword_rows"], min_n=1, max_n=2, buckets=10**6, kept=kept)
