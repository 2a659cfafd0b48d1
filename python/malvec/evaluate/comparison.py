"""Is one model better than another? Paired tests on two results of the same evaluation set."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

from malvec.evaluate.outcomes import Outcomes, Resampling, matched, resampled, share, spearman
from malvec.reports.html import html_card
from malvec.runtime.arguments import one_of

__all__ = ["Comparison", "compare"]

Doubles = npt.NDArray[np.float64]
Statistic = Callable[[Doubles], Doubles]
Method = Literal["bootstrap", "steiger", "mcnemar"]


class _HasOutcomes(Protocol):
    @property
    def outcomes(self) -> Outcomes: ...


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two models on the items that count for both.

    Attributes:
        first, second: their scores on these items; with gaps in coverage not the same as in the
            results themselves.
        difference: the first minus the second.
        low, high: bounds of the difference, by resampling.
        p: how often chance alone would give a difference as large, both ways; small where the
            models differ.
        items: how many items count for both.
        only_first, only_second: items that count for one model alone and were left out.
        method: how ``p`` was found.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    items: int
    only_first: int
    only_second: int
    method: str

    def __str__(self) -> str:
        left = (
            f", {self.only_first + self.only_second:,} left out"
            if self.only_first or self.only_second
            else ""
        )
        bounds = f"[{self.low:+.3f}, {self.high:+.3f}]"
        return (
            f"{self.first:.3f} against {self.second:.3f}: {self.difference:+.3f} {bounds}, p ="
            f" {self.p:.3g}, {self.items:,} items{left}"
        )

    def _repr_html_(self) -> str:
        return html_card(type(self).__name__, asdict(self))


def compare(
    a: _HasOutcomes,
    b: _HasOutcomes,
    *,
    method: Method = "bootstrap",
    bootstrap: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Tests two results of one set against each other, item by item.

    Args:
        a, b: results of the same evaluation of two models: of ``similarity``, ``analogy``,
            ``categories``, ``outliers``, ``sentences``, ``classification`` or ``recommendation``.
        method: ``"bootstrap"``, for all of them: the same items are drawn with replacement for both
            models, and ``p`` is twice the share of differences on the smaller side of zero (Efron &
            Tibshirani, 1993, ch. 16; Berg-Kirkpatrick et al., 2012), a little cautious for rank
            correlations of few items, since resamples have ties; ``"steiger"``, for correlations:
            the z test of two dependent coefficients that share the human scores, on ranks (Steiger,
            1980, with the mean coefficient in the covariance); ``"mcnemar"``, for right and wrong
            answers: the exact binomial test of the items on which the models disagree (McNemar,
            1947).
        bootstrap: resamples, for the bounds of the difference too.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        ValueError: results of two sets or kinds, no item that counts in both, or a method that does
            not fit the kind.

    Example:
        >>> from malvec.evaluate import compare, similarity
        >>> short = mv.Pca(dim=2).fit(vectors).transform(vectors)
        >>> compare(similarity(vectors, "kinds.csv"), similarity(short, "kinds.csv"))
        Comparison(first=0.81, second=0.76, difference=0.05, low=-0.38, high=0.62,
        p=1.0, items=8, only_first=0, only_second=0, method='bootstrap')
    """
    resampling = Resampling(bootstrap, confidence, seed)
    _check(method, bootstrap, a, b)
    left, right = matched(a.outcomes, b.outcomes)
    statistic = a.outcomes.statistic
    first, second = float(statistic(left)), float(statistic(right))
    differences = (
        np.subtract(*resampled(statistic, (left, right), resampling))
        if bootstrap
        else np.full(1, math.nan)
    )
    low, high = resampling.bounds(differences)
    by_formula = _steiger if method == "steiger" else _mcnemar
    return Comparison(
        first=first,
        second=second,
        difference=first - second,
        low=low,
        high=high,
        p=_p_of(differences) if method == "bootstrap" else by_formula(statistic, left, right),
        items=len(left),
        only_first=int((a.outcomes.used & ~b.outcomes.used).sum()),
        only_second=int((b.outcomes.used & ~a.outcomes.used).sum()),
        method=method,
    )


def _check(method: str, bootstrap: int, *results: object) -> None:
    one_of("method", method, get_args(Method))
    if method == "bootstrap" and bootstrap == 0:
        raise ValueError("bootstrap=0: method='bootstrap' needs resamples")
    for result in results:
        if not hasattr(result, "outcomes"):
            raise TypeError(
                "compare() takes two results, such as similarity() gives, not"
                f" {type(result).__name__}"
            )


def _p_of(differences: Doubles) -> float:
    """Two-sided p of a difference, from the differences of resamples."""
    smaller = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    return min(1.0, 2 * (smaller + 1) / (len(differences) + 1))


def _steiger(statistic: Statistic, left: Doubles, right: Doubles) -> float:
    """Two-sided p of equal correlations of two predictions with the same scores."""
    if statistic is not spearman:
        raise ValueError("method='steiger' compares correlations: use 'bootstrap' or 'mcnemar'")
    if len(left) < 4:
        raise ValueError(f"{len(left)} items: method='steiger' needs at least 4")
    r_a, r_b = float(spearman(left)), float(spearman(right))
    r_ab = float(spearman(np.stack([left[:, 1], right[:, 1]], axis=1)))
    if r_a == r_b:
        return 1.0
    mean = (r_a + r_b) / 2
    psi = r_ab * (1 - 2 * mean**2) - mean**2 * (1 - 2 * mean**2 - r_ab**2) / 2
    covariance = psi / (1 - mean**2) ** 2
    clipped = np.clip([r_a, r_b], -1 + 1e-15, 1 - 1e-15)
    z = float(np.subtract(*np.arctanh(clipped))) * math.sqrt(
        (len(left) - 3) / max(2 - 2 * covariance, 1e-300)
    )
    return math.erfc(abs(z) / math.sqrt(2))


def _mcnemar(statistic: Statistic, left: Doubles, right: Doubles) -> float:
    """Two-sided p that disagreements fall to either model alike."""
    plain = statistic is share and bool(
        (left[:, 1] == 1).all() and np.isin([left, right], (0, 1)).all()
    )
    if not plain:
        raise ValueError(
            "method='mcnemar' compares answers that are right or wrong: use 'bootstrap' or"
            " 'steiger'"
        )
    from scipy.stats import binomtest

    only_a, only_b = int((left[:, 0] > right[:, 0]).sum()), int((left[:, 0] < right[:, 0]).sum())
    return float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
