"""Training over cells, epoch by epoch: progress, callback, Ctrl-C, checkpoints, report. GloVe,
Swivel, ALS and MF share it.

A recipe brings three things, see :class:`malvec.models.cells.recipe.CellRecipe`: the state to start
from (a dict of arrays), a native trainer that works on it in place, and the result that is made of
it in the end. A native trainer has one method:

    run_epoch(epoch, tick) -> (finished, items, loss)

    epoch     0, 1, …; an epoch depends on the state, the seed and this number alone, never on threads or on earlier calls
    tick      tick(items, loss, terms) with the sums of this epoch so far, asked about ten times a second; False asks for a stop
    finished  False where the epoch was broken off because the tick said so
    items     how many of ``recipe.items(cells)`` were done in this call
    loss      the sum of the loss over them
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import Cells
from malvec.errors import NumericalError
from malvec.models.checkpoint import (
    Standing,
    checksum,
    load_checkpoint,
    parse_interval,
    prepare_directory,
    save_checkpoint,
)
from malvec.models.tokens.run import FitProgress, Interrupted
from malvec.reports.cells import CellReport
from malvec.runtime.interrupt import interrupts
from malvec.runtime.machine import available_threads, check_memory, peak_memory
from malvec.runtime.progress import progress_bar
from malvec.version import __version__

if TYPE_CHECKING:
    from malvec.models.cells.recipe import CellRecipe

__all__ = ["CellArguments", "CellTrainer", "State", "fit_cells"]

State = dict[str, npt.NDArray[Any]]
"""All that a model learns, by name: what a checkpoint holds."""

Callback = Callable[[FitProgress], bool | None]


class CellTrainer(Protocol):
    """What the core offers for each model over cells; see the top of this file."""

    def run_epoch(
        self, epoch: int, tick: Callable[[int, float, int], bool]
    ) -> tuple[bool, int, float]:
        """Trains one epoch in place."""


@dataclass(frozen=True)
class CellArguments:
    """What ``fit`` takes besides the cells; see there."""

    progress: bool
    callback: Callback | None
    checkpoint: str | Path | None
    every: str | float
    initial: Any


@dataclass
class _Job:
    """One run of ``fit``: what it works on and how far it is."""

    recipe: CellRecipe[Any]
    cells: Cells
    state: State
    threads: int
    callback: Callback | None
    interval: float
    checkpoint: Path | None = None
    identity: dict[str, Any] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)
    items: int = 0  # of the epoch that is running
    loss: float = 0.0
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    saved: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return max(self.standing.seconds + time.monotonic() - self.started, 1e-9)

    def mean(self, items: int, loss: float) -> float:
        """Mean loss per cell after so many items of an epoch."""
        share = items / self.recipe.items(self.cells)
        return loss / (share * len(self.cells)) if items else float("nan")

    def save(self) -> None:
        """Saves a checkpoint where one is wanted; a disk that refuses is a warning, not the end of
        a long run."""
        if self.checkpoint is None:
            return
        standing = replace(self.standing, seconds=self.seconds)
        self.saved = time.monotonic()
        try:
            save_checkpoint(self.checkpoint, self.identity, standing, self.state)
        except OSError as error:
            warnings.warn(
                f"the checkpoint could not be saved, training goes on without: {error}",
                stacklevel=2,
            )


def fit_cells(recipe: CellRecipe[Any], cells: Cells, arguments: CellArguments) -> Any:
    """Trains ``recipe`` on ``cells``; what ``Glove.fit`` and its kin do."""
    interval, threads = parse_interval(arguments.every), available_threads(recipe.threads)
    _check_cells(cells, threads)
    recipe.check(cells)
    check_memory(
        recipe.memory(cells),
        f"{len(cells):,} cells and what {type(recipe).__name__} learns from them",
        "use a smaller dim",
    )
    state = recipe.start(cells, arguments.initial)
    job = _Job(recipe, cells, state, threads, arguments.callback, interval)
    if arguments.checkpoint is not None:
        _find_checkpoint(job, Path(arguments.checkpoint), state)
    trainer = recipe.trainer(cells, state, threads)
    total, name = recipe.items(cells) * recipe.epochs, type(recipe).__name__
    with (
        progress_bar(total, name, f" {recipe.unit}", arguments.progress) as advance,
        interrupts() as interrupted,
    ):
        _train(job, trainer, advance, interrupted)
    if not all(np.isfinite(array).all() for array in state.values()):
        raise NumericalError(f"training left values that are not finite: {recipe.remedy}")
    result = recipe.finish(cells, state, _report(job))
    if interrupted():
        raise Interrupted(result)
    return result


def _check_cells(cells: Cells, threads: int) -> None:
    """What every model over cells asks of them."""
    if not isinstance(cells, Cells):
        raise TypeError(
            f"fit() takes malvec's Cells, not {type(cells).__name__}: make them with"
            " Cells.from_matrix or by counting"
        )
    if len(cells) == 0:
        raise ValueError(
            f"a matrix of {cells.shape[0]:,} x {cells.shape[1]:,} without a single cell: there is"
            " nothing to learn"
        )
    _core.check_cells(cells.offsets, cells.columns, cells.width, threads)
    where = _core.first_not_finite(cells.values, threads)
    if where < len(cells):
        raise ValueError(f"{cells.describe(where)}: values must be finite")


def _find_checkpoint(job: _Job, directory: Path, before: State) -> None:
    """Goes on from the directory's checkpoint, if it holds one of the same recipe, cells and
    start."""
    cells = job.cells
    names = [
        (n.data, n.offsets) if n is not None else (None, None)
        for n in (cells.rows, cells.column_names)
    ]
    prepare_directory(directory, sum(array.nbytes for array in job.state.values()))
    job.checkpoint = directory
    job.identity = {
        "recipe": {**job.recipe.describe(), "threads": None},
        "cells": (
            checksum(cells.offsets, cells.columns, cells.values, *names[0], *names[1])
            + f"-{cells.width}"
        ),
        "initial": checksum(*before.values()),
    }
    job.standing = load_checkpoint(directory, job.identity, job.state) or Standing()


def _train(
    job: _Job, trainer: CellTrainer, advance: Callable[..., None], interrupted: Callable[[], bool]
) -> None:
    standing, epochs, total = job.standing, job.recipe.epochs, job.recipe.items(job.cells)
    first, started = standing.epoch * total, time.monotonic()

    def tick(items: int, loss: float, _terms: int) -> bool:
        done, mean = standing.epoch * total + items, job.mean(items, loss)
        advance(done, epoch=f"{standing.epoch + 1}/{epochs}", loss=f"{mean:.4f}")
        rate = (done - first) / max(time.monotonic() - started, 1e-9)
        event = FitProgress(standing.epoch + 1, epochs, done / (total * epochs), mean, rate)
        job.stopped = (
            job.stopped
            or interrupted()
            or (job.callback is not None and job.callback(event) is False)
        )
        return not job.stopped

    while standing.epoch < epochs and not job.stopped:
        finished, job.items, job.loss = trainer.run_epoch(standing.epoch, tick)
        if not np.isfinite(job.loss):
            raise NumericalError(
                f"the loss is not finite in epoch {standing.epoch + 1}: {job.recipe.remedy}"
            )
        tick(job.items, job.loss, 0)  # an epoch may be shorter than the core's tick
        if not finished:
            break
        standing.losses += (job.mean(job.items, job.loss),)
        standing.epoch, job.items, job.loss = standing.epoch + 1, 0, 0.0
        if time.monotonic() - job.saved >= job.interval or job.stopped or standing.epoch == epochs:
            job.save()


def _report(job: _Job) -> CellReport:
    standing, cells = job.standing, job.cells
    partial = (job.mean(job.items, job.loss),) if job.items else ()
    done, seconds = (standing.epoch + job.items / job.recipe.items(cells)) * len(cells), job.seconds
    return CellReport(
        recipe=job.recipe.describe(),
        rows=cells.shape[0],
        columns=cells.shape[1],
        cells=len(cells),
        losses=standing.losses + partial,
        seconds=seconds,
        cells_per_second=done / seconds,
        threads=job.threads,
        isa=_core.ISA,
        peak_memory=peak_memory(),
        stopped=job.stopped,
        version=__version__,
        source=dict(cells.metadata),
    )
