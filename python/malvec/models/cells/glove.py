"""GloVe word vectors (Pennington, Socher & Manning 2014)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells
from malvec.models.cells.recipe import CellRecipe
from malvec.models.cells.words import check_kind, check_words, word_vectors
from malvec.models.run import State
from malvec.reports.cells import CellReport
from malvec.runtime.recipe import knob
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Glove"]

_LEAST, _MOST = np.finfo(np.float32).tiny, np.finfo(np.float32).max
_CELL_BYTES = {"sgd": 12, "als": 24}  # of a cell in its tile; by row and by column


@dataclass(frozen=True)
class Glove(CellRecipe[WordVectors]):
    """GloVe: the product of two words' vectors, with a bias for each, approaches the logarithm of
    how often they meet.

    The same seed gives the same bits with any number of threads. The knobs are those of the
    original program, and so are their defaults; whether counts are symmetric was decided when they
    were counted.

    Example:
        >>> vectors = mv.Glove(dim=100, epochs=25).fit(counts)
        >>> vectors.vocab is counts.vocab
        True

    Source: Pennington, Socher & Manning, GloVe: Global Vectors for Word Representation, 2014.
    """

    _python_knobs: ClassVar[tuple[str, ...]] = ("vectors",)

    dim: int = knob(100, "length of the vectors")
    solver: Literal["sgd", "als"] = knob(
        "sgd",
        "sgd: AdaGrad, as the original; als: alternating least squares. With als each vector with"
        " its bias is in turn the exact solution of a ridge regression: a few epochs are enough;"
        " lr, bias_lr and clip do not matter, another optimum is found",
    )
    x_max: float = knob(
        100.0,
        "counts from here on weigh 1. The original's default is 100, its demo on a small corpus"
        " takes 10",
    )
    alpha: float = knob(0.75, "smaller counts weigh (x / x_max) ** alpha")
    lr: float = knob(0.05, "learning rate of AdaGrad, the original's eta")
    bias_lr: float = knob(
        1.0,
        "AdaGrad rate of the biases. GloVe's program forgets its learning rate there, which is what"
        " 1.0 reproduces; with 0.05 vectors were worse",
    )
    clip: float = knob(100.0, "gradients beyond this are cut. Those of the biases are cut too")
    regularization: float = knob(
        0.01, "of als: times the sum of a word's weights, on the squares of its vector and bias"
    )
    vectors: Literal["sum", "words"] = knob(
        "sum",
        "sum: of word and context vectors, words: word vectors alone. The context vectors are in"
        " the result's output where the matrix is square",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_kind(self.vectors)

    def _check(self, cells: Cells) -> None:
        """Counts above 0 with named rows; a square matrix where word and context vectors are
        added."""
        check_words(cells, self.vectors)
        wrong = np.flatnonzero((cells.values < _LEAST) | (cells.values > _MOST))
        if len(wrong):
            raise ValueError(
                f"{cells.describe(int(wrong[0]))}: counts must be above 0 and at most 3e38, GloVe"
                " takes their logarithm"
            )

    def memory(self, cells: Cells) -> int:
        """About how many bytes training takes, the cells themselves not counted."""
        rows = sum(cells.shape)
        return _CELL_BYTES[self.solver] * len(cells) + 4 * rows * (
            2 * _core.glove_width(self.dim) + self.dim
        )

    def _start(self, cells: Cells, initial: WordVectors | None) -> State:
        """Rows [n, 2 width]: vector, bias, constant and padding, then the sums of squares of their
        gradients."""
        self._refuse_initial(initial)
        width = 2 * _core.glove_width(self.dim)
        state: State = {
            "rows": _core.matrix(cells.shape[0], width),
            "columns": _core.matrix(cells.shape[1], width),
        }
        _core.initialize_glove(
            {**self._native_knobs(), "threads": 1}, state["rows"], state["columns"]
        )
        return state

    def _finish(self, cells: Cells, state: State, report: CellReport) -> WordVectors:
        """Word vectors, with the context vectors in ``output``."""
        rows, columns = (_copied(state[name], self.dim) for name in ("rows", "columns"))
        return word_vectors(self, cells, rows, columns, report)


def _copied(rows: Any, dim: int) -> Any:
    copy = _core.matrix(len(rows), dim)
    copy[:] = rows[:, :dim]
    return copy
