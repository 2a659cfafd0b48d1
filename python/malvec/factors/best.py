"""The columns with the highest scores, by numbers, for many rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from malvec.factors.factor_arrays import FactorArrays
from malvec.factors.places import within
from malvec.search.inner_products import Excluded, largest_products

__all__ = ["best_columns"]

Numbers = npt.NDArray[np.int64]


def best_columns(
    factors: FactorArrays,
    rows: Numbers,
    topn: int,
    excluded: Excluded,
    *,
    among: Numbers | None = None,
    threads: int | None = None,
) -> tuple[npt.NDArray[np.float32], Numbers]:
    """The best columns of each row, best first.

    Args:
        factors: of what.
        rows: numbers of rows [n].
        topn: how many columns for each.
        excluded: columns that a row must not find.
        among: the columns to choose from, ascending; None for all.
        threads: None for all that this process may use.

    Returns:
        Scores float32 [n, topn] and columns int64 [n, topn]; -infinity and -1 where there are
        fewer.
    """
    matrix, queries = factors.column_factors, factors.row_factors[rows]
    if factors.column_biases is not None:
        matrix = np.column_stack([matrix, factors.column_biases])
        queries = np.column_stack([queries, np.ones(len(queries), np.float32)])
    if among is not None:
        matrix, excluded = matrix[among], within(excluded, among)
    scores, found = largest_products(matrix, queries, topn=topn, excluded=excluded, threads=threads)
    if factors.row_biases is not None:
        scores = scores + np.float32(factors.mean) + factors.row_biases[rows][:, None]
    if among is not None and len(among):
        found = np.where(found < 0, -1, among[found])
    return scores, found
