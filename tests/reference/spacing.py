"""Spacing by counts of characters in context, with dictionaries: all windows are looked up again
for every decision."""

from __future__ import annotations

import re
from collections import defaultdict


def chars_and_tags(text, open_tag):
    """Characters without blanks, and for each whether a blank follows; the last one counts as
    followed by one."""
    chars, tags = [], []
    for c in text:
        if c != " ":
            chars.append(c)
            tags.append(open_tag)
        elif tags:
            tags[-1] = 1
    if tags:
        tags[-1] = 1
    return "".join(chars), tags


def learn(texts, min_window=3, max_window=7, min_count=5):
    """Window -> tags -> how often."""
    counts = defaultdict(lambda: defaultdict(int))
    for text in texts:
        chars, tags = chars_and_tags(text, 0)
        for length in range(min_window, max_window + 1):
            for i in range(len(chars) - length + 1):
                counts[chars[i : i + length]][tuple(tags[i : i + length])] += 1
    return {
        window: dict(seen) for window, seen in counts.items() if sum(seen.values()) >= min_count
    }


class Line:
    """One text being corrected."""

    def __init__(self, counts, text, keep=True, *, windows=(3, 7), min_evidence=10, space_weight=1):
        self.counts, self.lengths = counts, range(windows[0], windows[1] + 1)
        self.min_evidence, self.space_weight = min_evidence, space_weight
        self.chars, given = chars_and_tags(text, None)
        self.tags = list(given) if keep else [None] * (len(given) - 1) + [1]
        for number in re.finditer(r"[0-9]+(?:[.,][0-9]+)*", self.chars):
            for i in range(number.start(), number.end() - 1):
                if given[i] is None:
                    self.tags[i] = 0

    def score(self, i):
        """The score of place i, and whether it may decide."""
        if self.tags[i] is not None:
            return 0, False
        seen = {side: [0, 0] for side in ("left", "around", "right")}
        for length in self.lengths:
            for begin in range(max(0, i - length + 1), min(i, len(self.chars) - length) + 1):
                known = self.tags[begin : begin + length]
                for tags, count in self.counts.get(self.chars[begin : begin + length], {}).items():
                    if all(k is None or k == t for k, t in zip(known, tags, strict=True)):
                        at = i - begin
                        side = "right" if at == 0 else "left" if at == length - 1 else "around"
                        seen[side][tags[at]] += count * (self.space_weight if tags[at] else 1)
        sides = {
            s: 0 if no + yes < self.min_evidence else 2 * (yes / (yes + no) - 0.5)
            for s, (no, yes) in seen.items()
        }
        heard = [value for value in sides.values() if value != 0]
        useful = (
            (i == 0 and sides["right"] != 0)
            or sides["around"] != 0
            or sides["left"] * sides["right"] > 0
        )
        return (sum(heard) / len(heard) if heard else 0), useful


def correct(line, force=0.8, nonspace=-0.3, space=0.3):
    """Decides until nothing can be decided: every sure place from left to right, then the surest of
    the others, and again."""
    changed = True
    while changed:
        changed = False
        for i in range(len(line.chars)):
            score, useful = line.score(i)
            if useful and abs(score) >= force:
                line.tags[i], changed = int(score > 0), True
        scores = [line.score(i) for i in range(len(line.chars))]
        able = [
            i
            for i, (score, useful) in enumerate(scores)
            if useful and (score <= nonspace or score >= space)
        ]
        if able:
            best = max(able, key=lambda i: (abs(scores[i][0]), -i))
            line.tags[best], changed = int(scores[best][0] >= 0), True
    return line.tags


def spaced(line):
    """The text with its blanks."""
    return "".join(
        c + " " * (tag == 1) for c, tag in zip(line.chars, line.tags, strict=True)
    ).strip(" ")
