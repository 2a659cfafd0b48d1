"""Continuous-bag-of-words word vectors (Mikolov et al. 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from malvec.models.tokens.recipe import TokenRecipe
from malvec.runtime.recipe import knob

__all__ = ["Cbow"]


@dataclass(frozen=True)
class Cbow(TokenRecipe):
    """CBOW: the mean of the neighbours learns to tell the word in their middle from words drawn at
    random.

    Example:
        >>> mv.Cbow(dim=100, epochs=5).fit(corpus)
        WordVectors(1,923 words, dim=100)

    Source: Mikolov, Chen, Corrado & Dean, Efficient Estimation of Word Representations in Vector
    Space, 2013.
    """

    context: Literal["mean", "sum"] = knob("mean", "mean or sum of the neighbours' vectors")
    exact_gradient: bool = knob(
        False,
        "divide the gradient of a mean by the number of neighbours. So do Irsoy, Benton & Stratos"
        " (2021); word2vec.c and gensim do not, and learn faster at the same rate",
    )
