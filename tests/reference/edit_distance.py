"""Slow twins: Levenshtein's distance by its recurrence, and that over syllables whose substitution
costs the distance of their jamo / 3."""

from __future__ import annotations

import unicodedata
from functools import cache


def triple(c: str) -> tuple[str, str, str] | None:
    """Initial, vowel, final as letters or blank; None for what is not Hangul."""
    if "가" <= c <= "힣":
        parts = [unicodedata.name(p).split()[-1] for p in unicodedata.normalize("NFD", c)]
        return parts[0], parts[1], parts[2] if len(parts) == 3 else " "
    if "ㄱ" <= c <= "ㅎ":
        return unicodedata.name(c).split()[-1], " ", " "
    if "ㅏ" <= c <= "ㅣ":
        return " ", unicodedata.name(c).split()[-1], " "
    return None


def distance(a, b, cost) -> float:
    @cache
    def d(i: int, j: int) -> float:
        if i == 0 or j == 0:
            return float(i + j)
        return min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + cost(a[i - 1], b[j - 1]))

    return d(len(a), len(b))


def levenshtein(a, b) -> float:
    return distance(a, b, lambda x, y: float(x != y))


def jamo_distance(a: str, b: str) -> float:
    def cost(x: str, y: str) -> float:
        first, second = triple(x), triple(y)
        return float(x != y) if first is None or second is None else levenshtein(first, second) / 3

    return distance(a, b, cost)
