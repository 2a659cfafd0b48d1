"""Counting as plainly as it can be said: a dict of pairs, in whole units, as GloVe's cooccur
defines them."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction


def units(window: int, weight: str) -> tuple[list[int], int]:
    """What a pair adds at distances 1 .. window, in whole units, and how many units are a count of
    1."""
    if weight == "harmonic":
        scale = math.lcm(*range(1, window + 1))
        return [scale // d for d in range(1, window + 1)], scale
    if weight == "linear":
        return [window - d + 1 for d in range(1, window + 1)], window
    return [1] * window, 1


def count(
    sentences: list[list[int]], window: int, weight: str = "harmonic", symmetric: bool = True
) -> dict[tuple[int, int], float]:
    """(row, column) -> value. A pair of places i < j adds to (word at i, word at j) and, if
    symmetric, to the other direction too."""
    amounts, scale = units(window, weight)
    sums: Counter[tuple[int, int]] = Counter()
    for words in sentences:
        for j, right in enumerate(words):
            for i in range(max(0, j - window), j):
                sums[words[i], right] += amounts[j - i - 1]
                if symmetric:
                    sums[right, words[i]] += amounts[j - i - 1]
    return {pair: float(Fraction(total, scale)) for pair, total in sums.items()}


def document_counts(sentences: list[list[int]]) -> dict[tuple[int, int], float]:
    """(sentence, word) -> how often."""
    return {
        (i, word): float(times)
        for i, words in enumerate(sentences)
        for word, times in Counter(words).items()
    }
