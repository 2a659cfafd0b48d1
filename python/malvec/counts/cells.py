"""Sparse matrices with names: what counting gives, what reweighting changes, what count-based
models are made from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from malvec import _core
from malvec.counts import cells_file
from malvec.reports.card import HtmlCard
from malvec.runtime.machine import available_threads
from malvec.tokenizers.pipeline import Pipeline, passport
from malvec.vocab import Vocab

__all__ = ["CellArrays", "Cells", "NativeCells", "added_up", "check_cells"]


class CellArrays(NamedTuple):
    """Where the cells of each row begin, uint64 [rows + 1]; their columns, uint32, and values."""

    offsets: npt.NDArray[np.uint64]
    columns: npt.NDArray[np.uint32]
    values: npt.NDArray[Any]


NativeCells = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[Any], int]
"""Offsets of the rows, columns and values of the cells, number of columns: a sparse matrix as the
core takes it."""

_MOST_COLUMNS = 2**31 - 1


class Cells(HtmlCard):
    """A sparse matrix [rows, columns] and the names of its rows and columns; it does not change.

    Args:
        offsets: where the cells of each row begin, uint64 [rows + 1].
        columns: the column of each cell, uint32 [cells], ascending within a row.
        values: float32 or float64 [cells].
        width: number of columns.
        row_names: names of the rows, or None.
        column_names: names of the columns, or None.
        metadata: text to text: what the values are and how they were made.
        pipeline: how the text was cut that the names come from, where it is known.

    Example:
        >>> cells = Cells.from_matrix(scipy.sparse.csr_array([[0, 2.0], [1.0, 0]]))
        >>> cells.shape, float(cells.matrix.sum())
        ((2, 2), 3.0)
    """

    def __init__(
        self,
        offsets: npt.NDArray[np.uint64],
        columns: npt.NDArray[np.uint32],
        values: npt.NDArray[Any],
        width: int,
        *,
        row_names: Vocab | None = None,
        column_names: Vocab | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        for what, names, count in (
            ("rows", row_names, len(offsets) - 1),
            ("columns", column_names, width),
        ):
            if names is not None and len(names) != count:
                raise ValueError(f"{len(names):,} names for {count:,} {what}")
        self.offsets, self.columns, self.values, self.width = offsets, columns, values, width
        self.row_names, self.column_names = row_names, column_names
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @classmethod
    def from_matrix(
        cls,
        matrix: Any,
        *,
        row_names: Vocab | None = None,
        column_names: Vocab | None = None,
        dtype: Any = np.float64,
        pipeline: Pipeline | None = None,
    ) -> Cells:
        """Cells of any SciPy sparse matrix or array, or a dense array; duplicated cells are added
        up, zeros are left out.

        Raises:
            ValueError: a value that is not finite, an index outside of the matrix, or names that do
                not fit.
        """
        if getattr(matrix, "ndim", 2) != 2:
            raise ValueError(f"a matrix has two dimensions, not {matrix.ndim}")
        found = added_up(matrix, dtype)
        width = found.shape[1]
        if width > _MOST_COLUMNS:
            raise ValueError(f"{width:,} columns; at most {_MOST_COLUMNS:,} can be indexed")
        found.eliminate_zeros()
        offsets, ids = found.indptr.astype(np.uint64), found.indices.astype(np.uint32)
        cells = cls(
            offsets,
            ids,
            found.data,
            width,
            row_names=row_names,
            column_names=column_names,
            pipeline=pipeline,
        )
        where = _core.first_not_finite(found.data, available_threads())
        if where < len(found.data):
            raise ValueError(f"{cells.describe(where)}: values must be finite")
        return cells

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Example:
            >>> malvec.counts.ppmi(counts).save("ppmi.safetensors")
            >>> vectors = mv.Svd(dim=20).fit(malvec.load("ppmi.safetensors"))
        """
        names = (self.row_names, self.column_names)
        cells_file.write(path, cells_file.StoredCells(*self.native, *names, self.metadata))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> Cells:
        """Opens what :meth:`save` wrote, memory-mapped; ``FormatError`` for any other file.
        ``verify``: read everything once and compare the checksums."""
        stored = cells_file.read(path, verify)
        return cls(
            stored.offsets,
            stored.columns,
            stored.values,
            stored.width,
            row_names=stored.row_names,
            column_names=stored.column_names,
            metadata=stored.metadata,
        )

    def describe(self, cell: int) -> str:
        """Where a cell is and what it holds, for messages.

        Example:
            >>> Cells.from_matrix(scipy.sparse.csr_array([[0, 2.0]])).describe(0)
            'the value in row 0, column 1 is 2.0'
        """
        row, column = int(np.searchsorted(self.offsets, cell, "right")) - 1, int(self.columns[cell])
        words = [
            "" if names is None else f" ({names[i]!r})"
            for names, i in ((self.row_names, row), (self.column_names, column))
        ]
        return f"the value in row {row}{words[0]}, column {column}{words[1]} is {self.values[cell]}"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.offsets) - 1, self.width

    def __len__(self) -> int:
        """The number of cells that are not empty."""
        return len(self.values)

    @property
    def native(self) -> NativeCells:
        """As the core takes it."""
        return self.offsets, self.columns, self.values, self.width

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """A ``scipy.sparse.csr_array`` over the same memory; from 2^31 cells on SciPy needs wider
        indices, which are a copy.

        Raises:
            ValueError: rows or columns that cannot be; for counts that were opened a
                ``FormatError``.
        """
        assert self._sound
        small = len(self.values) <= _MOST_COLUMNS
        indices = self.columns.view(np.int32) if small else self.columns.astype(np.int64)
        matrix = sparse.csr_array(
            (self.values, indices, self.offsets.astype(np.int32 if small else np.int64)),
            shape=self.shape,
        )
        matrix.has_canonical_format = True
        return matrix

    def __getstate__(self) -> dict[str, Any]:
        """All but the view for SciPy, which is made anew."""
        return {name: held for name, held in vars(self).items() if name != "matrix"}

    @cached_property
    def _sound(self) -> bool:
        """True; ``ValueError`` where rows or columns cannot be, with which SciPy would read and
        write beyond its arrays."""
        _core.check_cells(self.offsets, self.columns, self.width, available_threads())
        if len(self.values) != len(self.columns):
            raise ValueError(f"{len(self.values):,} values for {len(self.columns):,} columns")
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.shape[0]:,} x {self.shape[1]:,}, {len(self):,} cells)"


def added_up(matrix: Any, dtype: Any) -> sparse.csr_array:
    """A sparse or dense matrix as a new CSR array of a type. Cells that come several times are
    added up as doubles, for their sum may not fit the matrix's own type, such as uint8 or bool."""
    repeats = sparse.issparse(matrix) and not getattr(matrix, "has_canonical_format", False)
    wide = matrix.astype(np.float64) if repeats else matrix
    found = sparse.csr_array(wide, dtype=np.float64 if repeats else dtype, copy=True)
    found.check_format(full_check=True)
    found.sum_duplicates()
    with np.errstate(over="ignore"):  # what is too large is told by name later
        return found.astype(dtype, copy=False)


def check_cells(given: object) -> None:
    """``TypeError`` that says how to make them, for what is no :class:`Cells`."""
    if not isinstance(given, Cells):
        raise TypeError(
            f"this takes malvec's Cells, not {type(given).__name__}: malvec.count(corpus) makes"
            " them of a corpus, malvec.counts.Cells.from_matrix of a matrix"
        )
