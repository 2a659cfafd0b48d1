"""The models of sub-word units, as obvious as they can be: what is best is looked for among all
that there is, again and again."""

from __future__ import annotations

import itertools
from collections.abc import Sequence


def word_piece(
    word: str, vocabulary: dict[str, int], unknown: str, prefix: str = "##"
) -> list[str]:
    """The longest unit first."""
    found: list[str] = []
    rest = word
    while rest:
        mark = prefix if found else ""
        sizes = range(len(rest), 0, -1)
        size = next((n for n in sizes if mark + rest[:n] in vocabulary), None)
        if size is None:
            return [unknown]
        found.append(mark + rest[:size])
        rest = rest[size:]
    return found


def byte_pairs(word: Sequence[str], merges: Sequence[tuple[str, str]]) -> list[str]:
    """The pair that was learnt first is joined first, of several the leftmost."""
    parts = list(word)
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    while True:
        pairs = [
            (ranks[pair], at) for at, pair in enumerate(itertools.pairwise(parts)) if pair in ranks
        ]
        if not pairs:
            return parts
        at = min(pairs)[1]
        parts[at : at + 2] = [parts[at] + parts[at + 1]]


def unigram(word: str, scores: dict[str, float]) -> list[str]:
    """The units with the highest sum of scores; a character that has none costs ten more than the
    rarest unit, and such characters are one unit where they meet."""
    unknown = min(scores.values()) - 10
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        ways = []
        for begin in range(end):
            unit = word[begin:end]
            if unit in scores or end == begin + 1:
                score = scores.get(unit, unknown)
                ways.append((score + best[begin][0], [*best[begin][1], unit]))
        best.append(max(ways, key=lambda way: way[0]))
    return joined_unknown(best[-1][1], scores)


def joined_unknown(units: Sequence[str], scores: dict[str, float]) -> list[str]:
    """Neighbours that have no score as one."""
    found: list[str] = []
    for before, unit in zip(["", *units], units, strict=False):
        if found and unit not in scores and before and before not in scores:
            found[-1] += unit
        else:
            found.append(unit)
    return found
