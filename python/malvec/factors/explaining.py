"""Why a row has its score in a column: what each of its cells adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.counts.ratings import Ratings
from malvec.factors.factor_arrays import FactorArrays
from malvec.factors.places import Scored, Which
from malvec.factors.solving import known_knobs, matched_cells
from malvec.reports.card import HtmlCard
from malvec.runtime.arguments import whole

__all__ = ["Explanation", "explanation"]

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Explanation(HtmlCard):
    """A score as a sum.

    Attributes:
        score: of the row, solved for exactly, in the column; so near to ``Factors.score`` as
            training has come to its end.
        base: what it has without any cell: 0, or the mean and the column's bias.
        contributions: the columns of the row's cells with what each adds, largest first.
    """

    score: float
    base: float
    contributions: Scored

    def __str__(self) -> str:
        parts = "".join(f"\n  {share:+.3f}  {name}" for name, share in self.contributions)
        return f"score {self.score:.3f}, {self.base:.3f} without a cell{parts}"


def explanation(
    factors: FactorArrays, row: Which, column: Which, ratings: Ratings, topn: int
) -> Explanation:
    """How the score of a row in a column comes from the cells of the row."""
    knobs, side = known_knobs(factors), factors.column_side
    (i,), (j,) = factors.row_side.numbers(row), side.numbers(column)
    cells = matched_cells(factors, ratings)
    begin, end = (int(offset) for offset in cells.offsets[i : i + 2])
    columns = cells.columns[begin:end].astype(np.int64)
    values = cells.values[begin:end].astype(np.float64)
    matrix, base = factors.column_factors.astype(np.float64), 0.0
    if factors.column_biases is not None:
        matrix = np.column_stack([matrix, np.ones(len(matrix))])
        values -= factors.mean + factors.column_biases[columns]
        base = float(factors.mean + factors.column_biases[j])
    shares = _shares(matrix, columns, values, knobs)(matrix[j])
    best = np.argsort(-shares, kind="stable")[: whole("topn", topn)]
    told = side.named(shares[best][None], columns[best][None])[0]
    return Explanation(base + float(shares.sum()), base, told)


def _shares(
    matrix: Doubles, columns: npt.NDArray[np.int64], values: Doubles, knobs: Mapping[str, Any]
) -> Any:
    """From the factors of a column to what each cell adds to its score: the row is the solution of
    A x = Bᵀ c, so that its product with y is the sum over cells of c (A⁻¹ y) b."""
    own = matrix[columns]
    count, others = float(len(columns)), 0.0
    if knobs["implicit"]:
        values = float(knobs["alpha"]) * values
        others = float(knobs["unobserved"])
        system = others * matrix.T @ matrix + own.T @ ((values - others)[:, None] * own)
    else:
        system = own.T @ own
    weight = (count + others * len(matrix)) ** float(knobs["frequency"])
    system[np.diag_indices(len(system))] += float(knobs["regularization"]) * weight
    return lambda asked: values * (own @ np.linalg.solve(system, asked))
