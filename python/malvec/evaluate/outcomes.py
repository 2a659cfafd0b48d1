"""The outcome of every item of an evaluation set: bounds by resampling the items, tests of two
models on the same items."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.reports.html import html_card
from malvec.runtime.arguments import check_resampling

__all__ = [
    "Outcomes",
    "Resampling",
    "fingerprint",
    "matched",
    "outcomes_of_shares",
    "pearson",
    "purity",
    "ranks",
    "share",
    "spearman",
]

Doubles = npt.NDArray[np.float64]
_DRAWS = 1 << 20  # items drawn at a time


@dataclass(frozen=True)
class Resampling:
    """Settings of the bounds: scores over items drawn with replacement (Efron, 1979).

    Attributes:
        bootstrap: resamples; 0 for no bounds.
        confidence: of the bounds, between 0 and 1.
        seed: of the draws.
    """

    bootstrap: int
    confidence: float
    seed: int

    def __post_init__(self) -> None:
        check_resampling(self.bootstrap, self.confidence, self.seed)

    def bounds(self, scores: Doubles) -> tuple[float, float]:
        """The quantiles between which the confidence lies."""
        low, high = np.quantile(scores, [(1 - self.confidence) / 2, (1 + self.confidence) / 2])
        return float(low), float(high)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcomes:
    """One row per item of a set, and the score that follows from any choice of rows.

    Attributes:
        kind: the evaluation, such as ``"similarity"``.
        statistic: from rows [..., n, k] to scores [...].
        values: float64 [n, k]; the statistic gives the columns their meaning.
        used: bool [n], the items that count.
        items: a fingerprint of the set: two results can be compared where it is equal.
    """

    kind: str
    statistic: Callable[[Doubles], Doubles]
    values: Doubles
    used: npt.NDArray[np.bool_]
    items: str

    @property
    def score(self) -> float:
        """The score of the items used; NaN where there are none."""
        return float(self.statistic(self.values[self.used])) if self.used.any() else math.nan

    def interval(self, resampling: Resampling) -> tuple[float, float]:
        """Bounds of the score over items drawn with replacement; NaN without resamples or items."""
        if resampling.bootstrap == 0 or not self.used.any():
            return math.nan, math.nan
        (scores,) = resampled(self.statistic, (self.values[self.used],), resampling)
        return resampling.bounds(scores)

    def _repr_html_(self) -> str:
        used = f"{int(self.used.sum()):,} of {len(self.used):,}"
        return html_card(f"Outcomes of {self.kind}", {"score": self.score, "items used": used})


def outcomes_of_shares(
    kind: str, shares: npt.NDArray[Any], used: npt.NDArray[np.bool_], items: Iterable[object]
) -> Outcomes:
    """Outcomes whose score is the mean over items: of shares [n], or of right and wrong answers."""
    values = np.stack([shares, np.ones(len(shares))], axis=1).astype(np.float64)
    return Outcomes(kind=kind, statistic=share, values=values, used=used, items=fingerprint(items))


def resampled(
    statistic: Callable[[Doubles], Doubles], tables: tuple[Doubles, ...], resampling: Resampling
) -> tuple[Doubles, ...]:
    """Scores [bootstrap] of every table [n, k], the same rows drawn from all of them."""
    random, count = np.random.default_rng(resampling.seed), len(tables[0])
    bootstrap = resampling.bootstrap
    scores: list[list[Doubles]] = [[] for _ in tables]
    step = max(1, min(100, _DRAWS // count))
    for first in range(0, bootstrap, step):
        drawn = random.integers(0, count, (min(step, bootstrap - first), count))
        for table, found in zip(tables, scores, strict=True):
            found.append(np.atleast_1d(statistic(table[drawn])))
    return tuple(np.concatenate(found) for found in scores)


def matched(a: Outcomes, b: Outcomes) -> tuple[Doubles, Doubles]:
    """The rows of the items that both used.

    Raises:
        ValueError: the two are of different sets or kinds, or no item counts in both.
    """
    if a.kind != b.kind or a.items != b.items:
        what = f"{a.kind} and {b.kind}" if a.kind != b.kind else f"two sets of {a.kind}"
        raise ValueError(
            f"the results are of {what}: only results of one set, under the same policy, can be"
            " compared item by item"
        )
    both = a.used & b.used
    if not both.any():
        raise ValueError(
            f"no item of the set counts in both results ({int(a.used.sum())} and"
            f" {int(b.used.sum())} do in one)"
        )
    return a.values[both], b.values[both]


def fingerprint(items: Iterable[object]) -> str:
    """A hash of the items of a set, in order."""
    digest = hashlib.blake2b(digest_size=16)
    for item in items:
        digest.update(repr(item).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def ranks(values: Doubles) -> Doubles:
    """Ranks along the last axis, ties sharing their mean."""
    from scipy.stats import rankdata  # half a second to import

    return np.asarray(rankdata(values, axis=-1))


def pearson(a: Doubles, b: Doubles) -> Doubles:
    """Pearson's coefficient along the last axis; 0 where one side is constant."""
    a, b = a - a.mean(axis=-1, keepdims=True), b - b.mean(axis=-1, keepdims=True)
    spread = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
    return np.asarray((a * b).sum(axis=-1) / np.where(spread > 0, spread, 1))


def spearman(values: Doubles) -> Doubles:
    """Spearman's coefficient (1904) of two columns, [..., n, 2] -> [...]."""
    return pearson(ranks(values[..., 0]), ranks(values[..., 1]))


def share(values: Doubles) -> Doubles:
    """Sum of the first column by that of the second, [..., n, 2] -> [...]: an accuracy, or any
    mean."""
    return np.asarray(values[..., 0].sum(axis=-1) / values[..., 1].sum(axis=-1))


def purity(values: Doubles) -> Doubles:
    """The share of items whose category is the most frequent of their cluster, from rows (cluster,
    category)."""
    clusters, kinds = values[..., 0].astype(np.int64), values[..., 1].astype(np.int64)
    shape = (int(clusters.max()) + 1, int(kinds.max()) + 1)
    cells = (clusters * shape[1] + kinds).reshape(-1, clusters.shape[-1])
    tables = (np.bincount(row, minlength=shape[0] * shape[1]).reshape(shape) for row in cells)
    found = [table.max(axis=1).sum() / cells.shape[1] for table in tables]
    return np.array(found).reshape(clusters.shape[:-1])
