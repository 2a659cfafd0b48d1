"""Exact search for the largest inner products, by the search for the largest cosines."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory

__all__ = ["Excluded", "largest_products"]

_RESULT_BYTES = 12


class Excluded(NamedTuple):
    """For each query the rows that it must not find: where they begin [n + 1], and their numbers,
    ascending."""

    offsets: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.int64]


def largest_products(
    matrix: npt.NDArray[np.float32],
    queries: npt.NDArray[np.float32],
    *,
    topn: int,
    excluded: Excluded | None = None,
    threads: int | None = None,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """The rows of ``matrix`` [rows, dim] with the largest inner products with each query [n, dim].

    All rows are divided by the length of the longest one, so that their products with the query's
    unit vector are at most 1 and can stand where cosines stand. Of equal products the lower row
    comes first.

    Returns:
        Products float32 [n, topn], largest first, and row numbers int64 [n, topn]; -infinity and -1
        where there are fewer.

    Example:
        >>> matrix, queries = np.float32([[1, 0], [3, 0]]), np.float32([[2, 1]])
        >>> largest_products(matrix, queries, topn=2)
        (array([[6., 2.]], dtype=float32), array([[1, 0]]))
    """
    columns, workers = min(whole("topn", topn), len(matrix)), available_threads(threads)
    check_memory(
        len(queries) * columns * _RESULT_BYTES,
        f"{len(queries):,} times {columns:,} results",
        "ask for fewer at a time",
    )
    if excluded is None:
        excluded = Excluded(np.zeros(len(queries) + 1, np.uint64), np.zeros(0, np.int64))
    norms = np.sqrt(np.einsum("ij,ij->i", matrix, matrix, dtype=np.float64))
    longest = float(norms.max(initial=0.0)) or 1.0
    scales = np.full(len(matrix), 1 / longest, np.float32)
    asked = np.ascontiguousarray(queries, np.float32)[:, None, :]
    options = {"topn": columns, "restrict": len(matrix), "threads": workers}
    cosines, found = _core.find_nearest(matrix, scales, asked, *excluded, options)
    lengths: npt.NDArray[Any] = (
        np.sqrt(np.einsum("ij,ij->i", queries, queries, dtype=np.float64)) * longest
    )
    lengths[lengths == 0] = 1  # all products are 0
    return (cosines * lengths[:, None]).astype(np.float32), found
