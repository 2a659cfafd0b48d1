"""Exact nearest rows of a matrix by cosine or 3CosMul: arrays in, arrays out. No second copy of the
matrix is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.search.codes8 import Codes8
from malvec.search.quantised import EncodedRows, native_rows

__all__ = ["Searchable", "nearest", "read_only_rows", "search_options"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
_RESULT_BYTES = 12
_SMALL = 1 << 28  # bytes that are not worth a look at the memory


@dataclass(frozen=True)
class Searchable:
    """What is searched: rows [V, dim], floats with any row stride or encoded ones, and 1 / norm of
    each [V]. With ``codes`` of rows that are floats the answers are the same and come sooner."""

    matrix: Floats | EncodedRows
    inverse_norms: Floats
    codes: Codes8 | None = None

    @classmethod
    def of(cls, matrix: Floats | EncodedRows, threads: int | None = None) -> Searchable:
        """The rows of a matrix with their norms computed."""
        return cls(matrix, _core.inverse_norms(native_rows(matrix), available_threads(threads)))


def nearest(
    searchable: Searchable,
    queries: npt.NDArray[Any],
    *,
    topn: int = 10,
    exclude: Sequence[Sequence[int]] | None = None,
    restrict: int | None = None,
    allowed: npt.NDArray[np.bool_] | None = None,
    threads: int | None = None,
    signs: Sequence[float] = (),
    result_bytes: int = _RESULT_BYTES,
) -> tuple[Floats, Ids]:
    """The rows nearest to every query, exactly. Of equal scores the lower row comes first; the
    answer does not depend on ``threads``.

    Args:
        searchable: what is searched; a row of zeros has similarity 0 to everything.
        queries: vectors of any length, [n, dim]; with ``signs`` [n, terms, dim].
        topn: how many to find.
        exclude: for every query the rows that it must not find.
        restrict: search only the first so many rows (the most frequent words).
        allowed: a flag per row [V]: search only rows whose flag is True; None for all.
        threads: None for all that this process may use.
        signs: +1 or -1 per term: score by 3CosMul, the product of (1 + cos) / 2 over the terms of
            sign +1, divided by (1 + cos) / 2 + 0.001 of each other term, in log space (Levy &
            Goldberg, 2014). Empty: score by cosine.
        result_bytes: what one result will take, with what the caller is going to make of it.

    Returns:
        Scores float32 [n, topn], best first, and row numbers int64 [n, topn]; where there are
        fewer, the number is -1.

    Raises:
        TypeError, ValueError: ``topn``, ``restrict``, ``allowed`` or ``threads`` cannot be, the
            shapes do not fit, or a query is not finite.
        MemoryError: so many results do not fit; before anything is searched.

    Example:
        >>> nearest(Searchable.of(np.eye(3, dtype=np.float32)), np.array([[2, 1, 0]]), topn=2)
        (array([[0.8944272, 0.4472136]], dtype=float32), array([[0, 1]]))
    """
    terms = np.ascontiguousarray(queries, np.float32)
    if not signs and terms.ndim == 2:
        terms = terms.reshape(len(terms), 1, terms.shape[1])
    offsets, excluded = _excluded(exclude, len(terms))
    how: dict[str, Any] = {"topn": topn, "restrict": restrict, "threads": threads}
    options = search_options(
        len(searchable.matrix), len(terms), allowed=allowed, result_bytes=result_bytes, **how
    )
    options |= {"signs": list(signs), "codes": searchable.codes}
    return _core.find_nearest(
        native_rows(searchable.matrix), searchable.inverse_norms, terms, offsets, excluded, options
    )


def search_options(
    rows: int,
    queries: int,
    *,
    topn: int,
    restrict: int | None,
    threads: int | None,
    allowed: npt.NDArray[np.bool_] | None = None,
    result_bytes: int = _RESULT_BYTES,
) -> dict[str, Any]:
    """How the core shall search so many rows for so many queries, checked as ``nearest`` says."""
    limit = rows if restrict is None else min(whole("restrict", restrict), rows)
    columns = min(whole("topn", topn), limit)
    if (needed := queries * columns * result_bytes) > _SMALL:
        check_memory(needed, f"{queries:,} times {columns:,} results", "ask for fewer at a time")
    workers = 0 if threads is None else available_threads(threads)  # 0: the core asks the system
    options = {"topn": columns, "restrict": limit, "threads": workers}
    return options if allowed is None else {**options, "allowed": _bits(allowed, rows)}


def _excluded(
    exclude: Sequence[Sequence[int]] | None, queries: int
) -> tuple[npt.NDArray[np.uint64], Ids]:
    """Where the rows of each query begin, and all of them, ascending for each."""
    lists = [sorted(ids) for ids in exclude] if exclude is not None else [[]] * queries
    if len(lists) != queries:
        raise ValueError(f"{len(lists)} lists of rows to exclude for {queries} queries")
    ends = accumulate(map(len, lists), initial=0)
    offsets = np.fromiter(ends, np.uint64, queries + 1)
    return offsets, np.fromiter((i for ids in lists for i in ids), np.int64, int(offsets[-1]))


def _bits(allowed: npt.NDArray[np.bool_], rows: int) -> npt.NDArray[np.uint64]:
    """Flags as the core takes them, 64 in a number."""
    flags = np.asarray(allowed)
    if flags.dtype != np.bool_:
        raise TypeError(f"allowed= takes a flag per row, True or False, not {flags.dtype}")
    if flags.shape != (rows,):
        raise ValueError(
            f"allowed= has the shape {list(flags.shape)}, not one flag per row: {rows:,}"
        )
    packed = np.zeros((rows + 63) // 64 * 8, np.uint8)
    packed[: (rows + 7) // 8] = np.packbits(flags, bitorder="little")
    return packed.view("<u8").astype(np.uint64, copy=False)


def read_only_rows(matrix: npt.NDArray[Any] | EncodedRows) -> Any:
    """A read-only view, so that cached norms cannot go stale; a copy only of what is not float32
    with contiguous rows.

    Raises:
        TypeError: it is no array of numbers.
        ValueError: it has not two dimensions.
    """
    if isinstance(matrix, EncodedRows):
        return matrix
    given, matrix = matrix, np.asarray(matrix)
    if matrix.dtype.kind not in "iuf":
        raise TypeError(
            f"a matrix is an array of numbers, not {type(given).__name__}: {given!r:.60}"
        )
    if matrix.ndim != 2:
        raise ValueError(f"a matrix has the shape [rows, components], not {list(matrix.shape)}")
    usable = (
        matrix.dtype == np.float32
        and matrix.flags.aligned
        and (matrix.shape[1] < 2 or matrix.strides[1] == 4)
    )
    usable = usable and (len(matrix) < 2 or matrix.strides[0] >= 4 * matrix.shape[1])
    view = matrix.view() if usable else np.ascontiguousarray(matrix, np.float32)
    view.flags.writeable = False
    return view
