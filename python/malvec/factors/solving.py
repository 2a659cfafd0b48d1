"""Factors of new rows: the exact solution with the columns as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import Cells

__all__ = ["check_columns", "solved_state", "solving_knobs"]

_KNOBS = ("regularization", "frequency", "implicit", "alpha", "unobserved", "biases")


def solving_knobs(recipe: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The knobs by which new rows are solved for, out of a described recipe; None where it lacks
    some."""
    if recipe is None or "regularization" not in recipe:
        return None
    known = {name: recipe[name] for name in _KNOBS if name in recipe}
    return {"implicit": False, "frequency": 1.0, **known}


def check_columns(cells: Cells, shape: tuple[int, int], implicit: bool) -> None:
    """``ValueError`` where cells do not fit a model of this shape, or cannot be confidences."""
    (rows, columns), (own_rows, own_columns) = cells.shape, shape
    if columns != own_columns and rows == own_columns:
        raise ValueError(
            f"looks transposed: got {rows:,} x {columns:,}, the model has {own_rows:,} rows and"
            f" {own_columns:,} columns"
        )
    if columns != own_columns:
        raise ValueError(
            f"got a matrix of {rows:,} x {columns:,}, the model has {own_columns:,} columns"
        )
    if implicit and len(wrong := np.flatnonzero(cells.values < 0)):
        raise ValueError(f"{cells.describe(int(wrong[0]))}: a confidence must not be negative")


def solved_state(
    state: Mapping[str, npt.NDArray[Any]], cells: Cells, knobs: Mapping[str, Any]
) -> dict[str, npt.NDArray[Any]]:
    """The state of factors with rows that fit the cells."""
    columns, dim = state["columns"].shape
    solved = {**state, "rows": _core.matrix(len(cells.offsets) - 1, dim)}
    solved["columns"] = _core.matrix(columns, dim)
    solved["columns"][:] = state["columns"]
    if "column_biases" in state:
        solved["row_biases"] = np.zeros(len(cells.offsets) - 1, np.float32)
        solved["column_biases"] = np.array(state["column_biases"])
    _core.als({**knobs, "dim": dim}, cells.native, solved).solve_rows()
    return {**solved, "columns": state["columns"]}
