"""Recipes of sentence vectors: mean, mean by inverse document frequency, SIF, uSIF; each gives a
:class:`SentenceEncoder`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from malvec.runtime.arguments import number, one_of, whole
from malvec.runtime.recipe import knob
from malvec.sentences.fitting import Doubles, SentenceRecipe, Weights

__all__ = ["IdfMean", "Mean", "Sif", "Usif"]


@dataclass(frozen=True, kw_only=True)
class Mean(SentenceRecipe):
    """The mean of the vectors of a text's words, those without one left out. Learns nothing of
    texts. With ``unit_length=True`` it is fastText's sentence vector.

    Example:
        >>> Mean().fit(vectors).encode(["재미있는 영화", "지루한 영화"]).shape
        (2, 100)
    """

    def _weigh(self, counts: Doubles, total: int) -> Weights:
        """Ones."""
        return Weights(np.ones(len(counts)), 1.0)


@dataclass(frozen=True, kw_only=True)
class IdfMean(SentenceRecipe):
    """The mean of word vectors weighted by TF-IDF: a word counts ``log((1 + N) / (1 + n)) + 1``
    each time it comes, where n of N texts hold it (as ``malvec.counts.tfidf``); the sum is divided
    by that of the weights.

    Example:
        >>> IdfMean().fit(vectors, corpus).encode(["재미있는 영화"]).shape
        (1, 100)
    """

    @property
    def _counts_needed(self) -> str:
        """The texts that hold each word."""
        return "texts"

    def _weigh(self, counts: Doubles, total: int) -> Weights:
        """Inverse document frequencies."""
        idf = np.log((1 + total) / (1 + counts)) + 1
        return Weights(idf, unseen=math.log(1 + total) + 1, by_weights=True)


@dataclass(frozen=True, kw_only=True)
class _FrequencyRecipe(SentenceRecipe):
    """Weights by the frequency of words, less common components."""

    components: int = knob(1, "common components that are taken away")
    frequencies: Literal["vectors", "texts"] = knob(
        "vectors",
        "shares of words: by the counts of the vectors, or those of the texts fitted to (texts)",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("components", self.components)
        one_of("frequencies", self.frequencies, ("vectors", "texts"))

    @property
    def _counts_needed(self) -> str:
        """Words, of the texts or of the vectors' corpus."""
        return "words" if self.frequencies == "texts" else "words of the vectors"

    @property
    def _removed(self) -> int:
        """The knob ``components``."""
        return self.components


@dataclass(frozen=True, kw_only=True)
class Sif(_FrequencyRecipe):
    """Smooth inverse frequency: the mean of the vectors of a text's words weighted by ``a / (a +
    p)``, where p is the share of the word in all words, less its projection on the strongest common
    component of the sentences fitted to.

    A word that has no count has p = 0. With ``components=0`` and the frequencies of the vectors
    nothing is fitted: this is the weighted bag of words of the Korean embedding book (there with
    ``a=1e-4``).

    Raises:
        ValueError: a knob out of range.

    Example:
        >>> encoder = Sif().fit(vectors, corpus)
        >>> print(round(encoder.similarity("재미있는 영화", "영화가 재미있다"), 2))
        0.99

    Source: Arora, Liang & Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017.
    """

    a: float = knob(
        1e-3,
        "words of this share of the corpus have half the weight. The smaller it is, the less"
        " frequent words count",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self._settle({"a": number("a", self.a, above=0)})

    def _weigh(self, counts: Doubles, total: int) -> Weights:
        """a / (a + p)."""
        return Weights(self.a / (self.a + counts / total), 1.0)


@dataclass(frozen=True, kw_only=True)
class Usif(_FrequencyRecipe):
    """Unsupervised smooth inverse frequency: SIF whose ``a`` follows from the vocabulary, over word
    vectors of length 1, and whose components are taken away by their strength.

    Of V words, alpha is the share of those with ``p > 1 - (1 - 1/V)^length``; ``a = (1 - alpha) /
    (alpha V / 2)``, a word counts ``a / (a/2 + p)``, and component i of m, with singular value s_i,
    is taken away by ``s_i² / (s_1² + … + s_m²)``. The authors' program scales by dimension over the
    words of each sentence instead, so that a text of one word has a vector of ±1; here words are
    scaled one by one.

    Raises:
        ValueError: a knob out of range; in ``fit``, no word is frequent enough for ``a`` to follow.

    Example:
        >>> Usif().fit(vectors, corpus).encode(["재미있는 영화"]).shape
        (1, 100)

    Source: Ethayarajh, Unsupervised Random Walk Sentence Embeddings: A Strong but Simple Baseline,
    2018.
    """

    _weighted_removal: ClassVar[bool] = True

    unit_length: bool = knob(True, "scale word vectors to length 1 first")
    components: int = knob(5, "common components that are taken away, m")
    length: int = knob(11, "expected words per text")

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("length", self.length, 1)

    def _weigh(self, counts: Doubles, total: int) -> Weights:
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
