"""What all recipes over cells share: ``fit``, and the few methods by which they differ."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from malvec import _core
from malvec.counts.cells import Cells
from malvec.models.cells.run import CellArguments, CellTrainer, State, fit_cells
from malvec.models.tokens.run import FitProgress
from malvec.reports.cells import CellReport
from malvec.runtime.recipe import Recipe, knob

__all__ = ["CellRecipe"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class CellRecipe(Recipe, Generic[Result]):
    """Knobs of iterative training over a sparse matrix; ``Result`` is what ``fit`` gives.

    A model has the knobs ``epochs``, ``seed`` and ``threads`` (here, with defaults that it may
    override) and its own, and says:

    - ``start(cells, initial)``: the state, a dict of float32 arrays, such as ``_core.matrix(rows,
    dim)``
    - ``finish(cells, state, report)``: the result
    - ``memory(cells)``: about how many bytes training takes besides the cells
    - ``check(cells)``: raises where this model cannot be learnt from them (emptiness, order and
    finiteness are checked before)
    - ``trainer(cells, state, threads)``: by default ``_core.NAME(knobs, cells.native, state)``
    - ``items(cells)`` and ``unit``: what an epoch's progress is counted in; by default the cells
    - ``remedy``: what helps against values that are not finite
    """

    unit: ClassVar[str] = "cells"
    remedy: ClassVar[str] = "use a smaller lr"

    epochs: int = knob(25, "passes over the cells")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    @abstractmethod
    def start(self, cells: Cells, initial: Result | None) -> State:
        """The state before the first epoch."""

    @abstractmethod
    def finish(self, cells: Cells, state: State, report: CellReport) -> Result:
        """The result."""

    @abstractmethod
    def memory(self, cells: Cells) -> int:
        """About how many bytes training on these cells takes, the cells themselves not counted."""

    def check(self, cells: Cells) -> None:
        """``ValueError`` where this model cannot be learnt from these cells."""

    def items(self, cells: Cells) -> int:
        """How many items an epoch has, as the trainer counts them."""
        return len(cells)

    def trainer(self, cells: Cells, state: State, threads: int) -> CellTrainer:
        """The native trainer, which works on the state in place."""
        made: CellTrainer = getattr(_core, self.native_name())(
            {**self.native_knobs(), "threads": threads}, cells.native, state
        )
        return made

    def fit(
        self,
        cells: Cells,
        *,
        progress: bool = False,
        callback: Callable[[FitProgress], bool | None] | None = None,
        checkpoint: str | Path | None = None,
        every: str | float = "10min",
        initial: Result | None = None,
    ) -> Result:
        """Trains on a sparse matrix.

        Args:
            cells: the matrix, such as counts of co-occurrence.
            progress: show a progress bar on stderr.
            callback: called about ten times a second, and after each epoch, with a
                :class:`malvec.FitProgress`; when it returns False, training stops and the result is
                what was learnt until then.
            checkpoint: a directory; the run saves itself there at the end of an epoch, at intervals
                and when it is done, and goes on from what it finds there, to the same bits.
            every: the interval, in seconds or as text such as ``"30s"``, ``"10min"``, ``"2h"``.
            initial: an earlier result to go on from, where the model can.

        Returns:
            The result, with a :class:`malvec.CellReport` in ``report``.

        Raises:
            MemoryError: if the arrays do not fit; before anything is allocated.
            NumericalError: if a loss is not finite.
            Interrupted: on Ctrl-C; what was learnt so far is in its ``result``.
            ValueError: no cells, values that the model does not take, or a checkpoint of another
                run; the message says which.
        """
        found: Result = fit_cells(
            self, cells, CellArguments(progress, callback, checkpoint, every, initial)
        )
        return found

    def refuse_initial(self, initial: Any) -> None:
        """``TypeError`` for a model that always begins anew."""
        if initial is not None:
            raise TypeError(f"{type(self).__name__} always begins anew: leave initial out")
