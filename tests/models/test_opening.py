"""Checkpoints that are opened as what was learnt so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract.recipes import CASES

import malvec as mv
from malvec.models.checkpoint import CHECKPOINT
from malvec.storage import container

LOOPED = [name for name, case in CASES.items() if case.looped]


@pytest.mark.parametrize("name", LOOPED)
def test_the_last_checkpoint_is_the_result(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    fitted = case.fit(case.recipe(), checkpoint=tmp_path)
    for path in (tmp_path, tmp_path / CHECKPOINT):
        opened = mv.load(path, verify=True)
        assert type(opened) is type(fitted)
        for a, b in zip(case.learnt(fitted), case.learnt(opened), strict=True):
            assert np.array_equal(a, b)
    assert opened.report["epoch"] == 3
    assert len(opened.report["losses"]) == 3
    if fitted.pipeline is not None:
        assert opened.pipeline.describe() == fitted.pipeline.describe()
    opened.save(tmp_path / "kept.safetensors")
    assert repr(mv.load(tmp_path / "kept.safetensors")) == repr(fitted)


def test_a_run_that_was_stopped(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["가 나 다", "나 다 라"] * 50, min_count=1)
    recipe = mv.Skipgram(dim=4, epochs=9, sample=0, threads=1, subwords="jamo", buckets=100)
    half = recipe.fit(corpus, checkpoint=tmp_path, callback=lambda event: event.epoch < 4)
    opened = mv.load(tmp_path)
    assert np.array_equal(opened.matrix, half.matrix)
    assert np.array_equal(opened["가라"], half["가라"])
    assert opened.most_similar("가") == half.most_similar("가")
    assert recipe.fit(corpus, checkpoint=tmp_path).report.losses  # opening changes nothing


def test_factors_do_not_say_what_was_seen(tmp_path: Path) -> None:
    ratings = [("kim", "봄날", 5.0), ("lee", "밤편지", 4.0)]
    mv.Als(dim=2, epochs=2).fit(ratings, checkpoint=tmp_path)
    opened = mv.load(tmp_path)
    assert list(opened.row_names) == ["kim", "lee"]
    with pytest.raises(ValueError, match="exclude_seen=False"):
        opened.recommend("kim")


CHANGES: dict[str, Any] = {
    "no words": lambda t, m: t.pop("words"),
    "no recipe": lambda t, m: m.update(identity="{}"),
    "another's": lambda t, m: m.update(identity='{"recipe": {"name": "Corpus"}}'),
    "strange knobs": lambda t, m: m.update(identity='{"recipe": {"name": "Cbow", "mood": 1}}'),
    "other sizes": lambda t, m: t.update(input=t["input"][:1].copy()),
    "no output": lambda t, m: t.pop("output"),
    "damaged words": lambda t, m: t.update(word_offsets=t["word_offsets"][::-1].copy()),
    "no standing": lambda t, m: m.pop("standing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_damage(name: str, tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["가 나 다"] * 50, min_count=1)
    mv.Skipgram(dim=4, epochs=1, sample=0).fit(corpus, checkpoint=tmp_path)
    path = tmp_path / CHECKPOINT
    tensors, metadata = container.read(path)
    arrays = {key: array.copy() for key, array in tensors.items()}
    CHANGES[name](arrays, metadata)
    container.write(path, arrays, metadata)
    with pytest.raises(mv.FormatError, match=str(path)):
        mv.load(tmp_path)
