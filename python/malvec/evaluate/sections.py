"""The parts of an evaluation set, such as kinds of analogies, each with its own score and
bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from malvec.evaluate.outcomes import Resampling
from malvec.evaluate.result import Section

__all__ = ["accuracy_bounds", "accuracy_sections"]


def accuracy_bounds(correct: int, used: int, resampling: Resampling) -> tuple[float, float]:
    """Bounds of a share of right answers; the right ones among items drawn with replacement are
    binomial."""
    if resampling.bootstrap == 0 or used == 0:
        return math.nan, math.nan
    random = np.random.default_rng(resampling.seed)
    return resampling.bounds(random.binomial(used, correct / used, resampling.bootstrap) / used)


def accuracy_sections(
    names: Sequence[str],
    correct: npt.NDArray[np.bool_],
    used: npt.NDArray[np.bool_],
    resampling: Resampling,
) -> tuple[Section, ...]:
    """The share of right answers of every part, in the order of the parts' first items."""
    array = np.array(names)
    return tuple(
        _section(name, (correct & used)[array == name], used[array == name], resampling)
        for name in dict.fromkeys(names)
    )


def _section(
    name: str,
    correct: npt.NDArray[np.bool_],
    used: npt.NDArray[np.bool_],
    resampling: Resampling,
) -> Section:
    right, count = int(correct.sum()), int(used.sum())
    low, high = accuracy_bounds(right, count, resampling)
    score = right / count if count else math.nan
    return Section(name=name, score=score, low=low, high=high, used=count, total=len(used))
