"""How factors lie in a ``.safetensors`` file.

rows, columns               float32 [rows, dim], [columns, dim]
row_biases, column_biases   float32 [rows], [columns]; absent where there are no biases
mean                        float32 [1], with the biases
row_words, column_words     uint8 [bytes]: names end to end; absent where there are none
row_word_offsets, …         uint64 [rows + 1], …
seen_offsets, seen_columns  uint64 [rows + 1], uint32 [cells]: what the factors were learnt from

Kind factors. Metadata: ``report``, ``solving`` (the knobs by which new rows are solved for, as
JSON), and, as they came, ``recipe``, ``number_names`` (the sides whose names are numbers, which
version 2 has), ….
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.factors.places import SeenCells
from malvec.storage import kinds
from malvec.vocab import Vocab, stored_vocab

__all__ = ["OWN_KEYS", "names", "seen_cells", "solving_knobs", "state"]

OWN_KEYS = ("report", "solving")
"""Metadata that belong to the file, not to the factors."""
_KNOBS = ("regularization", "frequency", "implicit", "alpha", "unobserved", "biases")


def solving_knobs(recipe: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The knobs by which new rows are solved for, out of a described recipe; None where it lacks
    some."""
    if recipe is None or "regularization" not in recipe:
        return None
    known = {name: recipe[name] for name in _KNOBS if name in recipe}
    return {"implicit": False, "frequency": 1.0, **known}


def state(file: kinds.StoredFile) -> dict[str, npt.NDArray[Any]]:
    """What was learnt; ``FormatError`` where an array is missing or does not fit."""
    rows = file.take("rows", np.float32, (None, None))
    columns = file.take("columns", np.float32, (None, rows.shape[1]))
    found = {"rows": rows, "columns": columns}
    if "mean" in file.tensors:
        shapes = {"mean": 1, "row_biases": len(rows), "column_biases": len(columns)}
        found |= {name: file.take(name, np.float32, (size,)) for name, size in shapes.items()}
    return found


def seen_cells(file: kinds.StoredFile, rows: int, columns: int) -> SeenCells | None:
    """The cells that the factors were learnt from, or None where the file does not tell."""
    if "seen_offsets" not in file.tensors:
        return None
    offsets = file.take("seen_offsets", np.uint64, (rows + 1,))
    seen = file.take("seen_columns", np.uint32, (None,))
    try:
        _core.check_cells(offsets, seen, columns, 1)
    except ValueError as error:
        raise FormatError(f"the seen cells are damaged: {error}") from None
    return SeenCells(offsets, seen)


def names(file: kinds.StoredFile, side: str, count: int) -> Vocab | None:
    """The names of rows (``side`` row) or columns, or None where the file has none."""
    if f"{side}_words" not in file.tensors:
        return None
    parts = {"words": file.tensors[f"{side}_words"]}
    if f"{side}_word_offsets" in file.tensors:
        parts["word_offsets"] = file.tensors[f"{side}_word_offsets"]
    vocab = stored_vocab(parts)
    if len(vocab) != count:
        raise FormatError(f"{len(vocab):,} names for {count:,} {side}s")
    return vocab
