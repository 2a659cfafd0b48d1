"""Word statistics and scored tokenizers, slow and obvious: every part of every eojeol in a dict, as
soynlp's definitions read."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Scores = dict[str, float]


class Parts:
    """Left parts, right parts, and either with the character beside it, of all eojeols."""

    def __init__(self, texts: Iterable[str], max_left: int = 10, max_right: int = 6) -> None:
        self.max_left, self.max_right = max_left, max_right
        self.left: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        # (eojeol or right part, first character of the next eojeol)
        self.after: Counter[tuple[str, str]] = Counter()
        # (last character of the eojeol before, eojeol or left part)
        self.before: Counter[tuple[str, str]] = Counter()
        for text in texts:
            eojeols = text.split()
            for eojeol in eojeols:
                if len(eojeol) > 1:
                    self.left.update(
                        eojeol[:n] for n in range(1, min(max_left + 1, len(eojeol)) + 1)
                    )
                    self.right.update(
                        eojeol[-n:] for n in range(1, min(max_right, len(eojeol) - 1) + 1)
                    )
            for i, eojeol in enumerate(eojeols if len(eojeols) > 1 else []):
                following, previous = eojeols[(i + 1) % len(eojeols)][0], eojeols[i - 1][-1]
                proper_right = [eojeol[-n:] for n in range(1, min(max_right, len(eojeol) - 1) + 1)]
                proper_left = [eojeol[:n] for n in range(1, min(max_left, len(eojeol) - 1) + 1)]
                self.after.update((part, following) for part in [eojeol, *proper_right])
                self.before.update((previous, part) for part in [eojeol, *proper_left])

    def scores(self, min_frequency: int) -> dict[str, Scores]:
        """All scores of all words that are frequent enough."""
        left = {part: times for part, times in self.left.items() if times >= min_frequency}
        right = {part: times for part, times in self.right.items() if times >= min_frequency}
        follow: dict[str, list[int]] = defaultdict(list)
        precede: dict[str, list[int]] = defaultdict(list)
        for part, times in left.items():
            if 2 <= len(part) <= self.max_left:
                follow[part[:-1]].append(times)
        for part, times in right.items():
            if len(part) >= 2:
                precede[part[1:]].append(times)
        for (part, _), times in self.after.items():
            if times > 1 and len(part) < self.max_left:
                follow[part].append(times)
        for (_, part), times in self.before.items():
            if times > 1 and len(part) < self.max_right:
                precede[part].append(times)
        words = {part for part in left if len(part) <= self.max_left} | set(right)
        return {word: self._row(word, left, right, precede[word], follow[word]) for word in words}

    def _row(
        self,
        word: str,
        left: dict[str, int],
        right: dict[str, int],
        before: list[int],
        after: list[int],
    ) -> Scores:
        return {
            "cohesion_forward": cohesion(left.get(word, 0), left.get(word[0], 0), len(word)),
            "cohesion_backward": cohesion(right.get(word, 0), right.get(word[-1], 0), len(word)),
            "left_branching_entropy": entropy(before),
            "right_branching_entropy": entropy(after),
            "left_accessor_variety": len(before),
            "right_accessor_variety": len(after),
            "left_frequency": left.get(word, 0),
            "right_frequency": right.get(word, 0),
        }


def cohesion(frequency: int, of_one: int, length: int) -> float:
    """How likely the rest follows the first character, as the mean per character."""
    return (frequency / of_one) ** (1 / (length - 1)) if frequency and length > 1 else 0.0


def entropy(frequencies: list[int]) -> float:
    """In nats."""
    return -sum(f / sum(frequencies) * math.log(f / sum(frequencies)) for f in frequencies)


def l_tokens(
    text: str, scores: Mapping[str, float], tolerance: float = 0.0
) -> list[tuple[str, str]]:
    """Each eojeol as its best left part and the rest: the longest of those whose score is the
    highest, or within the tolerance of it."""
    pairs = []
    for eojeol in text.split():
        if len(eojeol) <= 2:
            pairs.append((eojeol, ""))
            continue
        ends = range(2, len(eojeol) + 1)
        best = max(scores.get(eojeol[:end], 0.0) for end in ends)
        end = max(end for end in ends if best - scores.get(eojeol[:end], 0.0) <= tolerance)
        pairs.append((eojeol[:end], eojeol[end:]))
    return pairs


def max_score_tokens(
    text: str, scores: Mapping[str, float], max_length: int = 10, default: float = 0.0
) -> list[str]:
    """Each eojeol cut by its best parts of two characters or more: highest score, then longest,
    then first; no two overlap."""
    tokens = []
    for eojeol in text.split():
        if len(eojeol) <= 2:
            tokens.append(eojeol)
            continue
        spans = [
            (b, b + n)
            for b in range(len(eojeol) - 1)
            for n in range(2, min(max_length, len(eojeol) - b) + 1)
        ]
        spans.sort(
            key=lambda span: (
                -scores.get(eojeol[span[0] : span[1]], default),
                span[0] - span[1],
                span[0],
            )
        )
        chosen: list[tuple[int, int]] = []
        for begin, end in spans:
            if len(chosen) <= 100 and all(end <= b or e <= begin for b, e in chosen):
                chosen.append((begin, end))
        borders = sorted({0, len(eojeol), *(place for span in chosen for place in span)})
        tokens += [eojeol[a:b] for a, b in itertools.pairwise(borders)]
    return tokens
