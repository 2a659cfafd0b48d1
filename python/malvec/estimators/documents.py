"""Models of documents that learn from the texts of the pipeline: every text is a document."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from malvec.corpus import Corpus
from malvec.estimators.recipe_estimator import TextTransformer
from malvec.models.lda import Lda as LdaRecipe
from malvec.models.lsa import Lsa as LsaRecipe
from malvec.models.tokens.doc2vec import Doc2Vec as Doc2VecRecipe
from malvec.text.normalizer import NFC

__all__ = ["Doc2Vec", "Lda", "Lsa"]

_DATA = {
    "tokenizer": (
        None,
        "a tokenizer of ``malvec.tokenizers``, or a function; None splits at blanks",
    ),
    "normalizer": (NFC, "how texts are cleaned"),
    "min_count": (5, "words that occur less often are left out"),
}


class _Documents(TextTransformer):
    """What the estimators of documents share.

    Attributes:
        model_: what was learnt.
        corpus_report_: what was read for it.
    """

    def fit(self, texts: Any, y: object = None) -> _Documents:
        """Learns from texts."""
        recipe, listed = self.recipe(), self._texts(texts)
        corpus = Corpus.from_texts(
            listed,
            tokenizer=self.tokenizer,
            normalizer=self.normalizer,
            min_count=self.min_count,
            keep_empty=True,
        )
        self.model_, self.corpus_report_ = recipe.fit(corpus), corpus.report
        self._n_features_out = self.model_.dim
        return self

    def transform(self, texts: Any) -> npt.NDArray[np.float32]:
        """The vectors of texts, inferred with what was learnt as it is, float32 [n, dim]: those of
        training, too, so that both are alike."""
        check_is_fitted(self, "model_")
        found: npt.NDArray[np.float32] = self.model_.infer(
            self._texts(texts), tokenizer=self.tokenizer
        )
        return found


class Doc2Vec(_Documents, recipe=Doc2VecRecipe, data=_DATA):
    """Document vectors: :class:`malvec.Doc2Vec` in a pipeline.

    Example:
        >>> mv.estimators.Doc2Vec(dim=20, epochs=2).fit(texts).transform(texts[:3]).shape
        (3, 20)
    """


class Lsa(_Documents, recipe=LsaRecipe, data=_DATA):
    """Latent semantic analysis: :class:`malvec.Lsa` in a pipeline.

    Example:
        >>> mv.estimators.Lsa(dim=20).fit(texts).transform(texts[:3]).shape
        (3, 20)
    """


class Lda(_Documents, recipe=LdaRecipe, data=_DATA):
    """Topics: :class:`malvec.Lda` in a pipeline.

    Example:
        >>> mv.estimators.Lda(topics=3, iterations=10).fit(texts).transform(texts[:3]).shape
        (3, 3)
    """
