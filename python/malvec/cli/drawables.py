"""What ``malvec plot`` and ``malvec explore`` show: models, rows, texts and labels of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import typer

import malvec as mv
from malvec.cli.files import load_any
from malvec.cli.models import place_of, tag_of
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.plot.items import Side
from malvec.storage import kinds
from malvec.text.blocks import lines

__all__ = ["drawable", "label_groups", "named", "read_texts"]


def drawable(path: Path) -> Any:
    """The model in a file, or the rows that ``malvec encode`` wrote."""
    if path.suffix == ".safetensors" and kinds.kind_of(path) == "sentence_vectors":
        with kinds.open_kind(path, "sentence_vectors") as file:
            return file.take("vectors", np.float32, (None, None))
    if path.suffix != ".npy":
        return load_any(path)
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError as error:
        raise mv.FormatError(f"{path}: no array that NumPy wrote: {error}") from None


def named(model: Any, names: list[str], side: Side) -> list[Any]:
    """Names as the model knows them: digits are a number where there is no such string."""
    if isinstance(model, TaggedVectors):
        return [tag_of(model, name) for name in names]
    if isinstance(model, mv.Factors):
        known = model.row_side if side == "rows" else model.column_side
        return [place_of(known, name) for name in names]
    return names


def read_texts(path: Path | None) -> list[str] | None:
    """The lines of a file of texts."""
    return None if path is None else list(lines(path))


def label_groups(path: Path | None, count: int | None) -> list[str] | int | None:
    """The groups of a file of labels, or their number."""
    if path is None:
        return count
    if count is not None:
        raise typer.BadParameter("--labels and --groups are two ways to say the groups: give one")
    return list(lines(path))
