"""What all recipes over a token stream share: their knobs, and ``fit``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from malvec import _core
from malvec.corpus import Corpus
from malvec.models.tokens.run import FitArguments, FitProgress, fit_tokens
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import Recipe, knob
from malvec.vectors.rows import padded_dim
from malvec.vectors.word_vectors import WordVectors

__all__ = ["StreamRecipe", "TokenRecipe"]

_BUCKETS = 2_000_000


@dataclass(frozen=True)
class StreamRecipe(Recipe):
    """Knobs of training over a token stream; a recipe is checked when it is made."""

    dim: int = knob(100, "length of the vectors")
    window: int = knob(5, "words to either side of the centre word")
    shrink_windows: bool = knob(
        True, "draw each window's radius from 1..window, so that near words count more"
    )
    loss: str = knob("ns", "ns: negative sampling, hs: hierarchical softmax")
    negative: int = knob(5, "negative samples per positive, for ns")
    ns_exponent: float = knob(0.75, "negatives are drawn by count ** ns_exponent")
    sample: float = knob(
        1e-4, "threshold above which frequent words are thinned out; 0 keeps every token"
    )
    lr: float = knob(0.05, "learning rate at the start; it falls linearly")
    min_lr: float = knob(1e-4, "learning rate at the end")
    epochs: int = knob(5, "passes over the corpus")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")


@dataclass(frozen=True)
class TokenRecipe(StreamRecipe):
    """Knobs of word vectors, which may be composed of sub-words."""

    python_knobs: ClassVar[tuple[str, ...]] = ("units", "min_n", "max_n", "buckets")

    units: str | None = knob(
        None,
        "sub-words: n-grams of char, jamo, or jamo+char; by default none",
        "--subwords",
        "--units",
    )
    min_n: int | None = knob(None, "shortest n-gram of sub-words; 3 where there are any")
    max_n: int | None = knob(None, "longest n-gram of sub-words; 6 where there are any")
    buckets: int = knob(_BUCKETS, "rows that the n-grams of sub-words share")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._settle(self.subwords() or {})

    def subwords(self) -> dict[str, Any] | None:
        """The knobs of sub-words, or None where they are off: they are on as soon as ``units``,
        ``min_n`` or ``max_n`` is given."""
        if self.units is None and self.min_n is None and self.max_n is None:
            if self.buckets != _BUCKETS:
                raise ValueError(
                    f"buckets={self.buckets} is of sub-words, which are off: give units (char, jamo"
                    " or jamo+char) too"
                )
            return None
        units = "char" if self.units is None else self.units
        min_n, max_n = (
            3 if self.min_n is None else self.min_n,
            6 if self.max_n is None else self.max_n,
        )
        return dict(
            _core.subword_knobs(
                {"min_n": min_n, "max_n": max_n, "buckets": self.buckets, "units": units}
            )
        )

    def memory(self, words: int) -> int:
        """About how many bytes training takes for a vocabulary of so many words, corpus not
        counted.

        Example:
            >>> Skipgram(dim=100).memory(1_000_000) // 10**6
            896
        """
        rows = 2 * words + (self.buckets if self.subwords() else 0)
        scratch = available_threads(self.threads) * 4 * (self.window + 1)
        return 4 * padded_dim(self.dim) * (rows + scratch)

    def fit(
        self,
        corpus: Corpus,
        *,
        progress: bool = False,
        callback: Callable[[FitProgress], bool | None] | None = None,
        checkpoint: str | Path | None = None,
        every: str | float = "10min",
        initial: WordVectors | None = None,
    ) -> WordVectors:
        """Trains word vectors on a corpus.

        Args:
            corpus: token ids and their vocabulary.
            progress: show a progress bar on stderr.
            callback: called about ten times a second, and after each epoch, with a
                :class:`malvec.FitProgress`; when it returns False, training stops and the vectors
                as they are then are the result.
            checkpoint: a directory; the run saves itself there at intervals and at the end, and
                goes on from what it finds there.
            every: the interval, in seconds or as text such as ``"30s"``, ``"10min"``, ``"2h"``.
            initial: earlier vectors to go on from. Words new to them start at random; words that
                the corpus lacks are kept, after the others.

        Returns:
            The vectors, with a :class:`malvec.TrainingReport` in ``report``.

        Raises:
            MemoryError: if the matrices do not fit; before anything is allocated.
            NumericalError: if a loss is not finite; a smaller ``lr`` helps.
            Interrupted: on Ctrl-C; the vectors so far are in its ``vectors``.
            ValueError: if the checkpoint is of another run, or ``initial`` of another dim.
        """
        return fit_tokens(
            self, corpus, FitArguments(progress, callback, checkpoint, every, initial)
        )
