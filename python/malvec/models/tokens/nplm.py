"""The neural probabilistic language model (Bengio et al. 2003)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from malvec import _core
from malvec.corpus import Corpus
from malvec.models.corpus_argument import check_corpus
from malvec.models.fit_options import FitOptions, takes_fit_options
from malvec.models.run import Run, State, Training, train
from malvec.models.tokens.training import corpus_arrays, token_report, token_training
from malvec.reports.training import TrainingReport
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import EpochRecipe, knob
from malvec.vectors.language_model import LanguageModel
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Nplm"]

_TILE = 512  # candidates whose rows the core packs at a time


@dataclass(frozen=True)
class Nplm(EpochRecipe):
    """NPLM: the vectors of the words before, through a tanh layer, predict the next word by a
    softmax.

    Every token of a sentence is predicted from the ``context`` tokens before it; before the first
    there is a vector of its own. Steps are taken by AdaGrad, a batch at a time; the paper's were
    plain gradient descent, a word at a time.

    Example:
        >>> model = mv.Nplm(dim=60, context=4, epochs=2, threads=1).fit(corpus)
        >>> model
        LanguageModel(1,923 words, dim=60, 4 words before)
        >>> model.perplexity(heldout) < len(corpus.vocab) / 10
        True

    Source: Bengio, Ducharme, Vincent & Jauvin, A Neural Probabilistic Language Model, 2003.
    """

    dim: int = knob(100, "length of the words' vectors")
    context: int = knob(4, "words before the predicted one, n - 1 of an n-gram model")
    hidden: int = knob(100, "units of the tanh layer")
    direct: bool = knob(False, "connect vectors and softmax directly, past the tanh layer, too")
    loss: Literal["sampled", "full"] = knob(
        "sampled",
        "sampled: softmax over the true word and drawn ones, full: over all words. The words drawn"
        " for each batch have their scores corrected by how often they are drawn (Bengio & Senécal"
        " 2008), and the losses reported are of that smaller task",
    )
    samples: int = knob(512, "words drawn for each batch, for sampled")
    sample_exponent: float = knob(1.0, "they are drawn by count ** sample_exponent")
    batch: int = knob(128, "examples per step")
    lr: float = knob(0.1, "learning rate of AdaGrad at the start; it falls linearly")
    min_lr: float = knob(1e-3, "learning rate at the end")
    epochs: int = knob(5, "passes over the corpus")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    def _shapes(self, words: int) -> dict[str, tuple[int, int]]:
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
        shapes = self._shapes(words)
        state = 2 * sum(rows * (columns + 15) for rows, columns in shapes.values())
        width, features = shapes["hidden"][1], shapes["output"][1]
        step = (
            self.batch * (4 * width + 5 * features) + 4 * self.hidden * width + 3 * _TILE * features
        )
        scores = self.batch * (words if self.loss == "full" else self.samples)
        return 4 * (state + available_threads(self.threads) * (step + scores))

    @takes_fit_options
    def fit(self, corpus: Corpus, **options: Unpack[FitOptions]) -> LanguageModel:
        """Trains a language model on a corpus; always anew.

        Args:
            corpus: token ids and their vocabulary; its sentences are what is predicted word by
                word.

        Returns:
            The model, with a :class:`malvec.reports.TrainingReport` in ``report``.

        Example:
            >>> mv.Nplm(hidden=20, direct=True, epochs=1).fit(corpus, progress=False)
            LanguageModel(1,923 words, dim=100, 4 words before)
        """
        return train(partial(self._training, corpus), **options)

    def _training(self, corpus: Corpus, initial: None) -> Training[LanguageModel]:
        check_corpus(corpus)
        self._refuse_initial(initial)
        words, counts = len(corpus.vocab), corpus.vocab.counts
        assert counts is not None  # a corpus counts its words
        check_memory(
            self.memory(words),
            f"what Nplm learns of {words:,} words",
            "lower dim, hidden, batch or threads, or raise min_count",
        )
        state: State = {
            name + of: _core.matrix(*shape)
            for of in ("", "_squares")
            for name, shape in self._shapes(words).items()
        }
        _core.initialize_nplm(self._native_knobs(), counts, state)
        return token_training(
            self,
            corpus,
            state=state,
            trainer=lambda: _core.nplm(self._run_knobs(), corpus_arrays(corpus), state),
            finish=partial(self._result, corpus),
            remedy=f"use a smaller lr than {self.lr}",
        )

    def _result(self, corpus: Corpus, run: Run) -> LanguageModel:
        state = run.training.state
        vectors = WordVectors(
            corpus.vocab,
            state["input"][:-1],
            report=TrainingReport(**token_report(run, corpus)),
            metadata=self.metadata(),
            pipeline=corpus.pipeline,
        )
        learnt = {name: state[name] for name in ("input", "hidden", "output")}
        return LanguageModel(vectors, self._native_knobs(), **learnt)
