"""The neural probabilistic language model (Bengio et al. 2003)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from malvec import _core
from malvec.corpus import Corpus
from malvec.models.checkpoint import parse_interval
from malvec.models.tokens.run import (
    FitProgress,
    Interrupted,
    TokenRun,
    check_corpus,
    report_fields,
)
from malvec.reports.training import TrainingReport
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import Recipe, knob
from malvec.vectors.language_model import Floats, LanguageModel
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Nplm"]

_TILE = 512  # candidates whose rows the core packs at a time


@dataclass(frozen=True)
class Nplm(Recipe):
    """NPLM: the vectors of the words before, through a tanh layer, predict the next word by a
    softmax.

    Every token of a sentence is predicted from the ``context`` tokens before it; before the first
    there is a vector of its own. Steps are taken by AdaGrad, a batch at a time; the paper's were
    plain gradient descent, a word at a time.

    Args:
        dim: length of the words' vectors.
        context: words before, n - 1 of an n-gram model.
        hidden: units of the tanh layer.
        direct: connect the vectors with the softmax directly too, past the tanh layer.
        loss: ``"sampled"``: the softmax runs over the true word and ``samples`` words drawn for
            each batch, scores corrected by how often they are drawn (Bengio & Senécal 2008); the
            losses reported are of that smaller task. ``"full"``: over all words.
        samples: words drawn for each batch.
        sample_exponent: they are drawn by count ** sample_exponent.
        batch: examples per step.

    Example:
        >>> model = mv.Nplm(dim=60, context=4, epochs=5).fit(corpus)     # doctest: +SKIP
        >>> model.perplexity(heldout)                                    # doctest: +SKIP
        312.5

    Source: Bengio, Ducharme, Vincent & Jauvin, A Neural Probabilistic Language Model, 2003.
    """

    dim: int = knob(100, "length of the vectors")
    context: int = knob(4, "words before the predicted one")
    hidden: int = knob(100, "units of the tanh layer")
    direct: bool = knob(False, "connect vectors and softmax directly, past the tanh layer, too")
    loss: str = knob(
        "sampled", "sampled: softmax over the true word and drawn ones, full: over all words"
    )
    samples: int = knob(512, "words drawn for each batch, for sampled")
    sample_exponent: float = knob(1.0, "they are drawn by count ** sample_exponent")
    batch: int = knob(128, "examples per step")
    lr: float = knob(0.1, "learning rate of AdaGrad at the start; it falls linearly")
    min_lr: float = knob(1e-3, "learning rate at the end")
    epochs: int = knob(5, "passes over the corpus")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    def shapes(self, words: int) -> dict[str, tuple[int, int]]:
        """Rows and columns of what is learnt for so many words."""
        width = self.context * self.dim + 1
        features = self.hidden + (width if self.direct else 1)
        return {
            "input": (words + 1, self.dim),
            "hidden": (self.hidden, width),
            "output": (words, features),
        }

    def memory(self, words: int) -> int:
        """About how many bytes training takes for so many words, corpus not counted."""
        shapes = self.shapes(words)
        state = 2 * sum(rows * (columns + 15) for rows, columns in shapes.values())
        width, features = shapes["hidden"][1], shapes["output"][1]
        step = (
            self.batch * (4 * width + 5 * features) + 4 * self.hidden * width + 3 * _TILE * features
        )
        scores = self.batch * (words if self.loss == "full" else self.samples)
        return 4 * (state + available_threads(self.threads) * (step + scores))

    def fit(
        self,
        corpus: Corpus,
        *,
        progress: bool = False,
        callback: Callable[[FitProgress], bool | None] | None = None,
        checkpoint: str | Path | None = None,
        every: str | float = "10min",
    ) -> LanguageModel:
        """Trains a language model on a corpus.

        Args:
            corpus: token ids and their vocabulary; its sentences are what is predicted word by
                word.
            progress, callback, checkpoint, every: as in :meth:`malvec.Skipgram.fit`.

        Returns:
            The model, with a :class:`malvec.TrainingReport` in ``report``.

        Raises:
            MemoryError: the matrices do not fit; before anything is allocated.
            NumericalError: a loss is not finite; a smaller ``lr`` helps.
            Interrupted: on Ctrl-C; the model so far is in its ``result``.

        Example:
            >>> mv.Nplm(hidden=200, direct=True).fit(corpus, progress=True)    # doctest: +SKIP
        """
        check_corpus(corpus)
        interval = parse_interval(every)
        words, counts = len(corpus.vocab), corpus.vocab.counts
        assert counts is not None  # a corpus counts its words
        check_memory(
            self.memory(words),
            f"what Nplm learns of {words:,} words",
            "lower dim, hidden, batch or threads, or raise min_count",
        )
        state = {
            name + of: _core.matrix(*shape)
            for of in ("", "_squares")
            for name, shape in self.shapes(words).items()
        }
        _core.initialize_nplm(self.native_knobs(), counts, state)
        job = TokenRun(self, corpus, state, callback, dict, interval=interval)
        job.go_on_from(checkpoint)
        trainer = _core.nplm(job.knobs, (corpus.ids, corpus.offsets, counts), state)
        interrupted = job.train(trainer, progress)
        model = self._result(job, state)
        if interrupted:
            raise Interrupted(model)
        return model

    def _result(self, job: TokenRun, state: dict[str, Floats]) -> LanguageModel:
        vectors = WordVectors(
            job.corpus.vocab,
            state["input"][:-1],
            report=TrainingReport(**report_fields(job)),
            metadata={"recipe": json.dumps(self.describe())},
            pipeline=job.corpus.pipeline,
        )
        return LanguageModel(
            vectors, self.native_knobs(), state["input"], state["hidden"], state["output"]
        )
