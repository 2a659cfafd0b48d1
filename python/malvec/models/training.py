"""Training over a token stream: matrices, epochs, progress, checkpoints, Ctrl-C. Skip-gram and CBOW differ only in their recipe."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.errors import NumericalError
from malvec.interrupt import interrupts
from malvec.machine import available_threads, peak_memory
from malvec.models.checkpoint import Standing, checksum, load_checkpoint, parse_interval, prepare_directory, save_checkpoint
from malvec.models.input_rows import extended, finished, has_word_outputs, old_words, row_lists, started
from malvec.progress import progress_bar
from malvec.report import TrainingReport
from malvec.vectors import WordVectors
from malvec.version import __version__

if TYPE_CHECKING:
    from malvec.models.token_recipe import TokenRecipe

__all__ = ["FitArguments", "FitProgress", "Interrupted", "fit_tokens"]

FloatMatrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FitProgress:
    """What a callback is told, about ten times a second.

    Attributes:
        epoch: the epoch that is running, from 1.
        epochs: how many there are.
        done: the share of all epochs that is done, 0 to 1.
        loss: mean loss per positive example, or per cell, so far in this epoch, NaN at its very start.
        tokens_per_second: raw tokens trained per second since training began; for models over cells: cells, or what they count in.
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
    """Ctrl-C during ``fit``. What was learnt until that moment is in ``result``, its report says ``stopped``.

    Word vectors are in ``vectors`` too.
    """

    def __init__(self, result: Any) -> None:
        super().__init__("training was interrupted; what was learnt so far is in .result")
        self.result = result

    @property
    def vectors(self) -> WordVectors:
        """The result of a model of word vectors."""
        if not isinstance(self.result, WordVectors):
            raise AttributeError(f"what was learnt so far is {type(self.result).__name__}, not word vectors: it is in .result")
        return self.result


@dataclass
class _Job:
    """One run of ``fit``: what it works on and how far it is."""

    recipe: TokenRecipe
    corpus: Corpus
    input: FloatMatrix
    output: FloatMatrix
    knobs: dict[str, Any]
    callback: Callable[[FitProgress], bool | None] | None
    initial: WordVectors | None
    standing: Standing = field(default_factory=Standing)
    checkpoint: Path | None = None
    known: dict[str, Any] = field(default_factory=dict)  # the identity, once it is needed
    interval: float = 600.0
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    saved: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return self.standing.seconds + time.monotonic() - self.started

    def tokens_done(self) -> int:
        in_epoch = min(self.standing.chunk * _core.CHUNK_TOKENS, len(self.corpus.ids))
        return self.standing.epoch * len(self.corpus.ids) + in_epoch

    def identity(self) -> dict[str, Any]:
        """What a checkpoint must agree on to be gone on with; the number of threads may change."""
        vocab, start = self.corpus.vocab, self.initial
        before: list[npt.NDArray[Any] | None] = []
        if start is not None:
            before = [start.words.data, start.words.offsets, np.asarray(start.matrix), start.output]
            before.append(None if start.subword_table is None else np.asarray(start.subword_table.rows))
        return {
            "recipe": {**self.recipe.describe(), "threads": None},
            "corpus": checksum(vocab.data, vocab.offsets, self.corpus.ids, self.corpus.offsets),
            "initial": checksum(*before),
        }

    def save(self) -> None:
        """Saves a checkpoint where one is wanted; a disk that refuses is a warning, not the end of a long run."""
        if self.checkpoint is None:
            return
        standing = Standing(**{**vars(self.standing), "seconds": self.seconds})
        self.saved = time.monotonic()
        try:
            save_checkpoint(self.checkpoint, self.known, standing, {"input": self.input, "output": self.output})
        except OSError as error:
            warnings.warn(f"the checkpoint could not be saved, training goes on without: {error}", stacklevel=2)


def fit_tokens(recipe: TokenRecipe, corpus: Corpus, arguments: FitArguments) -> WordVectors:
    """Trains word vectors by ``recipe`` on ``corpus``; what ``Skipgram.fit`` and ``Cbow.fit`` do."""
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(f"fit() takes a malvec.Corpus, not {type(corpus).__name__}: {made}")
    interval = parse_interval(arguments.every)
    knobs = {**recipe.native_knobs(), "threads": available_threads(recipe.threads)}
    input, output = started(recipe, corpus.vocab, arguments.initial)
    job = _Job(recipe, corpus, input, output, knobs, arguments.callback, arguments.initial, interval=interval)
    if arguments.checkpoint is not None:
        _find_checkpoint(job, Path(arguments.checkpoint))
    matrices = (input, output, *row_lists(recipe, corpus.vocab, knobs["threads"]))
    trainer = getattr(_core, recipe.native_name())(knobs, (corpus.ids, corpus.offsets, corpus.vocab.counts), matrices)
    total, name = len(corpus.ids) * recipe.epochs, type(recipe).__name__
    with progress_bar(total, name, " tokens", arguments.progress) as advance, interrupts() as interrupted:
        _train(job, trainer, advance, interrupted)
    if job.standing.pairs == 0 and not job.stopped:
        why = "no sentence kept two words; lower min_count, or raise sample (0 keeps every token)"
        warnings.warn(f"nothing was trained and the vectors are random: {why}", stacklevel=3)
    vectors = _result(job)
    if interrupted():
        raise Interrupted(vectors)
    return vectors


def _find_checkpoint(job: _Job, directory: Path) -> None:
    prepare_directory(directory, job.input.nbytes + job.output.nbytes)
    job.checkpoint, job.known = directory, job.identity()
    job.standing = load_checkpoint(directory, job.known, {"input": job.input, "output": job.output}) or Standing()


def _train(job: _Job, trainer: Any, advance: Callable[..., None], interrupted: Callable[[], bool]) -> None:
    chunks = -(-len(job.corpus.ids) // _core.CHUNK_TOKENS)
    standing, first_token, started = job.standing, job.tokens_done(), time.monotonic()

    def tick(done: int, loss: float, pairs: int) -> bool:
        pairs, loss = pairs + standing.epoch_pairs, loss + standing.epoch_loss
        mean = loss / pairs if pairs else float("nan")
        rate = (done - first_token) / max(time.monotonic() - started, 1e-9)
        advance(done, epoch=f"{standing.epoch + 1}/{job.recipe.epochs}", loss=f"{mean:.4f}")
        event = FitProgress(standing.epoch + 1, job.recipe.epochs, done / (len(job.corpus.ids) * job.recipe.epochs), mean, rate)
        job.stopped = interrupted() or (job.callback is not None and job.callback(event) is False)
        return not job.stopped and (job.checkpoint is None or time.monotonic() - job.saved < job.interval)

    while standing.epoch < job.recipe.epochs and not job.stopped:
        done, kept, pairs, loss = trainer.run_epoch(standing.epoch, standing.chunk, tick)
        standing.chunk += done
        standing.kept, standing.pairs = standing.kept + kept, standing.pairs + pairs
        standing.epoch_pairs, standing.epoch_loss = standing.epoch_pairs + pairs, standing.epoch_loss + loss
        tick(job.tokens_done(), 0.0, 0)  # an epoch may be shorter than the core's tick
        if standing.chunk == chunks:
            _close_epoch(standing)
        if time.monotonic() - job.saved >= job.interval or job.stopped or standing.epoch == job.recipe.epochs:
            job.save()
    if not (_core.all_finite(job.input) and _core.all_finite(job.output)):
        raise NumericalError(f"training left values that are not finite; use a smaller lr than {job.recipe.lr}")


def _close_epoch(standing: Standing) -> None:
    standing.losses += (standing.epoch_loss / standing.epoch_pairs if standing.epoch_pairs else float("nan"),)
    standing.epoch, standing.chunk, standing.epoch_pairs, standing.epoch_loss = standing.epoch + 1, 0, 0, 0.0


def _result(job: _Job) -> WordVectors:
    recipe, initial = job.recipe, job.initial
    vocab, matrix, table = finished(recipe, job.corpus.vocab, job.input, initial)
    output: FloatMatrix | None = job.output
    if initial is not None:
        old_output = initial.output if has_word_outputs(recipe, initial) else None
        output = extended(job.output, old_output, old_words(job.corpus.vocab, initial)) if recipe.loss == "ns" else None
    metadata = {"recipe": json.dumps(recipe.describe()), "tokenizer": json.dumps(job.corpus.tokenizer)}
    metadata["normalize"] = json.dumps(job.corpus.normalize)
    return WordVectors(vocab, matrix, report=_report(job), metadata=metadata, output=output, subwords=table)


def _report(job: _Job) -> TrainingReport:
    standing, seconds = job.standing, max(job.seconds, 1e-9)
    partial = (standing.epoch_loss / standing.epoch_pairs,) if standing.epoch_pairs else ()
    return TrainingReport(
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
