"""The parts of an evaluation set, such as kinds of analogies, each with its own score and
interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Section", "by_section", "share_interval"]


@dataclass(frozen=True)
class Section:
    """The score of one section: ``correct`` of ``used`` items, out of ``total`` in the set."""

    name: str
    correct: int
    used: int
    total: int
    low: float
    high: float

    @property
    def accuracy(self) -> float:
        """The share of right answers among the items used; 0 where none was."""
        return self.correct / self.used if self.used else 0.0

    @property
    def score(self) -> float:
        """The accuracy."""
        return self.accuracy


def share_interval(
    correct: int, used: int, bootstrap: int, confidence: float, seed: int
) -> tuple[float, float]:
    """Quantiles of a share over items drawn with replacement: the sum of those is binomial."""
    if bootstrap == 0 or used == 0:
        return float("nan"), float("nan")
    drawn = np.random.default_rng(seed).binomial(used, correct / used, bootstrap) / used
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def by_section(
    names: list[str],
    correct: npt.NDArray[np.bool_],
    used: npt.NDArray[np.bool_],
    resampling: tuple[int, float, int],
) -> tuple[Section, ...]:
    """The sections in the order of their first items; ``resampling`` is the number of resamples,
    the confidence and the seed."""
    array = np.array(names)
    sections = []
    for name in dict.fromkeys(names):
        inside = array == name
        right, asked = int((correct & used)[inside].sum()), int(used[inside].sum())
        sections.append(
            Section(
                name, right, asked, int(inside.sum()), *share_interval(right, asked, *resampling)
            )
        )
    return tuple(sections)
