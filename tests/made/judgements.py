"""Words with vectors at random, and what is asked of them."""

from __future__ import annotations

import numpy as np

WORDS = [f"w{i}" for i in range(60)] + ["가", "봄", "Seoul", "paris"]
INDEX = {word: i for i, word in enumerate(WORDS)}
PAIRS = [
    ("w1 w2", "w1 w3", 4.0),
    ("w4", "w5", 1.0),
    ("w6 none", "w6", 5.0),
    ("none", "w7", 2.0),
    ("w8 w9", "w10", 0.5),
]


def questions_of(count, seed=5):
    rng = np.random.default_rng(seed)
    return [tuple(f"w{i}" for i in row) for row in rng.integers(0, 62, (count, 4))]
