"""Swivel word vectors (Shazeer et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells
from malvec.models.cells.recipe import CellRecipe
from malvec.models.cells.words import check_kind, check_words, word_vectors
from malvec.models.run import State
from malvec.reports.cells import CellReport
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import knob
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Swivel"]

_CELL_BYTES = 6  # of an observed cell in its tile
_MOST_COUNT = 1e30


@dataclass(frozen=True)
class Swivel(CellRecipe[WordVectors]):
    """Swivel: the product of two words' vectors approaches their pointwise mutual information, and
    for two words that never met it stays below what a single meeting would give.

    Every pair of words takes part in every epoch, met or not: the time grows with the square of the
    vocabulary and hardly with the corpus. The same seed gives the same bits with any number of
    threads. Shards are told apart by ``row % shards``, so rows and columns should be sorted by
    frequency, as those of a vocabulary are.

    The losses of the report are sums over all pairs of an epoch, divided by the number of observed
    cells.

    Example:
        >>> mv.Swivel(dim=100).fit(counts)
        WordVectors(1,923 words, dim=100)

    Source: Shazeer, Doherty, Evans & Waterson, Swivel: Improving Embeddings by Noticing What's
    Missing, 2016.
    """

    _python_knobs: ClassVar[tuple[str, ...]] = ("vectors",)
    _progress_unit: ClassVar[str] = "pairs"

    dim: int = knob(100, "length of the vectors")
    epochs: int = knob(16, "passes over all pairs of words")
    lr: float = knob(
        1.0,
        "learning rate of AdaGrad. On English Wikipedia 0.3 was too slow and 3 ran away",
    )
    shard_size: int = knob(
        512,
        "rows and columns of one step. Smaller shards are more steps per epoch and learn more in it"
        " (the original's 4,096 needed many times the epochs), but below 512 the steps cost more;"
        " as many steps as there are shards can run at a time",
    )
    base: float = knob(0.1, "an observed count x weighs base + scale * x ** power")
    scale: float = knob(0.25, "see base")
    power: float = knob(0.5, "see base")
    vectors: Literal["sum", "words"] = knob(
        "sum",
        "sum: of word and context vectors, words: word vectors alone. The context vectors are in"
        " the result's output where the matrix is square",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_kind(self.vectors)

    def _check(self, cells: Cells) -> None:
        """Counts with named rows; a square matrix where word and context vectors are added."""
        check_words(cells, self.vectors)
        wrong = np.flatnonzero((cells.values < 0) | (cells.values > _MOST_COUNT))
        if len(wrong):
            raise ValueError(
                f"{cells.describe(int(wrong[0]))}: a count is between 0 and {_MOST_COUNT:.0e}"
            )
        if not cells.values.any():
            raise ValueError(f"all {len(cells):,} cells are zero: there is nothing to learn")

    def _items(self, cells: Cells) -> int:
        """Pairs of a row and a column."""
        return cells.shape[0] * cells.shape[1]

    def memory(self, cells: Cells) -> int:
        """About how many bytes training takes, the cells themselves not counted."""
        rows, columns = cells.shape
        wide = 4 * (self.dim + 15)
        steps = min(available_threads(self.threads), -(-min(rows, columns) // self.shard_size))
        return (
            _CELL_BYTES * len(cells)
            + 3 * wide * (rows + columns)
            + steps * 6 * wide * min(self.shard_size, max(rows, columns))
        )

    def _start(self, cells: Cells, initial: WordVectors | None) -> State:
        """Vectors of rows and columns, and AdaGrad's sums of squares for them."""
        self._refuse_initial(initial)
        sizes = {
            "rows": cells.shape[0],
            "columns": cells.shape[1],
            "row_squares": cells.shape[0],
            "column_squares": cells.shape[1],
        }
        state: State = {name: _core.matrix(size, self.dim) for name, size in sizes.items()}
        _core.initialize_swivel(state["rows"], state["columns"], self.seed)
        return state

    def _finish(self, cells: Cells, state: State, report: CellReport) -> WordVectors:
        """Word vectors, with the context vectors in ``output``."""
        return word_vectors(self, cells, state["rows"], state["columns"], report)
