"""Cells for factorisation: what users give, a SciPy matrix or Cells, as float32 cells with
names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy import sparse

from malvec.counts.cells import Cells
from malvec.vocab import Vocab

__all__ = ["Names", "observed_cells"]

Names = Vocab | Iterable[str] | None


def observed_cells(matrix: Any, rows: Names, columns: Names, keep_zeros: bool) -> Cells:
    """Cells with float32 values of any sparse matrix; duplicated cells are added up.

    Args:
        matrix: a SciPy sparse matrix or array, a dense array, or Cells.
        rows, columns: names, in the order of the rows and columns; by default those of the Cells.
        keep_zeros: a zero that is stored is a rating of 0 and stays. A dense array has no such
            zeros: there 0 is no cell.

    Raises:
        TypeError: no matrix.
        ValueError: a value that is not finite, an index outside of the matrix, names that do not
            fit or come twice.
    """
    names = tuple(
        n if n is None or isinstance(n, Vocab) else Vocab.from_words(n) for n in (rows, columns)
    )
    if isinstance(matrix, Cells):
        known = (names[0] or matrix.rows, names[1] or matrix.column_names)
        if not keep_zeros and not np.all(matrix.values):
            return Cells.from_matrix(
                matrix.matrix,
                rows=known[0],
                columns=known[1],
                dtype=np.float32,
                pipeline=matrix.pipeline,
            )
        with np.errstate(over="ignore"):  # what is too large for a float is told by name later
            values = matrix.values.astype(np.float32, copy=False)
        parts = (matrix.offsets, matrix.columns, values, matrix.width)
        return Cells(
            *parts,
            rows=known[0],
            column_names=known[1],
            metadata=matrix.metadata,
            pipeline=matrix.pipeline,
        )
    if not sparse.issparse(matrix) and not isinstance(matrix, np.ndarray):
        raise TypeError(
            "fit() takes a SciPy sparse matrix, an array or malvec's Cells, not"
            f" {type(matrix).__name__}"
        )
    if not keep_zeros:
        return Cells.from_matrix(matrix, rows=names[0], columns=names[1], dtype=np.float32)
    if matrix.ndim != 2:
        raise ValueError(f"a matrix has two dimensions, not {matrix.ndim}")
    found = sparse.csr_array(matrix, dtype=np.float32, copy=True)
    found.check_format(full_check=True)
    found.sum_duplicates()
    parts = (
        found.indptr.astype(np.uint64),
        found.indices.astype(np.uint32),
        found.data,
        found.shape[1],
    )
    return Cells(*parts, rows=names[0], column_names=names[1])
