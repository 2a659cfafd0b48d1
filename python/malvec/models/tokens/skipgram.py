"""Skip-gram word vectors (Mikolov et al. 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from malvec.models.tokens.recipe import TokenRecipe
from malvec.runtime.recipe import knob

__all__ = ["Skipgram"]


@dataclass(frozen=True)
class Skipgram(TokenRecipe):
    """Skip-gram: every word learns to be told from its neighbours, against words drawn at random.

    The defaults were chosen on English text of 1 to 20 million tokens.

    Example:
        >>> corpus = mv.Corpus.from_files("reviews.txt")
        >>> mv.Skipgram(dim=100, epochs=5).fit(corpus)
        WordVectors(559 words, dim=100)

    Source: Mikolov, Sutskever, Chen, Corrado & Dean, Distributed Representations of Words and
    Phrases, 2013.
    """

    negatives: Literal["window", "pair"] = knob(
        "window",
        "window: one set of negatives per window; pair: fresh ones for every pair (word2vec.c)."
        " One set for a whole window (Ji et al. 2016) is the faster way",
    )
