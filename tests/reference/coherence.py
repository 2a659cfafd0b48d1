"""Coherence of topics, by one window after another (Röder, Both & Hinneburg 2015)."""

from __future__ import annotations

from itertools import combinations
from math import log

import numpy as np

EPSILON = 1e-12


def windows_of(texts, size):
    """The words of every window, as sets; a text is one window where no size is given."""
    for text in texts:
        for begin in range(max(1, len(text) - size + 1) if size else bool(text)):
            if text:
                yield set(text[begin : begin + size] if size else text)


def coherence(topic, texts, measure):
    windows = list(windows_of(texts, {"c_v": 110, "u_mass": 0}.get(measure, 10)))

    def p(*words):
        return sum(all(word in window for word in words) for window in windows) / len(windows)

    def pmi(a, b):
        return log((p(a, b) + EPSILON) / (p(a) * p(b))) if p(a) * p(b) else 0

    def npmi(a, b):
        return 1 if p(a, b) == 1 else pmi(a, b) / -log(p(a, b) + EPSILON)

    def confirmation(after, before):
        return log((p(before, after) + EPSILON) / p(before)) if p(before) * p(after) else 0

    if measure == "c_v":
        vectors = np.array([[npmi(a, b) for b in topic] for a in topic])
        total = vectors.sum(axis=0)
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(total)
        return np.mean([v @ total / n if n else 0 for v, n in zip(vectors, lengths, strict=True)])
    told = {"c_uci": pmi, "c_npmi": npmi, "u_mass": lambda b, a: confirmation(a, b)}[measure]
    return np.mean([told(a, b) for a, b in combinations(topic, 2)])
