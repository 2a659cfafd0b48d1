"""What ``malvec plot`` and ``malvec explore`` show of a model: names, texts and labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import malvec as mv
from malvec.cli.models import place_of, tag_of
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.plot.items import Side
from malvec.text.blocks import lines

__all__ = ["label_groups", "named", "read_texts"]


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
        raise click.BadParameter("--labels and --groups are two ways to say the groups: give one")
    return list(lines(path))
