"""Recipes of sentence vectors: mean, mean by inverse document frequency, SIF, uSIF; each gives a
:class:`SentenceEncoder`."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from malvec.runtime.arguments import check_flag, whole
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import knob
from malvec.sentences.encoder import SentenceEncoder
from malvec.sentences.fitting import Doubles, Source, Weights, fit_encoder
from malvec.tokenizers import TokenizerLike
from malvec.vectors.word_vectors import WordVectors

__all__ = ["IdfMean", "Mean", "Sif", "Usif"]

FREQUENCIES = ("vectors", "texts")


@dataclass(frozen=True)
class _SentenceRecipe:
    """What all have in common: the vectors, how texts become words, and ``fit``."""

    counted: ClassVar[str] = ""
    """What has to be counted in the texts: "words", "texts" (that hold a word), or nothing."""
    shared_out: ClassVar[bool] = False
    """Whether of each common component only its share in the strength of all is removed."""

    vectors: WordVectors

    def weigh(self, counts: Doubles, total: int) -> Weights:
        """The weights of the words, from how often they were counted and in how much in all."""
        raise NotImplementedError

    @property
    def removed(self) -> int:
        """How many common components are taken away."""
        return int(getattr(self, "components", 0))

    def describe(self) -> dict[str, Any]:
        """Name and knobs, without the vectors."""
        known = {
            f.name: getattr(self, f.name)
            for f in dataclasses.fields(self)
            if f.name not in ("vectors", "tokenizer", "threads")
        }
        return {"name": type(self).__name__, **known}

    def fit(self, source: Source | None = None, *, processes: int | None = None) -> SentenceEncoder:
        """The encoder, fitted to texts.

        Args:
            source: a corpus; a path, or paths, of text files, each line a text; or an iterable of
                str, which is read once. None where nothing has to be learnt of texts; they are not
                read then.
            processes: processes that run the tokenizer; None for one per processor where there are
                many texts, 0 for this one.

        Raises:
            ValueError: too few texts for the components, or all alike; the counts or the tokenizer
                are not known.
            NumericalError: the vector of a word is not finite; the message names it.

        Example:
            >>> encoder = Sif(vectors).fit(["재미있는 영화", "지루한 영화", ...])
            >>> encoder.save("encoder.safetensors")
        """
        return fit_encoder(self, source, processes)

    def __post_init__(self) -> None:
        if not isinstance(self.vectors, WordVectors):
            raise TypeError(
                f"vectors must be malvec.WordVectors, not {type(self.vectors).__name__}"
            )
        check_flag("unit", getattr(self, "unit", False))
        whole("components", getattr(self, "components", 0), 0, self.vectors.dim)
        available_threads(getattr(self, "threads", None))
        if getattr(self, "frequencies", "vectors") not in FREQUENCIES:
            raise ValueError(
                f"frequencies is 'vectors' or 'texts', not {getattr(self, 'frequencies', None)!r}"
            )


@dataclass(frozen=True)
class Mean(_SentenceRecipe):
    """The mean of the vectors of a text's words, those without one left out. Needs no fit.

    Args:
        vectors: the word vectors.
        unit: scale each word vector to length 1 first, as fastText's sentence vectors.
        tokenizer: None for that of the vectors' corpus.
        threads: None for all that this process may use.

    Example:
        >>> Mean(vectors).encode(["재미있는 영화", "지루한 영화"]).shape
        (2, 100)
    """

    unit: bool = knob(False, "scale word vectors to length 1 first")
    tokenizer: TokenizerLike | None = None
    threads: int | None = knob(None, "threads; by default one per processor")

    def weigh(self, counts: Doubles, total: int) -> Weights:
        """Ones."""
        return Weights(np.ones(len(self.vectors)), 1.0)

    def encode(self, texts: Any, **options: Any) -> Any:
        """``SentenceEncoder.encode`` of the encoder that :meth:`fit` gives."""
        return self.fit().encode(texts, **options)


@dataclass(frozen=True)
class IdfMean(_SentenceRecipe):
    """The mean of word vectors weighted by TF-IDF: a word counts ``log((1 + N) / (1 + n)) + 1``
    each time it comes, where n of N texts hold it (as ``malvec.tfidf``); the sum is divided by that
    of the weights.

    Args:
        vectors, unit, tokenizer, threads: as of :class:`Mean`.

    Example:
        >>> IdfMean(vectors).fit(corpus).encode(["재미있는 영화"])
    """

    counted: ClassVar[str] = "texts"

    unit: bool = knob(False, "scale word vectors to length 1 first")
    tokenizer: TokenizerLike | None = None
    threads: int | None = knob(None, "threads; by default one per processor")

    def weigh(self, counts: Doubles, total: int) -> Weights:
        """Inverse document frequencies."""
        return Weights(
            np.log((1 + total) / (1 + counts)) + 1, math.log(1 + total) + 1, by_weights=True
        )


@dataclass(frozen=True)
class Sif(_SentenceRecipe):
    """Smooth inverse frequency: the mean of the vectors of a text's words weighted by ``a / (a +
    p)``, where p is the share of the word in all words, less its projection on the strongest common
    component of the sentences fitted to.

    A word that has no count has p = 0. With ``components=0`` and the frequencies of the vectors
    nothing is fitted: this is the weighted bag of words of the Korean embedding book (there with
    ``a=1e-4``).

    Args:
        vectors: the word vectors.
        a: the smaller, the less frequent words count.
        components: how many common components are taken away.
        frequencies: p by the counts that came with the vectors, or by those in the texts fitted to
            ("texts").
        unit: scale each word vector to length 1 first.
        tokenizer: None for that of the vectors' corpus.
        threads: None for all that this process may use; the result does not depend on it.

    Raises:
        ValueError: a knob out of range.

    Example:
        >>> encoder = Sif(vectors).fit(corpus)
        >>> encoder.similarity("재미있는 영화", "영화가 재미있다")
        0.87

    Source: Arora, Liang & Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017.
    """

    a: float = knob(1e-3, "words of this share of the corpus have half the weight")
    components: int = knob(1, "common components that are taken away")
    frequencies: str = knob(
        "vectors",
        "shares of words: by the counts of the vectors, or those of the texts fitted to (texts)",
    )
    unit: bool = knob(False, "scale word vectors to length 1 first")
    tokenizer: TokenizerLike | None = None
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        super().__post_init__()
        if (
            isinstance(self.a, bool)
            or not isinstance(self.a, (int, float, np.number))
            or not 0 < float(self.a) < math.inf
        ):
            raise ValueError(f"a={self.a!r}: must be a number above 0")

    def weigh(self, counts: Doubles, total: int) -> Weights:
        """a / (a + p)."""
        return Weights(self.a / (self.a + counts / total), 1.0)


@dataclass(frozen=True)
class Usif(_SentenceRecipe):
    """Unsupervised smooth inverse frequency: SIF whose ``a`` follows from the vocabulary, over word
    vectors of length 1, and whose components are taken away by their strength.

    Of V words, alpha is the share of those with ``p > 1 - (1 - 1/V)^length``; ``a = (1 - alpha) /
    (alpha V / 2)``, a word counts ``a / (a/2 + p)``, and component i of m, with singular value s_i,
    is taken away by ``s_i² / (s_1² + … + s_m²)``. The authors' program scales by dimension over the
    words of each sentence instead, so that a text of one word has a vector of ±1; here words are
    scaled one by one.

    Args:
        vectors, frequencies, tokenizer, threads: as of :class:`Sif`.
        length: expected words per text.
        components: how many components are taken away, m.
        unit: False leaves word vectors as long as they are.

    Raises:
        ValueError: a knob out of range; in ``fit``, no word is frequent enough for ``a`` to follow.

    Source: Ethayarajh, Unsupervised Random Walk Sentence Embeddings: A Strong but Simple Baseline,
    2018.
    """

    shared_out: ClassVar[bool] = True

    length: int = knob(11, "expected words per text")
    components: int = knob(5, "common components that are taken away")
    frequencies: str = knob(
        "vectors",
        "shares of words: by the counts of the vectors, or those of the texts fitted to (texts)",
    )
    unit: bool = knob(True, "scale word vectors to length 1 first")
    tokenizer: TokenizerLike | None = None
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("length", self.length, 1)

    def weigh(self, counts: Doubles, total: int) -> Weights:
        """a / (a/2 + p)."""
        p, words = counts / total, len(counts)
        threshold = 1 - (1 - 1 / words) ** self.length
        alpha = float((p > threshold).mean())
        if alpha in (0, 1):
            raise ValueError(
                f"no word has a share above {threshold:.3g}, so that a cannot be told: use a"
                " smaller length, or Sif with a"
            )
        a = (1 - alpha) / (alpha * words / 2)
        return Weights(a / (a / 2 + p), 2.0)
