"""How factors lie in a ``.safetensors`` file of kind ``factors``.

rows, columns              float32 [rows, dim], [columns, dim]
row_biases, column_biases  float32 [rows], [columns]; with mean float32 [1]; absent where there are no biases
row_words, column_words    uint8 [bytes]: names end to end; absent where there are none
row_word_offsets, …        uint64 [rows + 1], …
seen_offsets, seen_columns uint64 [rows + 1], uint32 [cells]: the cells that the factors were learnt from
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.storage import container
from malvec.vocab import Vocab, stored_vocab

__all__ = ["stored_names", "stored_state"]


def stored_state(
    tensors: Mapping[str, npt.NDArray[Any]],
) -> tuple[dict[str, npt.NDArray[Any]], Any]:
    """What was learnt, and the seen cells or None; ``FormatError`` where an array is missing or
    does not fit."""
    state = {"rows": container.take(tensors, "rows", np.float32, (None, None))}
    count, dim = state["rows"].shape
    state["columns"] = container.take(tensors, "columns", np.float32, (None, dim))
    if "mean" in tensors:
        shapes = {"mean": 1, "row_biases": count, "column_biases": len(state["columns"])}
        state |= {
            name: container.take(tensors, name, np.float32, (size,))
            for name, size in shapes.items()
        }
    if "seen_offsets" not in tensors:
        return state, None
    offsets = container.take(tensors, "seen_offsets", np.uint64, (count + 1,))
    columns = container.take(tensors, "seen_columns", np.uint32, (None,))
    try:
        _core.check_cells(offsets, columns, len(state["columns"]), 1)
    except ValueError as error:
        raise FormatError(f"the seen cells are damaged: {error}") from None
    return state, (offsets, columns)


def stored_names(tensors: Mapping[str, npt.NDArray[Any]], name: str, count: int) -> Vocab | None:
    """The names of rows (``name`` row) or columns, or None where the file has none."""
    if f"{name}_words" not in tensors:
        return None
    parts = {"words": tensors[f"{name}_words"]}
    if f"{name}_word_offsets" in tensors:
        parts["word_offsets"] = tensors[f"{name}_word_offsets"]
    vocab = stored_vocab(parts)
    if len(vocab) != count:
        raise FormatError(f"{len(vocab):,} names for {count:,} {name}s")
    return vocab
