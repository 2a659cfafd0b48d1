"""Cells for factorisation: what users give, a SciPy matrix or Cells, as float32 cells with
names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy import sparse

from malvec.counts.cells import Cells
from malvec.vocab import Vocab

__all__ = ["Names", "cells_of_ratings"]

Names = Vocab | Iterable[str] | None


def cells_of_ratings(matrix: Any, row_names: Names, column_names: Names, keep_zeros: bool) -> Cells:
    """Cells with float32 values of any sparse matrix; duplicated cells are added up.

    Args:
        matrix: a SciPy sparse matrix or array, a dense array, or Cells.
        row_names, column_names: names, in the order of the rows and columns; by default those of
            the Cells.
        keep_zeros: a zero that is stored is a rating of 0 and stays. A dense array has no such
            zeros: there 0 is no cell.

    Raises:
        TypeError: no matrix.
        ValueError: a value that is not finite, an index outside of the matrix, names that do not
            fit or come twice.
    """
    names = [
        n if n is None or isinstance(n, Vocab) else Vocab.from_words(n)
        for n in (row_names, column_names)
    ]
    if isinstance(matrix, Cells):
        own = (matrix.row_names, matrix.column_names)
        given = [n if name is None else name for name, n in zip(names, own, strict=True)]
        return _of_cells(matrix, given[0], given[1], keep_zeros)
    if not sparse.issparse(matrix) and not isinstance(matrix, np.ndarray):
        raise TypeError(
            "fit() takes a SciPy sparse matrix, an array or malvec's Cells, not"
            f" {type(matrix).__name__}"
        )
    if not keep_zeros:
        return Cells.from_matrix(
            matrix, row_names=names[0], column_names=names[1], dtype=np.float32
        )
    if matrix.ndim != 2:
        raise ValueError(f"a matrix has two dimensions, not {matrix.ndim}")
    found = sparse.csr_array(matrix, dtype=np.float32, copy=True)
    found.check_format(full_check=True)
    found.sum_duplicates()
    offsets, ids = found.indptr.astype(np.uint64), found.indices.astype(np.uint32)
    width = found.shape[1]
    return Cells(offsets, ids, found.data, width, row_names=names[0], column_names=names[1])


def _of_cells(
    cells: Cells, row_names: Vocab | None, column_names: Vocab | None, keep_zeros: bool
) -> Cells:
    if not keep_zeros and not np.all(cells.values):
        return Cells.from_matrix(
            cells.matrix,
            row_names=row_names,
            column_names=column_names,
            dtype=np.float32,
            pipeline=cells.pipeline,
        )
    with np.errstate(over="ignore"):  # what is too large for a float is told by name later
        values = cells.values.astype(np.float32, copy=False)
    return Cells(
        cells.offsets,
        cells.columns,
        values,
        cells.width,
        row_names=row_names,
        column_names=column_names,
        metadata=cells.metadata,
        pipeline=cells.pipeline,
    )
