"""Measures of recommendation, one user and one place at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["measures"]


def measures(
    recommended: Sequence[Sequence[int]], wanted: Sequence[set[int]], k: int, items: int
) -> dict[str, float]:
    """The measures over users, each with the items recommended, best first, and those to be
    found, of which there is at least one."""
    hits = possible = 0
    recall, average, gain, area = [], [], [], []
    for found, likes in zip(recommended, wanted, strict=True):
        right = [item in likes for item in found[:k]]
        most = min(k, len(likes))
        hits, possible = hits + sum(right), possible + most
        recall.append(sum(right) / len(likes))
        average.append(
            sum(sum(right[: i + 1]) / (i + 1) for i in range(len(right)) if right[i]) / most
        )
        best = sum(1 / math.log2(i + 2) for i in range(most))
        gain.append(sum(1 / math.log2(i + 2) for i in range(len(right)) if right[i]) / best)
        area.append(_area(right, len(likes), items))
    means = {"recall": recall, "map": average, "ndcg": gain, "auc": area}
    return {
        "precision": hits / possible,
        **{name: sum(values) / len(values) for name, values in means.items()},
    }


def _area(right: list[bool], likes: int, items: int) -> float:
    """The share of pairs of an item to be found and another that are in the right order; those
    that are not recommended are in any order: half of their pairs are right."""
    others = items - likes
    pairs = sum(sum(right[:i]) for i in range(len(right)) if not right[i])
    left = others - right.count(False)
    pairs += left * (sum(right) + (likes - sum(right)) / 2)
    return pairs / (likes * others)
