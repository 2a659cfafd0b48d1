"""Matrix factorisation of ratings by stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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

__all__ = ["Mf"]

_SPREAD = 0.1  # standard deviation of the factors at the start
_COLUMNS_KEY = 1 << 63  # the seed of the columns differs from that of the rows by this bit


@dataclass(frozen=True)
class Mf(CellRecipe[Factors]):
    """Matrix factorisation of ratings: each rating in turn moves the factors and biases of its row
    and column a little.

    A rating is taken for the mean of all, plus a bias of its row and of its column, plus the
    product of their factors. Only cells that are there count. The same seed gives the same bits
    with any number of threads.

    Example:
        >>> viewers, films = ["kim", "lee", "park"], ["기생충", "괴물", "봄날은 간다"]
        >>> ratings = scipy.sparse.csr_array([[5, 4, 0], [4, 0, 1], [0, 2, 5.0]])
        >>> recipe = mv.Mf(dim=2, epochs=50, threads=1)
        >>> factors = recipe.fit(ratings, row_names=viewers, column_names=films)
        >>> print(round(factors.score("kim", "기생충"), 1))
        4.7

    Sources: Funk, Netflix Update: Try This at Home, 2006; Koren, Bell & Volinsky, Matrix
    Factorization Techniques for Recommender Systems, 2009; the tiles: Gemulla, Nijkamp, Haas &
    Sismanis, Large-Scale Matrix Factorization with Distributed SGD, 2011.
    """

    dim: int = knob(32, "length of the factors")
    lr: float = knob(0.01, "learning rate. It is the same from the first to the last step")
    regularization: float = knob(0.02, "pulls factors and biases towards 0 at each step")
    biases: bool = knob(True, "a mean, and a bias per row and column")
    epochs: int = knob(20, "passes over the ratings")

    def memory(self, cells: Cells) -> int:
        """Factors and biases, and the ratings tile by tile, for a moment twice."""
        return sum(cells.shape) * (4 * padded_dim(self.dim) + 4) + 60 * len(cells)

    def _start(self, cells: Cells, initial: Factors | None) -> State:
        """Factors at random, biases of 0."""
        self._refuse_initial(initial)
        state: State = {
            "rows": _core.matrix(cells.shape[0], self.dim),
            "columns": _core.matrix(cells.width, self.dim),
        }
        _core.initialize_rows(state["rows"], self.seed)
        _core.initialize_rows(state["columns"], self.seed ^ _COLUMNS_KEY)
        for name in ("rows", "columns"):
            state[name] *= np.float32(_SPREAD * 3**0.5 * self.dim)
        mean = cells.values.mean(dtype=np.float64) if self.biases else 0.0
        state |= {
            "row_biases": np.zeros(cells.shape[0], np.float32),
            "column_biases": np.zeros(cells.width, np.float32),
        }
        return state | {"mean": np.array([mean], np.float32)}

    def _finish(self, cells: Cells, state: State, report: CellReport) -> Factors:
        """The factors, with the ratings that they were learnt from as seen."""
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
        """Factorises a sparse matrix of ratings; always anew.

        Args:
            cells: a SciPy sparse matrix or array [rows, columns], such as users × items; malvec's
                Cells; triples (user, item, value); or a table with these columns.
                Ids that are numbers stay numbers in questions and answers. Duplicated cells are
                added up. A stored zero is a rating of 0.
            row_names, column_names: names, in the order of the rows and columns; by default those
                of the Cells.

        Returns:
            The factors; the losses in their ``report`` are mean squared errors, each taken before
            the step that it causes.
        """
        found = cells_of_ratings(cells, row_names, column_names, keep_zeros=True)
        return super().fit(found, **options)
