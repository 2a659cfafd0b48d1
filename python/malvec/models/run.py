"""The loop of all models that learn in epochs: progress, callback, Ctrl-C, checkpoints, report.

A model says how it is trained as a :class:`Training`: its state (a dict of arrays, changed in
place), an epoch of its native trainer, and the result that is made of a run.
:func:`malvec.models.tokens.training.token_training` makes one for models over a stream of tokens,
:class:`malvec.models.cells.recipe.CellRecipe` for those over cells; labels or tags are arguments of
the native trainer and part of the identity of the run.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError, NumericalError
from malvec.models.checkpoint import (
    CHECKPOINT,
    NO_NAMES,
    Names,
    Position,
    load_checkpoint,
    parse_interval,
    prepare_directory,
    save_checkpoint,
)
from malvec.models.fit_progress import Callback, FitProgress, Interrupted
from malvec.runtime.interrupt import interrupts
from malvec.runtime.machine import available_threads, peak_memory
from malvec.runtime.progress import note, progress_bar
from malvec.runtime.recipe import EpochRecipe
from malvec.runtime.warning import warn
from malvec.version import __version__

__all__ = ["Run", "State", "Tell", "Training", "train"]

State = dict[str, npt.NDArray[Any]]
"""All that a model learns, by name: what a checkpoint holds."""

Tell = Callable[[int, float, int], bool]
"""``tell(done, loss, terms)``: items of all epochs that are done, and sums over this epoch; False
asks for a stop."""

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Training(Generic[Result]):
    """How a model is trained, for :func:`train`.

    Attributes:
        recipe: epochs, threads, and what a report says of the model.
        state: the arrays to start from; they are changed in place.
        items, progress_unit: how many items an epoch has, and what they are called.
        identity: what a checkpoint must agree on to be gone on with, besides the recipe; asked only
            where there is one, before the state is read from it.
        start: makes the native trainer, once the state is known, and gives its ``epoch(position,
            tell)``: it trains from the position to the end of the epoch, or until ``tell`` says
            False, moves the position on, and says whether the epoch is done.
        done: the items of the running epoch that are done at a position.
        mean_loss: the mean loss that is told, of the sum of the loss and the number of its terms.
        resumes_within_epochs: whether an epoch can be broken off, saved and gone on with.
        finish: makes the result.
        remedy: what helps against values that are not finite.
        names: what a checkpoint keeps besides the state, so that it opens alone.
    """

    recipe: EpochRecipe
    state: State
    items: int
    progress_unit: str
    identity: Callable[[], dict[str, Any]]
    start: Callable[[], Callable[[Position, Tell], bool]]
    done: Callable[[Position], int]
    mean_loss: Callable[[float, int], float]
    resumes_within_epochs: bool
    finish: Callable[[Run], Result]
    remedy: str
    names: Names = NO_NAMES


@dataclass
class Run:
    """One run of a training: how far it is, and where it is saved."""

    training: Training[Any]
    callback: Callback | None
    interval: float
    checkpoint: Path | None = None
    identity: dict[str, Any] = field(default_factory=dict)
    position: Position = field(default_factory=Position)
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    saved: float = field(default_factory=time.monotonic)

    @property
    def recipe(self) -> EpochRecipe:
        """The recipe that is followed."""
        return self.training.recipe

    @property
    def seconds(self) -> float:
        """Wall time of the training so far, the time before a checkpoint included; above 0."""
        return max(self.position.seconds + time.monotonic() - self.started, 1e-9)

    @property
    def epochs_done(self) -> float:
        """Epochs that are done, with the share of the running one."""
        return self.items_done / self.training.items

    @property
    def items_done(self) -> int:
        """Items of all epochs that are done."""
        return self.position.epoch * self.training.items + self.training.done(self.position)

    @property
    def due(self) -> bool:
        """Whether the interval of checkpoints is over."""
        return time.monotonic() - self.saved >= self.interval

    def resume(self, directory: Path) -> None:
        """Saves itself in this directory from now on, and starts from what is there."""
        state = self.training.state
        prepare_directory(directory, sum(array.nbytes for array in state.values()))
        self.checkpoint = directory
        recipe = {**self.recipe.describe(), "threads": None}  # their number may change
        self.identity = {"recipe": recipe, **self.training.identity()}
        self.position = load_checkpoint(directory, self.identity, state) or Position()
        self._check_standing(directory)

    def _check_standing(self, directory: Path) -> None:
        """``FormatError`` where a run cannot have come so far, or not to these values."""
        epoch, chunk = self.position.epoch, self.position.chunk
        before = replace(self.position, chunk=chunk - 1)  # the last chunk that is done
        within = chunk == 0 or self.training.done(before) < self.training.items
        if epoch > self.recipe.epochs or not within:
            raise FormatError(
                f"{directory / CHECKPOINT}: damaged: chunk {chunk:,} of epoch {epoch:,} is beyond"
                " the end of the training"
            )
        if not all(map(_finite, self.training.state.values())):
            raise FormatError(f"{directory / CHECKPOINT} holds values that are not finite")

    def save(self) -> None:
        """Saves a checkpoint where one is wanted; a disk that refuses is a warning, not the end of
        a long run."""
        if self.checkpoint is None:
            return
        position = replace(self.position, seconds=self.seconds)
        self.saved = time.monotonic()
        try:
            training = self.training
            save_checkpoint(
                self.checkpoint, self.identity, position, training.state, training.names
            )
        except OSError as error:
            warn(f"the checkpoint could not be saved, training goes on without: {error}")

    def report_fields(self) -> dict[str, Any]:
        """The fields that the reports of all trainings have."""
        position, mean = self.position, self.training.mean_loss
        partial = (mean(position.epoch_loss, position.epoch_pairs),) if position.epoch_pairs else ()
        return dict(
            recipe=self.recipe.describe(),
            losses=position.losses + partial,
            seconds=self.seconds,
            threads=available_threads(self.recipe.threads),
            isa=_core.ISA,
            peak_memory=peak_memory(),
            stopped=self.stopped,
            version=__version__,
        )


def train(
    prepare: Callable[[Any], Training[Result]],
    *,
    progress: bool | None = None,
    callback: Callback | None = None,
    checkpoint: str | Path | None = None,
    every: str | float = "10min",
    initial: Any = None,
) -> Result:
    """Trains to the end, or until it is told to stop; what ``fit`` of all recipes with epochs does.
    The arguments of every such ``fit`` besides its data are documented here alone.

    Args:
        prepare: makes the training, of ``initial``.
        progress: show a bar on stderr; None: on terminals, after two seconds.
        callback: called about ten times a second, and after each epoch, with a
            :class:`malvec.models.FitProgress`; when it returns False, training stops and the result
            is what was learnt until then.
        checkpoint: a directory; the run saves itself there at intervals and when it is done, and
            goes on from what it finds there, to the same bits where threads do not change them.
        every: the interval, in seconds or as text such as ``"30s"``, ``"10min"``, ``"2h"``.
        initial: an earlier result to go on from; ``TypeError`` where the model always begins anew.

    Raises:
        MemoryError: the arrays do not fit; before anything is allocated.
        NumericalError: a loss is not finite; the message says what helps.
        Interrupted: on Ctrl-C; what was learnt so far is in its ``result``.
        ValueError: the checkpoint is of another run, or ``initial`` does not fit.
    """
    interval = parse_interval(every)
    if callback is not None and not callable(callback):
        raise TypeError(f"callback={callback!r:.60}: must be a function of a FitProgress, or None")
    training = prepare(initial)
    run = Run(training, callback, interval)
    if checkpoint is not None:
        run.resume(Path(checkpoint))
        if run.items_done:
            note(f"going on from {checkpoint}: {run.epochs_done:.2g} epochs are done", progress)
    epoch = training.start()
    total, name = training.items * training.recipe.epochs, type(training.recipe).__name__
    with (
        progress_bar(
            total, name, f" {training.progress_unit}", progress, begin=run.items_done
        ) as advance,
        interrupts() as interrupted,
    ):
        _train(run, epoch, advance, interrupted)
    if not all(map(_finite, training.state.values())):
        raise NumericalError(f"training left values that are not finite: {training.remedy}")
    result = training.finish(run)
    if interrupted():
        raise Interrupted(result)
    return result


def _train(
    run: Run,
    epoch: Callable[[Position, Tell], bool],
    advance: Callable[..., None],
    interrupted: Callable[[], bool],
) -> None:
    position, training, epochs = run.position, run.training, run.recipe.epochs
    tell = _teller(run, advance, interrupted)
    while position.epoch < epochs and not run.stopped:
        whole = epoch(position, tell)
        if not math.isfinite(position.epoch_loss):
            raise NumericalError(
                f"the loss is not finite in epoch {position.epoch + 1}: {training.remedy}"
            )
        # an epoch may be shorter than the time between two ticks of the core
        tell(run.items_done, position.epoch_loss, position.epoch_pairs)
        if whole:
            _close_epoch(position, training.mean_loss)
        elif not training.resumes_within_epochs:
            break
        if run.due or run.stopped or position.epoch == epochs:
            run.save()


def _teller(run: Run, advance: Callable[..., None], interrupted: Callable[[], bool]) -> Tell:
    """The function by which an epoch tells how far it is, and hears whether it shall go on."""
    position, training, epochs = run.position, run.training, run.recipe.epochs
    first, started, total = run.items_done, time.monotonic(), training.items * epochs

    def tell(done: int, loss: float, terms: int) -> bool:
        mean = training.mean_loss(loss, terms)
        rate = (done - first) / max(time.monotonic() - started, 1e-9)
        advance(done, epoch=f"{position.epoch + 1}/{epochs}", loss=f"{mean:.4f}")
        event = FitProgress(position.epoch + 1, epochs, done / total, mean, tokens_per_second=rate)
        run.stopped = run.stopped or interrupted() or _refused(run.callback, event)
        pause = training.resumes_within_epochs and run.checkpoint is not None and run.due
        return not run.stopped and not pause

    return tell


def _refused(callback: Callback | None, event: FitProgress) -> bool:
    return callback is not None and callback(event) is False


def _close_epoch(position: Position, mean_loss: Callable[[float, int], float]) -> None:
    position.losses += (mean_loss(position.epoch_loss, position.epoch_pairs),)
    position.epoch, position.chunk = position.epoch + 1, 0
    position.epoch_loss, position.epoch_pairs = 0.0, 0


def _finite(array: npt.NDArray[Any]) -> bool:
    """Matrices are not copied for it."""
    return _core.rows_are_finite(array) if array.ndim == 2 else bool(np.isfinite(array).all())
