"""Texts of two topics."""

from __future__ import annotations

import numpy as np

WORDS = 10


def planted(documents=40, length=20, seed=0):
    """Texts of two topics in turn, each with ten words of its own."""
    rng = np.random.default_rng(seed)
    return [
        " ".join(f"{'가나'[k % 2]}{word}" for word in rng.integers(0, WORDS, length))
        for k in range(documents)
    ]
