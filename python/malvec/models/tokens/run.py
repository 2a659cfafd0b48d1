"""Training over a token stream: matrices, epochs, progress, checkpoints, Ctrl-C. Skip-gram and CBOW
differ only in their recipe; ``Doc2Vec`` brings a matrix more, and what it makes of the run.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.errors import NumericalError
from malvec.models.checkpoint import (
    Standing,
    checksum,
    load_checkpoint,
    parse_interval,
    prepare_directory,
    save_checkpoint,
)
from malvec.models.tokens.rows import (
    extended,
    finished,
    has_word_outputs,
    old_words,
    row_lists,
    started,
)
from malvec.reports.training import TrainingReport
from malvec.runtime.interrupt import interrupts
from malvec.runtime.machine import available_threads, peak_memory
from malvec.runtime.progress import progress_bar
from malvec.vectors.word_vectors import WordVectors
from malvec.version import __version__

if TYPE_CHECKING:
    from malvec.models.tokens.recipe import TokenRecipe

__all__ = [
    "FitArguments",
    "FitProgress",
    "Interrupted",
    "TokenRun",
    "check_corpus",
    "fit_tokens",
    "report_fields",
]

FloatMatrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FitProgress:
    """What a callback is told, about ten times a second.

    Attributes:
        epoch: the epoch that is running, from 1.
        epochs: how many there are.
        done: the share of all epochs that is done, 0 to 1.
        loss: mean loss per positive example, or per cell, so far in this epoch, NaN at its very
            start.
        tokens_per_second: raw tokens trained per second since training began; for models over
            cells: cells, or what they count in.
    """

    epoch: int
    epochs: int
    done: float
    loss: float
    tokens_per_second: float


@dataclass(frozen=True)
class FitArguments:
    """What ``fit`` takes besides the corpus; see there."""

    progress: bool
    callback: Callable[[FitProgress], bool | None] | None
    checkpoint: str | Path | None
    every: str | float
    initial: WordVectors | None


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during ``fit``. What was learnt until that moment is in ``result``, its report says
    ``stopped``.

    Word vectors are in ``vectors`` too.
    """

    def __init__(self, result: Any) -> None:
        super().__init__("training was interrupted; what was learnt so far is in .result")
        self.result = result

    @property
    def vectors(self) -> WordVectors:
        """The result of a model of word vectors."""
        if not isinstance(self.result, WordVectors):
            raise AttributeError(
                f"what was learnt so far is {type(self.result).__name__}, not word vectors: it is"
                " in .result"
            )
        return self.result


class _Knobs(Protocol):
    """What a run asks of a recipe besides what all recipes have."""

    @property
    def epochs(self) -> int:
        """Passes over the corpus."""

    @property
    def lr(self) -> float:
        """The learning rate at the start."""

    @property
    def threads(self) -> int | None:
        """Threads, or None for one per processor."""

    def native_knobs(self) -> dict[str, Any]:
        """See :class:`malvec.runtime.recipe.Recipe`."""

    def describe(self) -> dict[str, Any]:
        """See :class:`malvec.runtime.recipe.Recipe`."""


@dataclass
class TokenRun:
    """One run of ``fit``: what it works on and how far it is; ``start`` gives checksums of what it
    starts from, by name."""

    recipe: _Knobs
    corpus: Corpus
    matrices: dict[str, FloatMatrix]
    callback: Callable[[FitProgress], bool | None] | None
    start: Callable[[], dict[str, str]]
    standing: Standing = field(default_factory=Standing)
    checkpoint: Path | None = None
    known: dict[str, Any] = field(default_factory=dict)  # the identity, once it is needed
    interval: float = 600.0
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    saved: float = field(default_factory=time.monotonic)
    knobs: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.knobs = {
            **self.recipe.native_knobs(),
            "threads": available_threads(self.recipe.threads),
        }

    @property
    def seconds(self) -> float:
        """Wall time of the training so far, that before a checkpoint counted in."""
        return self.standing.seconds + time.monotonic() - self.started

    def tokens_done(self) -> int:
        """Tokens of all epochs that are done."""
        in_epoch = min(self.standing.chunk * _core.CHUNK_TOKENS, len(self.corpus.ids))
        return self.standing.epoch * len(self.corpus.ids) + in_epoch

    def identity(self) -> dict[str, Any]:
        """What a checkpoint must agree on to be gone on with; the number of threads may change."""
        vocab = self.corpus.vocab
        return {
            "recipe": {**self.recipe.describe(), "threads": None},
            "corpus": checksum(vocab.data, vocab.offsets, self.corpus.ids, self.corpus.offsets),
            **self.start(),
        }

    def go_on_from(self, directory: str | Path | None) -> None:
        """Saves itself in this directory from now on, and starts from what is there."""
        if directory is None:
            return
        prepare_directory(Path(directory), sum(matrix.nbytes for matrix in self.matrices.values()))
        self.checkpoint, self.known = Path(directory), self.identity()
        self.standing = (
            load_checkpoint(self.checkpoint, self.known, dict(self.matrices)) or Standing()
        )

    def train(self, trainer: Any, progress: bool) -> bool:
        """Trains to the end, or until it is told to stop; True where that was by Ctrl-C."""
        total, name = len(self.corpus.ids) * self.recipe.epochs, type(self.recipe).__name__
        with progress_bar(total, name, " tokens", progress) as advance, interrupts() as interrupted:
            _train(self, trainer, advance, interrupted)
            return interrupted()

    def save(self) -> None:
        """Saves a checkpoint where one is wanted; a disk that refuses is a warning, not the end of
        a long run."""
        if self.checkpoint is None:
            return
        standing = Standing(**{**vars(self.standing), "seconds": self.seconds})
        self.saved = time.monotonic()
        try:
            save_checkpoint(self.checkpoint, self.known, standing, dict(self.matrices))
        except OSError as error:
            warnings.warn(
                f"the checkpoint could not be saved, training goes on without: {error}",
                stacklevel=2,
            )


def fit_tokens(recipe: TokenRecipe, corpus: Corpus, arguments: FitArguments) -> WordVectors:
    """Trains word vectors by ``recipe`` on ``corpus``; what ``Skipgram.fit`` and ``Cbow.fit``
    do."""
    check_corpus(corpus)
    interval = parse_interval(arguments.every)
    initial = arguments.initial
    input, output = started(recipe, corpus.vocab, initial)
    job = TokenRun(
        recipe,
        corpus,
        {"input": input, "output": output},
        arguments.callback,
        partial(_checksums, initial),
        interval=interval,
    )
    job.go_on_from(arguments.checkpoint)
    matrices = (input, output, *row_lists(recipe, corpus.vocab, job.knobs["threads"]))
    trainer = getattr(_core, recipe.native_name())(
        job.knobs, (corpus.ids, corpus.offsets, corpus.vocab.counts), matrices
    )
    interrupted = job.train(trainer, arguments.progress)
    if job.standing.pairs == 0 and not job.stopped:
        why = "no sentence kept two words; lower min_count, or raise sample (0 keeps every token)"
        warnings.warn(f"nothing was trained and the vectors are random: {why}", stacklevel=3)
    vectors = _result(recipe, job, initial)
    if interrupted:
        raise Interrupted(vectors)
    return vectors


def check_corpus(corpus: object) -> None:
    """``TypeError`` for anything but a corpus."""
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(f"fit() takes a malvec.Corpus, not {type(corpus).__name__}: {made}")


def _checksums(initial: WordVectors | None) -> dict[str, str]:
    before: list[npt.NDArray[Any] | None] = []
    if initial is not None:
        before = [
            initial.words.data,
            initial.words.offsets,
            np.asarray(initial.matrix),
            initial.output,
        ]
        before.append(
            None if initial.subword_table is None else np.asarray(initial.subword_table.rows)
        )
    return {"initial": checksum(*before)}


def _train(
    job: TokenRun, trainer: Any, advance: Callable[..., None], interrupted: Callable[[], bool]
) -> None:
    chunks = -(-len(job.corpus.ids) // _core.CHUNK_TOKENS)
    standing, first_token, started = job.standing, job.tokens_done(), time.monotonic()

    def tick(done: int, loss: float, pairs: int) -> bool:
        pairs, loss = pairs + standing.epoch_pairs, loss + standing.epoch_loss
        mean = loss / pairs if pairs else float("nan")
        rate = (done - first_token) / max(time.monotonic() - started, 1e-9)
        advance(done, epoch=f"{standing.epoch + 1}/{job.recipe.epochs}", loss=f"{mean:.4f}")
        event = FitProgress(
            standing.epoch + 1,
            job.recipe.epochs,
            done / (len(job.corpus.ids) * job.recipe.epochs),
            mean,
            rate,
        )
        job.stopped = interrupted() or (job.callback is not None and job.callback(event) is False)
        return not job.stopped and (
            job.checkpoint is None or time.monotonic() - job.saved < job.interval
        )

    while standing.epoch < job.recipe.epochs and not job.stopped:
        done, kept, pairs, loss = trainer.run_epoch(standing.epoch, standing.chunk, tick)
        standing.chunk += done
        standing.kept, standing.pairs = standing.kept + kept, standing.pairs + pairs
        standing.epoch_pairs, standing.epoch_loss = (
            standing.epoch_pairs + pairs,
            standing.epoch_loss + loss,
        )
        tick(job.tokens_done(), 0.0, 0)  # an epoch may be shorter than the core's tick
        if standing.chunk == chunks:
            _close_epoch(standing)
        if (
            time.monotonic() - job.saved >= job.interval
            or job.stopped
            or standing.epoch == job.recipe.epochs
        ):
            job.save()
    if not all(_core.all_finite(matrix) for matrix in job.matrices.values()):
        raise NumericalError(
            f"training left values that are not finite; use a smaller lr than {job.recipe.lr}"
        )


def _close_epoch(standing: Standing) -> None:
    standing.losses += (
        standing.epoch_loss / standing.epoch_pairs if standing.epoch_pairs else float("nan"),
    )
    standing.epoch, standing.chunk, standing.epoch_pairs, standing.epoch_loss = (
        standing.epoch + 1,
        0,
        0,
        0.0,
    )


def _result(recipe: TokenRecipe, job: TokenRun, initial: WordVectors | None) -> WordVectors:
    vocab, matrix, table = finished(recipe, job.corpus.vocab, job.matrices["input"], initial)
    output: FloatMatrix | None = job.matrices["output"]
    if initial is not None:
        old_output = initial.output if has_word_outputs(recipe, initial) else None
        output = (
            extended(job.matrices["output"], old_output, old_words(job.corpus.vocab, initial))
            if recipe.loss == "ns"
            else None
        )
    report = TrainingReport(**report_fields(job))
    return WordVectors(
        vocab,
        matrix,
        report=report,
        metadata={"recipe": json.dumps(recipe.describe())},
        output=output,
        subwords=table,
        pipeline=job.corpus.pipeline,
    )


def report_fields(job: TokenRun) -> dict[str, Any]:
    """The fields of a :class:`malvec.TrainingReport` on a run."""
    standing, seconds = job.standing, max(job.seconds, 1e-9)
    partial = (standing.epoch_loss / standing.epoch_pairs,) if standing.epoch_pairs else ()
    return dict(
        recipe=job.recipe.describe(),
        words=len(job.corpus.vocab),
        sentences=len(job.corpus),
        tokens=len(job.corpus.ids),
        kept=standing.kept,
        pairs=standing.pairs,
        losses=standing.losses + partial,
        seconds=seconds,
        tokens_per_second=job.tokens_done() / seconds,
        kept_per_second=standing.kept / seconds,
        threads=job.knobs["threads"],
        isa=_core.ISA,
        peak_memory=peak_memory(),
        deterministic=job.knobs["threads"] == 1,
        stopped=job.stopped,
        version=__version__,
        corpus=job.corpus.report.as_dict(),
    )
