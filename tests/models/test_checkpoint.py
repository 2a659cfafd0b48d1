"""Checkpoints that cannot be gone on with, and intervals that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.models.checkpoint import CHECKPOINT, parse_interval
from malvec.storage import container

CORPUS = mv.Corpus.from_tokens([["a", "b", "c"]] * 30, min_count=1)
RECIPE = mv.Skipgram(dim=4, epochs=2, sample=0, threads=1)


def standing(**values: Any) -> Callable[[Any, dict[str, str]], None]:
    """A change to how far the run is said to be."""

    def change(_: Any, metadata: dict[str, str]) -> None:
        metadata["standing"] = json.dumps({**json.loads(metadata["standing"]), **values})

    return change


CHANGES: dict[str, Callable[[dict[str, Any], dict[str, str]], Any]] = {
    "no object": lambda _, m: m.update(standing="3"),
    "missing": lambda _, m: m.pop("standing"),
    "identity": lambda _, m: m.update(identity="[]"),
    "matrix gone": lambda t, _: t.pop("input"),
    "one row": lambda t, _: t.update(input=t["input"][:1].copy()),
    "a wider matrix": lambda t, _: t.update(output=np.zeros((3, 9), np.float32)),
    "another type": lambda t, _: t.update(input=t["input"].astype(np.float64)),
    "not finite": lambda t, _: t.update(input=np.full_like(t["input"], np.nan)),
    "epoch before the first": standing(epoch=-1),
    "epoch beyond the end": standing(epoch=9, losses=[1.0] * 9),
    "chunk beyond the end": standing(epoch=1, losses=[1.0], chunk=10**12),
    "more losses than epochs": standing(losses=[1, 2, 3, 4, 5]),
    "a loss that is no number": standing(losses=["x", "y"]),
    "a sum that is not finite": standing(epoch_loss=float("nan")),
    "a huge number": standing(pairs=10**40),
    "a word": standing(seconds="long"),
    "what no version has": standing(mood="good"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_damage_is_told_before_training(name: str, tmp_path: Path) -> None:
    RECIPE.fit(CORPUS, checkpoint=tmp_path)
    path = tmp_path / CHECKPOINT
    tensors, metadata = container.read(path)
    arrays = {key: array.copy() for key, array in tensors.items()}
    CHANGES[name](arrays, metadata)
    container.write(path, arrays, metadata)
    with pytest.raises(mv.FormatError, match=str(path)):
        RECIPE.fit(CORPUS, checkpoint=tmp_path)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("10min", 600), ("2h", 7200), (5, 5), ("0.5h", 1800)],
)
def test_intervals(text: str | float, seconds: float) -> None:
    assert parse_interval(text) == seconds


@pytest.mark.parametrize(
    "every",
    [
        "0s",
        "0",
        0,
        -1,
        None,
        [],
        True,
        "²s",
        "٣s",
        "infs",
        "1e3s",
        ".s",
        "s",
        "",
        "soon",
        "10 days",
    ],
)
def test_intervals_that_are_none(every: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"every=.* must be seconds or text such as"):
        parse_interval(every)
    with pytest.raises(ValueError, match="every="):
        RECIPE.fit(CORPUS, checkpoint=tmp_path, every=every)
