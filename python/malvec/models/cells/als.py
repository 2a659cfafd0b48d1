"""Alternating least squares: matrix factorisation of confidences or ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells
from malvec.counts.ratings import Names, cells_of_ratings
from malvec.factors.factors import Factors
from malvec.models.cells.factors import learnt_factors
from malvec.models.cells.recipe import CellRecipe
from malvec.models.fit_options import FitOptions, takes_fit_options
from malvec.models.run import State
from malvec.reports.cells import CellReport
from malvec.runtime.recipe import knob
from malvec.vectors.rows import padded_dim

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Als"]

# columns start within this; from tenths of it regularisation holds them back for some epochs
_START = 0.1


@dataclass(frozen=True)
class Als(CellRecipe[Factors]):
    """Alternating least squares: rows and columns in turn are the solution of a least-squares
    problem in which the others are fixed.

    With ``implicit=True`` a cell says how sure it is that row and column belong together: its
    preference is 1, and its weight alpha times its value. Every other cell has preference 0 and the
    weight ``unobserved``. With ``implicit=False`` cells are ratings, and there is nothing but the
    cells. The same seed gives the same bits with any number of threads.

    Example:
        >>> listeners, songs = ["kim", "lee", "park"], ["봄날", "밤편지", "좋은 날"]
        >>> plays = scipy.sparse.csr_array([[5, 3, 0], [4, 0, 0], [0, 0, 6]])
        >>> factors = mv.Als(dim=2, epochs=15).fit(plays, row_names=listeners, column_names=songs)
        >>> factors.recommend("lee", topn=1)
        [('밤편지', 0.64)]

    Sources: Hu, Koren & Volinsky, Collaborative Filtering for Implicit Feedback Datasets, 2008;
    Takács, Pilászy & Tikk, Applications of the Conjugate Gradient Method for Implicit Feedback
    Collaborative Filtering, 2011; Rendle, Krichene, Zhang & Koren, Revisiting the Performance of
    iALS on Item Recommendation Benchmarks, 2021.
    """

    _progress_unit: ClassVar[str] = "cells of both sides"
    _remedy: ClassVar[str] = "use a larger regularization, or smaller values"

    dim: int = knob(64, "length of the factors")
    regularization: float = knob(0.01, "on the squares of the factors")
    frequency: float = knob(
        0.0,
        "regularization grows with the cells of a row to this power. It is multiplied by (cells of"
        " the row + unobserved * columns) ** frequency. 0: equal for all; 1 with implicit=False:"
        " Zhou et al., 2008; 1 with implicit=True and a small unobserved: Rendle et al., 2021",
    )
    implicit: bool = knob(
        True,
        "cells are confidences in a preference; false: ratings, and all other cells are unknown",
    )
    alpha: float = knob(1.0, "implicit: confidence per value")
    unobserved: float = knob(1.0, "implicit: weight of each cell that is not there")
    biases: bool = knob(False, "explicit: the mean and a bias per row and column")
    solver: Literal["cg", "exact"] = knob(
        "cg",
        "cg: a few conjugate-gradient steps, exact: Woodbury and Cholesky. The steps begin"
        " where the last epoch ended, preconditioned by the Gramian, and are close to exact"
        " after few epochs; exact takes Woodbury for short rows and Cholesky for long ones:"
        " slower, but far better where confidences span many powers of ten, as raw counts do."
        " Ratings are always solved exactly",
    )
    cg_steps: int = knob(2, "steps per row and epoch. The first epoch takes one more")
    epochs: int = knob(15, "passes over rows and columns")

    def _check(self, cells: Cells) -> None:
        """Confidences must not be negative; ratings may."""
        if self.implicit and len(wrong := np.flatnonzero(cells.values < 0)):
            raise ValueError(
                f"{cells.describe(int(wrong[0]))}: a confidence must not be negative; ratings take"
                " implicit=False"
            )

    def _items(self, cells: Cells) -> int:
        """Every cell is visited from its row and from its column."""
        return 2 * len(cells)

    def memory(self, cells: Cells) -> int:
        """Factors, the cells by column, and what one half sweep needs."""
        stride = 4 * padded_dim(self.dim)
        return sum(cells.shape) * (stride + 32) + 8 * len(cells) + 66 * 8 * self.dim**2

    def _start(self, cells: Cells, initial: Factors | None) -> State:
        """Columns at random, rows of zeros, or both as they were."""
        state = self._zeros(cells)
        if initial is not None:
            _copy_state(initial, state, f"{cells!r} with dim={self.dim}")
            return state
        _core.initialize_rows(state["columns"], self.seed)
        state["columns"] *= np.float32(_START * self.dim)
        if self.implicit:  # preferences are 1 or 0: a start of one sign ends lower
            np.abs(state["columns"], out=state["columns"])
        return state

    def _zeros(self, cells: Cells) -> State:
        """Factors of zeros; with biases their mean is that of the ratings."""
        state: State = {
            "rows": _core.matrix(cells.shape[0], self.dim),
            "columns": _core.matrix(cells.width, self.dim),
        }
        if self.biases:
            state |= {
                "row_biases": np.zeros(cells.shape[0], np.float32),
                "column_biases": np.zeros(cells.width, np.float32),
                "mean": np.array([cells.values.mean(dtype=np.float64)], np.float32),
            }
        return state

    def _finish(self, cells: Cells, state: State, report: CellReport) -> Factors:
        """The factors, with the cells that they were learnt from as seen."""
        return learnt_factors(self, cells, state, report)

    @takes_fit_options
    def fit(
        self,
        cells: Any,
        *,
        row_names: Names = None,
        column_names: Names = None,
        **options: Unpack[FitOptions],
    ) -> Factors:
        """Factorises a sparse matrix.

        Args:
            cells: a SciPy sparse matrix or array [rows, columns], such as users × items; malvec's
                Cells, such as counts; triples (user, item, value); or a table with these columns.
                Ids that are numbers stay numbers in questions and answers. Duplicated cells are
                added up. A stored zero is no
                cell where ``implicit``, and a rating of 0 otherwise.
            row_names, column_names: names, in the order of the rows and columns; by default those
                of the Cells.

        Returns:
            The factors; the losses in their ``report`` are the objective over all cells, unobserved
            ones and regularisation included, divided by the number of observed cells.

        Raises:
            ValueError: a value that is not finite, or negative where it is a confidence, named by
                row and column; no cells at all; ``initial`` of another shape.
        """
        found = cells_of_ratings(cells, row_names, column_names, keep_zeros=not self.implicit)
        return super().fit(found, **options)


def _copy_state(initial: Factors, state: State, what: str) -> None:
    """Fills the state from earlier factors; ``ValueError`` where their arrays are others."""
    found = initial.state()
    shapes = {name: array.shape for name, array in state.items()}
    if {name: array.shape for name, array in found.items()} != shapes:
        raise ValueError(
            f"initial is {initial!r}: of another shape than {what}, or with other biases"
        )
    for name, array in state.items():
        array[:] = found[name]
