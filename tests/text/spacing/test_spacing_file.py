"""Spacing models in files."""

from __future__ import annotations

from pathlib import Path

import pytest
from made.spacing import TEXTS

import malvec as mv
from malvec.storage import container


def test_saved_and_opened(model: mv.text.spacing.SpacingModel, tmp_path: Path) -> None:
    path = tmp_path / "spacing.safetensors"
    pinned = model.with_options(exceptions=["재미 있는"], space_threshold=0.2)
    pinned.save(path)
    opened = mv.text.spacing.SpacingModel.load(path, verify=True)
    assert (opened.recipe, opened.exceptions, opened.report) == (
        pinned.recipe,
        pinned.exceptions,
        pinned.report,
    )
    assert opened.correct_batch(TEXTS[:300]) == pinned.correct_batch(TEXTS[:300])
    with pytest.raises(mv.FormatError, match="a spacing model, not word vectors"):
        mv.WordVectors.load(path)
    mv.Corpus.from_texts(["가 나"], min_count=1).save(path)
    with pytest.raises(mv.FormatError, match="a corpus, not a spacing model"):
        mv.text.spacing.SpacingModel.load(path)


@pytest.mark.parametrize("name", ["keys", "offsets", "tags", "counts"])
def test_a_damaged_model_is_refused(
    model: mv.text.spacing.SpacingModel, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "spacing.safetensors"
    model.save(path)
    tensors, metadata = container.read(path)
    damaged = tensors[name].copy()
    damaged[len(damaged) // 2] = damaged.max() + 1
    tensors[name] = damaged[:-1] if name in ("tags", "counts") else damaged
    container.write(
        path,
        tensors,
        {key: value for key, value in metadata.items() if "c32" not in key and key != "checksums"},
    )
    with pytest.raises(mv.FormatError, match="damaged"):
        mv.text.spacing.SpacingModel.load(path)
