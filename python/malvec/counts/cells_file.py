"""How cells lie in a ``.safetensors`` file.

    offsets              uint64 [rows + 1]   where the cells of each row begin
    columns              uint32 [cells]
    values               float32 or float64 [cells]
    row_words            uint8 [bytes]       the names of the rows, UTF-8 end to end; absent where
                                             there are none
    row_word_offsets     uint64 [rows + 1]
    row_counts           uint64 [rows]       how often each occurs, where that is known
    column_words, …      the same of the columns; absent where they have the names of the rows

Kind cells. Metadata: ``cells``, ``width`` and ``same_names`` (the columns have the names of the
rows) as JSON; and, as they came, what the values are, ``tokenizer`` and ``normalize``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import kinds
from malvec.vocab import Vocab, stored_vocab

__all__ = ["StoredCells", "check_offsets", "read", "write"]

_NAMES = ("words", "word_offsets", "counts")


class StoredCells(NamedTuple):
    """What a file holds."""

    offsets: npt.NDArray[np.uint64]
    columns: npt.NDArray[np.uint32]
    values: npt.NDArray[Any]
    width: int
    row_names: Vocab | None
    column_names: Vocab | None
    metadata: Mapping[str, str]


def write(path: str | os.PathLike[str], cells: StoredCells) -> None:
    """Writes cells."""
    same = cells.row_names is not None and cells.row_names is cells.column_names
    tensors: dict[str, npt.NDArray[Any]] = {
        "offsets": cells.offsets,
        "columns": cells.columns,
        "values": cells.values,
        **_tensors("row", cells.row_names),
        **_tensors("column", None if same else cells.column_names),
    }
    told = json.dumps({"width": cells.width, "same_names": same})
    kinds.write(path, "cells", tensors, {**cells.metadata, "cells": told})


def read(path: str | os.PathLike[str], verify: bool) -> StoredCells:
    """What ``write`` wrote; ``FormatError`` for any other file."""
    with kinds.open_kind(path, "cells", verify=verify) as file:
        told = file.parsed("cells") or {}
        width, same = int(told["width"]), bool(told["same_names"])
        offsets = file.take("offsets", np.uint64, (None,))
        columns = file.take("columns", np.uint32, (None,))
        check_offsets(offsets, columns)
        if "reweighting" in file.metadata:
            _check_reweighting(file.parsed("reweighting") or {})
        wide = file.tensors["values"].dtype == np.float64
        values = file.take("values", np.float64 if wide else np.float32, (len(columns),))
        if verify:
            _core.check_cells(offsets, columns, width, available_threads())
        rows = _names(file, "row")
        found = StoredCells(
            offsets,
            columns,
            values,
            width,
            row_names=rows,
            column_names=rows if same else _names(file, "column"),
            metadata=file.metadata_without("cells"),
        )
        for names, count in ((rows, len(offsets) - 1), (found.column_names, width)):
            if names is not None and len(names) != count:
                raise FormatError(f"{len(names):,} names for {count:,} rows or columns")
        return found


def check_offsets(offsets: npt.NDArray[np.uint64], columns: npt.NDArray[np.uint32]) -> None:
    """``FormatError`` where rows do not begin and end within the cells."""
    if (
        len(offsets) < 1
        or offsets[0] != 0
        or offsets[-1] != len(columns)
        or not np.all(offsets[1:] >= offsets[:-1])
    ):
        raise FormatError("the offsets of the rows do not fit the cells")


def _check_reweighting(told: Mapping[str, Any]) -> None:
    """``FormatError`` where that is not what :mod:`malvec.counts.reweight` tells of its work."""
    if not all(type(told.get(name)) is int for name in ("cells", "dropped")):
        raise FormatError("metadata 'reweighting' is damaged: it has no numbers of cells")


def _tensors(side: str, names: Vocab | None) -> dict[str, npt.NDArray[Any]]:
    if names is None:
        return {}
    arrays = dict(zip(_NAMES, (names.data, names.offsets, names.counts), strict=True))
    return {f"{side}_{name}": array for name, array in arrays.items() if array is not None}


def _names(file: kinds.StoredFile, side: str) -> Vocab | None:
    """The names of the rows or columns, or None where there are none."""
    stored = {name: f"{side}_{name}" for name in _NAMES}
    found = {name: file.tensors[key] for name, key in stored.items() if key in file.tensors}
    return stored_vocab(found) if found else None
