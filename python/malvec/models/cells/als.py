"""Alternating least squares: matrix factorisation of confidences or ratings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells
from malvec.counts.ratings import Names, observed_cells
from malvec.factors.factors import Factors
from malvec.models.cells.recipe import CellRecipe
from malvec.models.cells.run import State
from malvec.models.tokens.run import FitProgress
from malvec.reports.training import CellReport
from malvec.runtime.recipe import knob
from malvec.vectors.rows import padded_dim

__all__ = ["Als"]

_START = 0.1  # columns start within this; from tenths of it regularisation holds them back for some epochs


@dataclass(frozen=True)
class Als(CellRecipe[Factors]):
    """Alternating least squares: rows and columns in turn are the solution of a least-squares
    problem in which the others are fixed.

    With ``implicit=True`` a cell says how sure it is that row and column belong together: its
    preference is 1, and its weight alpha times its value. Every other cell has preference 0 and the
    weight ``unobserved``. With ``implicit=False`` cells are ratings, and there is nothing but the
    cells. The same seed gives the same bits with any number of threads.

    Args:
        dim: length of the factors.
        regularization: on the squares of the factors.
        frequency: exponent; regularization is multiplied by (cells of the row + unobserved *
            columns) ** frequency. 0: equal for all; 1 with ``implicit=False``: Zhou et al., 2008; 1
            with ``implicit=True`` and a small ``unobserved``: Rendle et al., 2021.
        implicit: cells are confidences; False: ratings.
        alpha: implicit only: the confidence in a cell is alpha times its value.
        unobserved: implicit only: weight of each cell that is not there.
        biases: explicit only: the mean of all ratings, and a bias for each row and column.
        solver: ``"cg"``: a few steps of conjugate gradients from where the last epoch ended,
            preconditioned by the Gramian, close to exact after few epochs; ``"exact"``: Woodbury
            for short rows, Cholesky for long ones: slower, but far better where confidences span
            many powers of ten, as raw counts do. Ratings are always solved exactly.
        cg_steps: steps per row and epoch; the first epoch takes one more.

    Example:
        >>> factors = mv.Als(dim=64, epochs=15).fit(plays, rows=listeners, columns=songs)  # doctest: +SKIP
        >>> factors.recommend("kim", topn=3)  # doctest: +SKIP
        [('봄날', 0.93), ('밤편지', 0.88), ('나의 옛날이야기', 0.71)]

    Sources: Hu, Koren & Volinsky, Collaborative Filtering for Implicit Feedback Datasets, 2008;
    Takács, Pilászy & Tikk, Applications of the Conjugate Gradient Method for Implicit Feedback
    Collaborative Filtering, 2011; Rendle, Krichene, Zhang & Koren, Revisiting the Performance of
    iALS on Item Recommendation Benchmarks, 2021.
    """

    unit: ClassVar[str] = "cells of both sides"
    remedy: ClassVar[str] = "use a larger regularization, or smaller values"

    dim: int = knob(64, "length of the factors")
    regularization: float = knob(0.01, "on the squares of the factors")
    frequency: float = knob(0.0, "regularization grows with the cells of a row to this power")
    implicit: bool = knob(
        True,
        "cells are confidences in a preference; false: ratings, and all other cells are unknown",
    )
    alpha: float = knob(1.0, "implicit: confidence per value")
    unobserved: float = knob(1.0, "implicit: weight of each cell that is not there")
    biases: bool = knob(False, "explicit: the mean and a bias per row and column")
    solver: str = knob("cg", "cg: a few conjugate-gradient steps, exact: Woodbury and Cholesky")
    cg_steps: int = knob(2, "steps per row and epoch")
    epochs: int = knob(15, "passes over rows and columns")

    def check(self, cells: Cells) -> None:
        """Confidences must not be negative; ratings may."""
        if self.implicit and len(wrong := np.flatnonzero(cells.values < 0)):
            raise ValueError(
                f"{cells.describe(int(wrong[0]))}: a confidence must not be negative; ratings take"
                " implicit=False"
            )

    def items(self, cells: Cells) -> int:
        """Every cell is visited from its row and from its column."""
        return 2 * len(cells)

    def memory(self, cells: Cells) -> int:
        """Factors, the cells by column, and what one half sweep needs."""
        stride = 4 * padded_dim(self.dim)
        return sum(cells.shape) * (stride + 32) + 8 * len(cells) + 66 * 8 * self.dim**2

    def start(self, cells: Cells, initial: Factors | None) -> State:
        """Columns at random, rows of zeros, or both as they were."""
        state: State = {
            "rows": _core.matrix(cells.shape[0], self.dim),
            "columns": _core.matrix(cells.width, self.dim),
        }
        if self.biases:
            state |= {
                "row_biases": np.zeros(cells.shape[0], np.float32),
                "column_biases": np.zeros(cells.width, np.float32),
            }
            state["mean"] = np.array([cells.values.mean(dtype=np.float64)], np.float32)
        if initial is None:
            _core.initialize_rows(state["columns"], self.seed)
            state["columns"] *= np.float32(_START * self.dim)
            if self.implicit:  # preferences are 1 or 0: a start of one sign ends lower
                np.abs(state["columns"], out=state["columns"])
            return state
        found = initial.state()
        if found.keys() != state.keys() or any(
            found[name].shape != state[name].shape for name in state
        ):
            raise ValueError(
                f"initial is {initial!r}: of another shape than {cells!r} with dim={self.dim}, or"
                " with other biases"
            )
        for name, array in state.items():
            array[:] = found[name]
        return state

    def finish(self, cells: Cells, state: State, report: CellReport) -> Factors:
        """The factors, with the cells that they were learnt from as seen."""
        metadata = {"recipe": json.dumps(self.describe())}
        return Factors(
            state,
            rows=cells.rows,
            columns=cells.column_names,
            seen=(cells.offsets, cells.columns),
            report=report,
            metadata=metadata,
            pipeline=cells.pipeline,
        )

    def fit(
        self,
        cells: Any,
        *,
        rows: Names = None,
        columns: Names = None,
        progress: bool = False,
        callback: Callable[[FitProgress], bool | None] | None = None,
        checkpoint: str | Path | None = None,
        every: str | float = "10min",
        initial: Factors | None = None,
    ) -> Factors:
        """Factorises a sparse matrix.

        Args:
            cells: a SciPy sparse matrix or array [rows, columns], such as users × items, or
                malvec's Cells, such as counts. Duplicated cells are added up. A stored zero is no
                cell where ``implicit``, and a rating of 0 otherwise.
            rows, columns: names, in the order of the rows and columns; by default those of the
                Cells.
            progress, callback, checkpoint, every: as in
                :meth:`malvec.models.cells.recipe.CellRecipe.fit`.
            initial: earlier factors of the same shape to go on from.

        Returns:
            The factors; the losses in their ``report`` are the objective over all cells, unobserved
            ones and regularisation included, divided by the number of observed cells.

        Raises:
            ValueError: a value that is not finite, or negative where it is a confidence, named by
                row and column; no cells at all.
            MemoryError, NumericalError, Interrupted: as there.
        """
        found = observed_cells(cells, rows, columns, keep_zeros=not self.implicit)
        passed = {
            "progress": progress,
            "callback": callback,
            "checkpoint": checkpoint,
            "every": every,
        }
        return super().fit(found, initial=initial, **passed)  # type: ignore[arg-type]
