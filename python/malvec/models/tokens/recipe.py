"""What all recipes over a token stream share: their knobs, and ``fit`` of word vectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.models.checkpoint import checksum
from malvec.models.corpus_argument import check_corpus
from malvec.models.fit_options import FitOptions, takes_fit_options
from malvec.models.run import Run, State, Training, train
from malvec.models.tokens.initial_rows import (
    append_old_rows,
    check_initial,
    initial_matrices,
    trained_vectors,
    word_rows,
    words_only_in,
)
from malvec.models.tokens.training import (
    check_trained,
    corpus_arrays,
    token_report,
    token_training,
)
from malvec.reports.training import TrainingReport
from malvec.runtime.arguments import check_flag, one_of
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import EpochRecipe, knob
from malvec.vectors.rows import padded_dim
from malvec.vectors.subwords import NGRAMS_OF
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["StreamRecipe", "TokenRecipe"]

_BUCKETS = 2_000_000


@dataclass(frozen=True)
class StreamRecipe(EpochRecipe):
    """Knobs of training over windows of a token stream; a recipe is checked when it is made."""

    dim: int = knob(100, "length of the vectors")
    window: int = knob(5, "words to either side of the centre word")
    shrink_windows: bool = knob(
        True, "draw each window's radius from 1..window, so that near words count more"
    )
    loss: Literal["ns", "hs"] = knob("ns", "ns: negative sampling, hs: hierarchical softmax")
    negative: int = knob(5, "negative samples per positive, for ns; hs draws none")
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

    _python_knobs: ClassVar[tuple[str, ...]] = ("subwords", "min_n", "max_n", "buckets", "pruned")

    subwords: Literal["char", "jamo", "jamo+char"] | None = knob(
        None, "sub-words: n-grams of char, jamo, or jamo+char; by default none"
    )
    min_n: int | None = knob(None, "shortest n-gram of sub-words; 3 where there are any")
    max_n: int | None = knob(None, "longest n-gram of sub-words; 6 where there are any")
    buckets: int = knob(_BUCKETS, "rows that the n-grams of sub-words share")
    pruned: bool = knob(
        True, "leave out the rows of n-grams that no word has, which were never trained"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_flag("pruned", self.pruned)
        if options := self._subword_options():
            self._settle({"subwords": options.pop("units"), **options})

    def _subword_options(self) -> dict[str, Any] | None:
        """The knobs of sub-words as the core names them, or None where they are off: they are on as
        soon as ``subwords``, ``min_n`` or ``max_n`` is given."""
        if self.subwords is None and self.min_n is None and self.max_n is None:
            for name, default in (("buckets", _BUCKETS), ("pruned", True)):
                if (value := getattr(self, name)) != default:
                    raise ValueError(
                        f"{name}={value} is of sub-words, which are off: give subwords (char, jamo"
                        " or jamo+char) too"
                    )
            return None
        options = {
            "min_n": 3 if self.min_n is None else self.min_n,
            "max_n": 6 if self.max_n is None else self.max_n,
            "buckets": self.buckets,
            "units": one_of(
                "subwords", "char" if self.subwords is None else self.subwords, NGRAMS_OF
            ),
        }
        return dict(_core.subword_knobs(options))

    def memory(self, words: int) -> int:
        """About how many bytes training takes for a vocabulary of so many words, corpus not
        counted.

        Example:
            >>> mv.Skipgram(dim=100).memory(1_000_000) // 10**6
            896
        """
        rows = 2 * words + (self.buckets if self._subword_options() else 0)
        scratch = available_threads(self.threads) * 4 * (self.window + 1)
        return 4 * padded_dim(self.dim) * (rows + scratch)

    @takes_fit_options
    def fit(self, corpus: Corpus, **options: Unpack[FitOptions]) -> WordVectors:
        """Trains word vectors on a corpus.

        With ``initial``, earlier vectors to go on from, words new to them start at random, and
        words that the corpus lacks are kept, after the others.

        Args:
            corpus: token ids and their vocabulary.

        Returns:
            The vectors, with a :class:`malvec.reports.TrainingReport` in ``report``.

        Example:
            >>> mv.Skipgram(dim=100).fit(corpus, progress=False)
            WordVectors(1,923 words, dim=100)
        """
        return train(partial(self._training, corpus), **options)

    def _training(self, corpus: Corpus, initial: WordVectors | None) -> Training[WordVectors]:
        check_corpus(corpus)
        self._check_memory(len(corpus.vocab))
        if initial is not None:
            check_initial(initial, self.dim, self._subword_options())
        input, output = initial_matrices(
            corpus.vocab,
            self._subword_options(),
            dim=self.dim,
            seed=self.seed,
            initial=initial,
            old_output=self._old_output(initial),
        )
        state: State = {"input": input, "output": output}
        return token_training(
            self,
            corpus,
            state=state,
            trainer=partial(self._trainer, corpus, state),
            finish=partial(self._result, corpus, initial),
            remedy=f"use a smaller lr than {self.lr}",
            identity=lambda: {"initial": _checksum(initial)},
        )

    def _check_memory(self, words: int) -> None:
        buckets = ", buckets" if self._subword_options() else ""
        check_memory(
            self.memory(words),
            f"the matrices of {words:,} words x {self.dim}",
            f"raise min_count, set max_vocab, or lower dim{buckets}, window or threads",
        )

    def _trainer(self, corpus: Corpus, state: State) -> Any:
        knobs = self._run_knobs()
        rows = word_rows(corpus.vocab, self._subword_options(), knobs["threads"])
        matrices = (state["input"], state["output"], *rows)
        return getattr(_core, self._native_name())(knobs, corpus_arrays(corpus), matrices)

    def _result(self, corpus: Corpus, initial: WordVectors | None, run: Run) -> WordVectors:
        check_trained(
            run,
            "no sentence kept two words; lower min_count, or raise sample (0 keeps every token)",
            initial,
        )
        input, output = run.training.state["input"], run.training.state["output"]
        vocab, matrix, table = trained_vectors(
            corpus.vocab, input, self._subword_options(), initial, self.pruned
        )
        metadata = self.metadata()
        if self.loss != "ns":
            metadata["output_rows"] = "nodes"
        return WordVectors(
            vocab,
            matrix,
            report=TrainingReport(**token_report(run, corpus)),
            metadata=metadata,
            pipeline=corpus.pipeline,
            output=self._whole_output(output, corpus, initial),
            subwords=table,
        )

    def _whole_output(
        self, output: npt.NDArray[np.float32], corpus: Corpus, initial: WordVectors | None
    ) -> npt.NDArray[np.float32] | None:
        """The trained output rows, with those of the words that only the earlier vectors have."""
        if initial is None:
            return output
        if self.loss != "ns":
            return None
        missing = words_only_in(initial, corpus.vocab)
        return append_old_rows(output, self._old_output(initial), missing)

    def _old_output(self, initial: WordVectors | None) -> npt.NDArray[np.float32] | None:
        """The output rows of earlier vectors, where rows belong to words before and now; with
        hierarchical softmax they belong to nodes of a tree."""
        if initial is None or self.loss != "ns" or "output_rows" in initial.metadata:
            return None
        return initial.output


def _checksum(initial: WordVectors | None) -> str:
    if initial is None:
        return checksum()
    table, vocab = initial.subword_table, initial.vocab
    rows = None if table is None else np.asarray(table.matrix)
    matrix = np.asarray(initial.matrix)
    return checksum(vocab.data, vocab.offsets, matrix, initial.output, rows)
