"""Counts of a few words that meet by chance."""

from __future__ import annotations

from typing import Any

import numpy as np

import malvec as mv
from malvec.counts.cells import Cells
from malvec.vocab import Vocab


def counts_of(rows: int, columns: int, density: float = 0.2, seed: int = 0) -> Any:
    """Counts of made-up words: frequent ones first, the last row and column empty."""
    rng = np.random.default_rng(seed)
    expected = density * 60 / np.sqrt(np.outer(np.arange(1, rows + 1), np.arange(1, columns + 1)))
    dense = rng.poisson(expected) * rng.choice([0.1, 0.5, 1.0], (rows, columns))
    dense[-1] = 0
    dense[:, -1] = 0
    return dense


def cells_of(dense: Any, dtype: Any = np.float64) -> Cells:
    return Cells.from_matrix(
        dense, row_names=Vocab.from_words(f"w{i}" for i in range(len(dense))), dtype=dtype
    )


SQUARE = cells_of(counts_of(300, 300))


def counts_of_few_words() -> mv.Counts:
    return mv.count(
        mv.Corpus.from_tokens([["a", "b", "c"], ["b", "c", "d", "a"]] * 20, min_count=1), window=3
    )
