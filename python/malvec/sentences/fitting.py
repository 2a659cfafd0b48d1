"""Fitting an encoder: counts of words, weights, and the common components of the sentences, in one
pass over texts that is not kept."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.runtime.arguments import check_flag
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import Recipe, knob
from malvec.runtime.warning import warn
from malvec.sentences.encoder import SentenceEncoder
from malvec.sentences.report import EncodingTally, SentenceReport
from malvec.sentences.word_ids import IdBatch, WordIds
from malvec.text.texts import TextSource, texts_of
from malvec.tokenizers import TokenizerLike
from malvec.tokenizers.pipeline import needed as needed_pipeline
from malvec.vectors.word_vectors import WordVectors
from malvec.version import __version__

__all__ = ["Doubles", "SentenceRecipe", "Source", "Weights"]

Doubles = npt.NDArray[np.float64]
Source = Corpus | TextSource
_NOTHING_LEFT = 1e-10  # of the sum of squares; rounding of single floats leaves less
_FEW = 10


@dataclass(frozen=True)
class Weights:
    """The weight of every word [V], that of words that were not seen, and what sums are divided
    by."""

    words: Doubles
    unseen: float
    by_weights: bool = False


@dataclass(frozen=True, kw_only=True)
class SentenceRecipe(Recipe):
    """The knobs that all sentence vectors share, and ``fit``.

    A recipe says how words are weighted (``_weigh``), what has to be counted for that
    (``_counts_needed``), and how many common components are taken away (``_removed``).
    """

    _weighted_removal: ClassVar[bool] = False
    """Whether component i is removed by its share of the variance, instead of wholly."""

    unit_length: bool = knob(False, "scale word vectors to length 1 first")
    threads: int | None = knob(
        None, "threads; by default one per processor. The result does not depend on it"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_flag("unit_length", self.unit_length)
        available_threads(self.threads)

    @property
    def _counts_needed(self) -> str | None:
        """What is counted: "texts" or "words" of the texts fitted to, "words of the vectors", or
        nothing."""
        return None

    @property
    def _removed(self) -> int:
        """How many common components are taken away."""
        return 0

    @abstractmethod
    def _weigh(self, counts: Doubles, total: int) -> Weights:
        """The weights of the words [V], from how often each was counted and in how much in all."""

    def fit(
        self,
        vectors: WordVectors,
        texts: Source | None = None,
        *,
        tokenizer: TokenizerLike | None = None,
        processes: int | None = None,
        encoding: str | None = None,
        progress: bool | None = None,
    ) -> SentenceEncoder:
        """The encoder of word vectors, fitted to texts.

        Args:
            vectors: the word vectors.
            texts: a corpus; a path, or paths, of text files, each line a text; or an iterable of
                str, which is read once. None where nothing has to be learnt of texts; they are not
                read then.
            tokenizer: None for that of the vectors' corpus.
            processes: processes that run the tokenizer; None for one per processor where there are
                many texts, 0 for this one.
            encoding: of files, such as ``"cp949"``; None is UTF-8.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            TypeError: ``vectors`` are none.
            ValueError: too few texts for the components, or all alike; more components than the
                vectors are long; the counts or the tokenizer are not known.
            NumericalError: the vector of a word is not finite; the message names it.

        Example:
            >>> encoder = mv.Sif().fit(vectors, ["재미있는 영화", "지루한 영화", "슬픈 노래"])
            >>> encoder.save("encoder.safetensors")
        """
        if not isinstance(vectors, WordVectors):
            raise TypeError(f"vectors must be malvec.WordVectors, not {type(vectors).__name__}")
        if self._removed > vectors.dim:
            raise ValueError(
                f"components={self._removed}: must be between 0 and {vectors.dim}, the length of"
                " the vectors"
            )
        if not self._reads_texts:
            return _fit(self, vectors, iter(()), tokenizer)
        if texts is None:
            what = "common components" if self._removed else "frequencies of words"
            raise ValueError(
                f"{type(self).__name__} learns {what} from texts: give fit() a corpus, a path, or"
                " an iterable of str"
            )
        ids = WordIds(vectors)
        if isinstance(texts, Corpus):
            return _fit(self, vectors, ids.of_corpus(texts), tokenizer)
        pipeline = needed_pipeline(vectors.pipeline, tokenizer, "these vectors")
        found = texts_of(texts, encoding)
        return _fit(self, vectors, ids.of_texts(found, pipeline, processes, progress), tokenizer)

    @property
    def _reads_texts(self) -> bool:
        return self._removed > 0 or self._counts_needed in ("texts", "words")


def _fit(
    recipe: SentenceRecipe,
    vectors: WordVectors,
    batches: Iterator[IdBatch],
    tokenizer: TokenizerLike | None,
) -> SentenceEncoder:
    started, needed = time.perf_counter(), recipe._counts_needed
    # ids only: counted first, pooled then
    kept = list(batches) if needed in ("texts", "words") else []
    weights = recipe._weigh(*_counts(vectors, kept, needed))
    encoder = partial(
        SentenceEncoder,
        vectors,
        weights.words,
        unseen_weight=weights.unseen,
        by_weights=weights.by_weights,
        unit_length=recipe.unit_length,
        tokenizer=tokenizer,
    )
    tally = EncodingTally()
    moments = _moments(encoder(), kept or batches, tally, recipe.threads)
    if recipe._reads_texts and tally.texts == tally.empty:
        raise ValueError(
            f"none of the {tally.texts:,} texts has a word with a vector: are they tokenised as the"
            " vectors' corpus was?"
        )
    found = _components(moments, recipe._removed, tally.texts - tally.empty)
    report = SentenceReport(
        recipe.describe(),
        **vars(tally),
        shares=tuple(found.variance_shares.tolist()),
        seconds=time.perf_counter() - started,
        version=__version__,
    )
    removed = found.removal_shares(recipe._weighted_removal)
    return encoder(components=found.directions, shares=removed, report=report)


def _counts(
    vectors: WordVectors, batches: list[IdBatch], needed: str | None
) -> tuple[Doubles, int]:
    """How often each word was seen, and all together."""
    if needed is None:
        return np.zeros(len(vectors)), 0
    if needed != "words of the vectors":
        return _count(len(vectors), batches, needed)
    counts = vectors.counts
    if counts is None or not counts.any():
        raise ValueError(
            "these vectors do not say how often each word was seen: use frequencies='texts' to"
            " count the texts fitted to"
        )
    return counts.astype(np.float64), int(counts.sum())


def _count(size: int, batches: list[IdBatch], what: str) -> tuple[Doubles, int]:
    """How often each word comes, or in how many texts; and the total of either."""
    counts, texts = np.zeros(size), 0
    for batch in batches:
        ids = batch.ids.astype(np.int64)
        if what == "texts":
            lengths = np.diff(batch.offsets).astype(np.int64)
            pairs = np.unique(np.repeat(np.arange(len(lengths)), lengths) << 32 | ids)
            ids = pairs & 0xFFFFFFFF
            texts += len(lengths)
        counts += np.bincount(ids[ids < size], minlength=size)
    if not counts.any():
        raise ValueError(
            "the texts have no word with a vector: are they tokenised as the vectors' corpus was?"
        )
    return counts, texts if what == "texts" else int(counts.sum())


def _moments(
    encoder: SentenceEncoder, batches: Iterable[IdBatch], tally: EncodingTally, threads: int | None
) -> Doubles:
    """The sum of x xᵀ over all sentence vectors x, float64 [dim, dim]."""
    origin, total = np.zeros(encoder.dim), np.zeros((encoder.dim, encoder.dim))
    for rows in encoder._pooling.pool_all(batches, tally, threads):
        total += _core.second_moments(rows, origin, available_threads(threads))
    return total


@dataclass(frozen=True)
class _Components:
    """The strongest directions [n, dim], their squared singular values, and the share of those in
    the whole."""

    directions: Doubles
    strength: Doubles
    variance_shares: Doubles

    def removal_shares(self, weighted: bool) -> Doubles:
        """How much of each component is removed, 0 to 1."""
        if weighted and len(self.strength):
            return np.asarray(self.strength / self.strength.sum())
        return np.ones(len(self.strength))


def _components(moments: Doubles, wanted: int, texts: int) -> _Components:
    if wanted == 0:
        return _Components(np.zeros((0, len(moments))), np.zeros(0), np.zeros(0))
    if texts < wanted:
        raise ValueError(
            f"components={wanted}: more than the {texts:,} texts that are not empty; give more"
            " texts, or components=0"
        )
    values, directions = _core.symmetric_eigen(moments)
    values = np.maximum(values, 0)
    share = values[:wanted] / values.sum()
    _check_share(float(share.sum()), wanted)
    if texts < _FEW * wanted:
        warn(
            f"components={wanted} are fitted to {texts:,} texts only: give {_FEW * wanted:,} or"
            " more"
        )
    return _Components(directions[:wanted], values[:wanted], share)


def _check_share(share: float, wanted: int) -> None:
    """``ValueError`` where nothing is left without the components."""
    if 1 - share < _NOTHING_LEFT:
        alike = (
            "all texts have vectors of one direction"
            if wanted == 1
            else f"all texts lie within {wanted} directions"
        )
        raise ValueError(
            f"{alike}: without components={wanted} nothing is left; give more texts that differ, or"
            " fewer components"
        )
