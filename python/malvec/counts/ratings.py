"""Cells for factorisation: what users give, a SciPy matrix, Cells, triples or a table, as float32
cells with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from scipy import sparse

from malvec.counts.cells import Cells, added_up
from malvec.counts.rating_ids import Ids, number_names, numbered_ids
from malvec.vocab import Vocab

__all__ = ["Names", "Ratings", "cells_of_ratings", "has_ids"]

Names = Vocab | Iterable[str] | None
Ratings = Any
"""A SciPy sparse matrix or array [users, items], a dense array, Cells, an iterable of (user, item,
value) or (user, item), or a table with such columns."""


def cells_of_ratings(
    ratings: Ratings, row_names: Names | Ids, column_names: Names | Ids, keep_zeros: bool
) -> Cells:
    """Cells with float32 values of any ratings; duplicated cells are added up.

    Args:
        ratings: a SciPy sparse matrix or array, a dense array, Cells, triples, or a table.
        row_names, column_names: names, in the order of the rows and columns; by default those of
            the Cells, or the ids of the triples in the order in which they first come.
        keep_zeros: a zero that is stored is a rating of 0 and stays. A dense array has no such
            zeros: there 0 is no cell.

    Raises:
        TypeError: no ratings, names that are no str, ids that are neither str nor whole numbers.
        ValueError: a value that is not finite, an index outside of the matrix, names that do not
            fit or come twice, a table with other columns.

    Example:
        >>> cells = cells_of_ratings([("kim", 7, 5.0), ("lee", 7, 3.0)], None, None, False)
        >>> cells.shape, list(cells.row_names), list(cells.column_names)
        ((2, 1), ['kim', 'lee'], ['7'])
    """
    rows, columns = _ids("row_names", row_names), _ids("column_names", column_names)
    if has_ids(ratings):
        return _of_triples(_columns(ratings), rows, columns, keep_zeros)
    names = [None if each is None else each.names for each in (rows, columns)]
    if isinstance(ratings, Cells):
        own = (ratings.row_names, ratings.column_names)
        given = [n if name is None else name for name, n in zip(names, own, strict=True)]
        return _of_cells(ratings, given[0], given[1], keep_zeros)
    return _of_matrix(ratings, names[0], names[1], keep_zeros)


def has_ids(ratings: Ratings) -> bool:
    """Whether ratings bring the ids of their users and items along: triples or a table, no
    matrix."""
    return not isinstance(ratings, (Cells, np.ndarray)) and not sparse.issparse(ratings)


def _ids(what: str, names: Names | Ids) -> Ids | None:
    """Names that were given, as ids."""
    if names is None or isinstance(names, Ids):
        return names
    if isinstance(names, (str, bytes, Mapping, AbstractSet)) or not isinstance(names, Iterable):
        raise TypeError(
            f"{what}={names!r:.60}: must be a list of names, in the order of the {what[:-6]}s"
        )
    listed = names if isinstance(names, Vocab) else list(names)
    for name in () if isinstance(listed, Vocab) else listed:
        if not isinstance(name, str):
            raise TypeError(
                f"{what}: names are str, not {name!r:.60}; where ids are numbers, give triples"
                " (user, item, value), or write them as str"
            )
    return Ids(listed if isinstance(listed, Vocab) else Vocab.from_words(listed))


def _columns(ratings: Any) -> list[Sequence[Any]]:
    """Users, items and values, of triples or of a table of pandas, Polars or Arrow."""
    if hasattr(ratings, "columns") and hasattr(ratings, "shape"):
        return _of_table(ratings)
    if isinstance(ratings, (str, bytes, dict)) or not isinstance(ratings, Iterable):
        raise TypeError(
            "ratings are a SciPy sparse matrix, an array, malvec's Cells, triples (user, item,"
            f" value) or a table with these columns, not {type(ratings).__name__}"
        )
    listed = list(ratings)
    if not listed:
        raise ValueError("no ratings: there is nothing to learn")
    width = _width(listed[0])
    wrong = next((i for i, each in enumerate(listed) if _width(each) != width), None)
    if width not in (2, 3) or wrong is not None:
        odd = listed[wrong or 0]
        raise TypeError(
            f"rating {wrong or 0} is {odd!r:.60}: all must be (user, item, value), or all (user,"
            " item); a matrix is a SciPy sparse matrix or an array"
        )
    return [*zip(*listed, strict=True)]


def _width(rating: Any) -> int:
    return len(rating) if isinstance(rating, (tuple, list, np.ndarray)) else 0


def _of_table(table: Any) -> list[Sequence[Any]]:
    """The columns of a table, which are users, items and, where there are three, values."""
    rows, width = table.shape
    if width not in (2, 3):
        raise ValueError(
            f"a table of {width} columns: choose those of user, item and value, such as"
            ' frame[["user", "item", "rating"]]; a matrix is an array with row_names and'
            " column_names"
        )
    if not rows:
        raise ValueError("a table without rows: there is nothing to learn")
    columns = table.columns if hasattr(table, "to_pylist") else [table[n] for n in table.columns]
    return [each.to_pylist() if hasattr(each, "to_pylist") else each.to_list() for each in columns]


def _of_triples(
    columns: list[Sequence[Any]], rows: Ids | None, others: Ids | None, keep_zeros: bool
) -> Cells:
    row_ids, rows = numbered_ids(columns[0], "rows", rows)
    column_ids, others = numbered_ids(columns[1], "columns", others)
    try:
        values = np.array(columns[2] if len(columns) == 3 else np.ones(len(row_ids)), np.float32)
    except (TypeError, ValueError):
        raise TypeError("the third of each rating must be a number, its value") from None
    if len(odd := np.flatnonzero(~np.isfinite(values))):
        i = int(odd[0])
        raise ValueError(f"rating {i} is {tuple(c[i] for c in columns)}: values must be finite")
    shape = len(rows.names), len(others.names)
    matrix = sparse.coo_array((values, (row_ids, column_ids)), shape=shape)
    cells = _of_matrix(matrix, None, None, keep_zeros)
    return Cells(
        *cells.native,
        row_names=rows.names,
        column_names=others.names,
        metadata=number_names({"rows": rows.numbered, "columns": others.numbered}),
    )


def _of_matrix(
    matrix: Any, row_names: Vocab | None, column_names: Vocab | None, keep_zeros: bool
) -> Cells:
    if matrix.ndim != 2:
        raise ValueError(f"a matrix has two dimensions, not {matrix.ndim}")
    if not keep_zeros:
        return Cells.from_matrix(
            matrix, row_names=row_names, column_names=column_names, dtype=np.float32
        )
    found = added_up(matrix, np.float32)
    offsets, ids = found.indptr.astype(np.uint64), found.indices.astype(np.uint32)
    width = found.shape[1]
    return Cells(offsets, ids, found.data, width, row_names=row_names, column_names=column_names)


def _of_cells(
    cells: Cells, row_names: Vocab | None, column_names: Vocab | None, keep_zeros: bool
) -> Cells:
    found = cells
    with np.errstate(over="ignore"):  # what is too large for a float is told by name later
        values = cells.values.astype(np.float32, copy=False)
    if not keep_zeros and not np.all(cells.values):
        found = Cells.from_matrix(cells.matrix, dtype=np.float32)
        values = found.values
    return Cells(
        found.offsets,
        found.columns,
        values,
        cells.width,
        row_names=row_names,
        column_names=column_names,
        metadata=cells.metadata,
        pipeline=cells.pipeline,
    )
