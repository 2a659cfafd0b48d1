"""Factors of new rows or columns: the exact solution with the other side as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import Cells
from malvec.counts.rating_ids import number_names, numbered_sides
from malvec.counts.ratings import Names, Ratings, cells_of_ratings, has_ids
from malvec.factors.factor_arrays import FactorArrays
from malvec.factors.places import SeenCells
from malvec.runtime.machine import available_threads

__all__ = ["known_knobs", "matched_cells", "solved_columns", "solved_rows"]

Made = TypeVar("Made", bound=FactorArrays)
State = Mapping[str, npt.NDArray[Any]]
_OTHER_SIDE = {
    "rows": "columns",
    "columns": "rows",
    "row_biases": "column_biases",
    "column_biases": "row_biases",
    "mean": "mean",
}


def solved_rows(factors: Made, ratings: Ratings, names: Names, threads: int | None) -> Made:
    """Factors of the new rows, with the same columns."""
    knobs = known_knobs(factors)
    cells = matched_cells(factors, ratings, rows=names)
    state = _solved_state(factors.state(), cells, knobs, threads)
    return _with(factors, state, cells, row_names=cells.row_names)


def solved_columns(factors: Made, ratings: Ratings, names: Names, threads: int | None) -> Made:
    """Factors of the new columns, with the same rows."""
    knobs = known_knobs(factors)
    cells = matched_cells(factors, ratings, columns=names)
    turned = _transposed(cells)
    swapped = {_OTHER_SIDE[name]: array for name, array in factors.state().items()}
    solved = _solved_state(swapped, turned, knobs, threads)
    state = {_OTHER_SIDE[name]: array for name, array in solved.items()}
    return _with(factors, state, cells, column_names=cells.column_names)


def known_knobs(factors: FactorArrays) -> Mapping[str, Any]:
    """The knobs of the factors' recipe; ``ValueError`` where they are not known, or damaged."""
    if factors.solving is None:
        raise ValueError(
            "these factors do not say by which recipe they were made, so nothing can be solved for"
        )
    try:
        return dict(_core.als_knobs({**factors.solving, "dim": factors.dim}))
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"nothing can be solved for, for how these factors were made is damaged: {error}"
        ) from None


def matched_cells(
    factors: FactorArrays,
    ratings: Ratings,
    *,
    rows: Names = (),
    columns: Names = (),
) -> Cells:
    """Ratings as cells, in which the rows, or the columns, or both are those of the factors.

    Args:
        factors: what they belong to.
        ratings: as users give them.
        rows, columns: names of new ones, or None where they have none; by default they are those of
            the factors.

    Raises:
        ValueError: they are of another number, or have other names; values that cannot be.
    """
    implicit = factors.solving is not None and bool(factors.solving["implicit"])
    ids = [
        given if given != () else side.ids if has_ids(ratings) else None
        for given, side in ((rows, factors.row_side), (columns, factors.column_side))
    ]
    cells = cells_of_ratings(ratings, ids[0], ids[1], keep_zeros=not implicit)
    for axis, given in enumerate((rows, columns)):
        if given == ():
            _check_side(factors, cells, axis, has_ids(ratings))
    if implicit and len(wrong := np.flatnonzero(cells.values < 0)):
        raise ValueError(f"{cells.describe(int(wrong[0]))}: a confidence must not be negative")
    return cells


def _check_side(factors: FactorArrays, cells: Cells, axis: int, by_ids: bool) -> None:
    """``ValueError`` where the rows, or the columns, of the cells are not those of the factors."""
    side = (factors.row_side, factors.column_side)[axis]
    names = (cells.row_names, cells.column_names)[axis]
    if side.names is None and by_ids:
        raise ValueError(f"the {side.plural} have no names: give a matrix, not triples")
    _check_count(cells, factors, axis)
    if side.names is not None and names is not None and not side.names.same_words(names):
        raise ValueError(f"the {side.plural} of the cells have other names than those of the model")


def _check_count(cells: Cells, factors: FactorArrays, axis: int) -> None:
    """``ValueError`` where the matrix has not as many rows, or columns, as the model."""
    found, own = cells.shape, factors.shape
    if found[axis] == own[axis]:
        return
    if found[1 - axis] == own[axis]:
        raise ValueError(
            f"looks transposed: got {found[0]:,} x {found[1]:,}, the model has {own[0]:,} rows and"
            f" {own[1]:,} columns"
        )
    side = ("rows", "columns")[axis]
    raise ValueError(
        f"got a matrix of {found[0]:,} x {found[1]:,}, the model has {own[axis]:,} {side}"
    )


def _transposed(cells: Cells) -> Cells:
    turned = cells.matrix.T.tocsr()
    return Cells(
        turned.indptr.astype(np.uint64),
        turned.indices.astype(np.uint32),
        turned.data,
        cells.shape[0],
    )


def _solved_state(
    state: State, cells: Cells, knobs: Mapping[str, Any], threads: int | None
) -> dict[str, npt.NDArray[Any]]:
    """The state of factors with rows that fit the cells."""
    columns, dim = state["columns"].shape
    solved = {**state, "rows": _core.matrix(len(cells.offsets) - 1, dim)}
    solved["columns"] = _core.matrix(columns, dim)
    solved["columns"][:] = state["columns"]
    if "column_biases" in state:
        solved["row_biases"] = np.zeros(len(cells.offsets) - 1, np.float32)
        solved["column_biases"] = np.array(state["column_biases"])
    options = {**knobs, "threads": available_threads(threads)}
    _core.als(options, cells.native, solved).solve_rows()
    return {**solved, "columns": state["columns"]}


def _with(factors: Made, state: State, cells: Cells, **names: Any) -> Made:
    """Factors of this state, whose names are those of before but for the ``names`` given."""
    own, new = numbered_sides(factors.metadata), numbered_sides(cells.metadata)
    for side, name in (("rows", "row_names"), ("columns", "column_names")):
        own[side] = new[side] if name in names else own[side]
    kept = {key: text for key, text in factors.metadata.items() if key != "number_names"}
    all_names = {"row_names": factors.row_names, "column_names": factors.column_names, **names}
    return type(factors)(
        state,
        **all_names,
        seen=SeenCells(cells.offsets, cells.columns),
        solving=factors.solving,
        metadata={**kept, **number_names(own)},
        pipeline=factors.pipeline,
    )
