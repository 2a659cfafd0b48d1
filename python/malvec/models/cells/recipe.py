"""What all recipes over cells share: ``fit``, and the few methods by which they differ."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from malvec import _core
from malvec.counts.cells import Cells, check_cells
from malvec.models.checkpoint import Names, Position, checksum
from malvec.models.fit_options import FitOptions, takes_fit_options
from malvec.models.run import Run, State, Tell, Training, train
from malvec.reports.cells import CellReport
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import EpochRecipe, knob
from malvec.tokenizers.pipeline import passport

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["CellRecipe", "CellTrainer"]

Result = TypeVar("Result")


class CellTrainer(Protocol):
    """What the core offers for each model over cells."""

    def run_epoch(
        self, epoch: int, tick: Callable[[int, float, int], bool]
    ) -> tuple[bool, int, float]:
        """Trains one epoch in place.

        Args:
            epoch: 0, 1, …; an epoch depends on the state, the seed and this number alone, never on
                threads or on earlier calls.
            tick: ``tick(items, loss, terms)`` with the sums of this epoch so far, asked about ten
                times a second; False asks for a stop.

        Returns:
            False where the epoch was broken off because the tick said so; how many of
            ``recipe._items(cells)`` were done in this call; the sum of the loss over them.
        """


@dataclass(frozen=True)
class CellRecipe(EpochRecipe, Generic[Result]):
    """Knobs of iterative training over a sparse matrix; ``Result`` is what ``fit`` gives.

    A model overrides the methods below, and where its items are no cells, ``_progress_unit``.
    """

    _progress_unit: ClassVar[str] = "cells"
    """What the items of an epoch are called."""
    _remedy: ClassVar[str] = "use a smaller lr"
    """What helps against values that are not finite."""

    epochs: int = knob(25, "passes over the cells")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    @abstractmethod
    def _start(self, cells: Cells, initial: Result | None) -> State:
        """The state before the first epoch: float32 arrays such as ``_core.matrix(rows, dim)``."""

    @abstractmethod
    def _finish(self, cells: Cells, state: State, report: CellReport) -> Result:
        """The result."""

    @abstractmethod
    def memory(self, cells: Cells) -> int:
        """About how many bytes training on these cells takes, the cells themselves not counted."""

    def _check(self, cells: Cells) -> None:
        """``ValueError`` where this model cannot be learnt from these cells; there are some, sorted
        and finite."""

    def _items(self, cells: Cells) -> int:
        """How many items an epoch has, as the trainer counts them."""
        return len(cells)

    def _trainer(self, cells: Cells, state: State, threads: int) -> CellTrainer:
        """The native trainer, which works on the state in place; by default the core's of this
        name."""
        made: CellTrainer = getattr(_core, self._native_name())(
            {**self._native_knobs(), "threads": threads}, cells.native, state
        )
        return made

    @takes_fit_options
    def fit(self, cells: Cells, **options: Unpack[FitOptions]) -> Result:
        """Trains on a sparse matrix.

        Args:
            cells: the matrix, such as counts of co-occurrence.

        Returns:
            The result, with a :class:`malvec.reports.CellReport` in ``report``.

        Raises:
            ValueError: no cells, or values that the model does not take.

        Example:
            >>> vectors = mv.Glove(dim=100, epochs=5).fit(counts, progress=False)
        """
        return train(partial(self._training, cells), **options)

    def _training(self, cells: Cells, initial: Result | None) -> Training[Result]:
        threads = available_threads(self.threads)
        _check_cells(cells, threads)
        self._check(cells)
        check_memory(
            self.memory(cells),
            f"{len(cells):,} cells and what {type(self).__name__} learns from them",
            "use a smaller dim",
        )
        state, items = self._start(cells, initial), self._items(cells)
        return Training(
            recipe=self,
            state=state,
            items=items,
            progress_unit=self._progress_unit,
            identity=partial(_identity, cells, state),
            start=lambda: _epochs(self._trainer(cells, state, threads), items),
            done=lambda position: position.epoch_pairs,
            mean_loss=partial(_mean_loss, items, len(cells)),
            resumes_within_epochs=False,
            finish=lambda run: self._finish(cells, state, _report(run, cells)),
            remedy=self._remedy,
            names=_names(cells),
        )


def _check_cells(cells: Cells, threads: int) -> None:
    """What every model over cells asks of them."""
    check_cells(cells)
    if len(cells) == 0:
        raise ValueError(
            f"a matrix of {cells.shape[0]:,} x {cells.shape[1]:,} without a single cell: there is"
            " nothing to learn"
        )
    _core.check_cells(cells.offsets, cells.columns, cells.width, threads)
    where = _core.first_not_finite(cells.values, threads)
    if where < len(cells):
        raise ValueError(f"{cells.describe(where)}: values must be finite")


def _names(cells: Cells) -> Names:
    """The names of rows and columns as a checkpoint keeps them, and what the cells are."""
    arrays: dict[str, Any] = {}
    for side, names in (("row", cells.row_names), ("column", cells.column_names)):
        if names is not None:
            arrays |= {f"{side}_words": names.data, f"{side}_word_offsets": names.offsets}
    described = {"cells": json.dumps(dict(cells.metadata))}
    return Names(arrays, passport(cells.pipeline, described)[1])


def _epochs(trainer: CellTrainer, items: int) -> Callable[[Position, Tell], bool]:
    def epoch(position: Position, tell: Tell) -> bool:
        whole, position.epoch_pairs, position.epoch_loss = trainer.run_epoch(
            position.epoch, lambda done, loss, _: tell(position.epoch * items + done, loss, done)
        )
        return whole

    return epoch


def _mean_loss(items: int, cells: int, loss: float, done: int) -> float:
    """Mean loss per cell after so many items of an epoch."""
    return loss / (done / items * cells) if done else float("nan")


def _identity(cells: Cells, state: State) -> dict[str, Any]:
    names = [
        (n.data, n.offsets) if n is not None else (None, None)
        for n in (cells.row_names, cells.column_names)
    ]
    of_cells = checksum(cells.offsets, cells.columns, cells.values, *names[0], *names[1])
    return {"cells": f"{of_cells}-{cells.width}", "initial": checksum(*state.values())}


def _report(run: Run, cells: Cells) -> CellReport:
    fields = run.report_fields()
    return CellReport(
        **fields,
        rows=cells.shape[0],
        columns=cells.shape[1],
        cells=len(cells),
        cells_per_second=run.epochs_done * len(cells) / fields["seconds"],
        source=dict(cells.metadata),
    )
