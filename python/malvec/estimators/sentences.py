"""Sentence vectors over word vectors that were trained before: weights and common components are
fitted to the texts of the pipeline."""

from __future__ import annotations

from inspect import Parameter
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from malvec.estimators.recipe_estimator import TextTransformer
from malvec.sentences import recipes
from malvec.vectors.word_vectors import WordVectors

__all__ = ["IdfMean", "Mean", "Sif", "Usif"]

_DATA = {
    "vectors": (Parameter.empty, "the word vectors; they are not copied by ``clone``"),
    "tokenizer": (None, "None for that of the vectors' corpus"),
}


class _Sentences(TextTransformer):
    """What the estimators of sentence vectors share.

    Attributes:
        encoder_: the :class:`malvec.SentenceEncoder` that was fitted.
    """

    def fit(self, texts: Any, y: object = None) -> _Sentences:
        """Fits an encoder to texts."""
        if not isinstance(self.vectors, WordVectors):
            raise TypeError(f"vectors={self.vectors!r:.60}: must be word vectors")
        listed = self._texts(texts)
        self.encoder_ = self.recipe().fit(self.vectors, listed, tokenizer=self.tokenizer)
        self._n_features_out = self.encoder_.dim
        return self

    def transform(self, texts: Any) -> npt.NDArray[np.float32]:
        """The vectors of texts, float32 [n, dim]."""
        check_is_fitted(self, "encoder_")
        found: npt.NDArray[np.float32] = self.encoder_.encode(self._texts(texts))
        return found


class Mean(_Sentences, recipe=recipes.Mean, data=_DATA):
    """The mean of the vectors of a text's words: :class:`malvec.Mean` in a pipeline.

    Example:
        >>> mv.estimators.Mean(vectors).fit_transform(["재미있는 영화", "지루한 영화"]).shape
        (2, 100)
    """


class IdfMean(_Sentences, recipe=recipes.IdfMean, data=_DATA):
    """The mean of word vectors by TF-IDF: :class:`malvec.IdfMean` in a pipeline.

    Example:
        >>> mv.estimators.IdfMean(vectors).fit(texts).transform(["재미있는 영화"]).shape
        (1, 100)
    """


class Sif(_Sentences, recipe=recipes.Sif, data=_DATA):
    """Smooth inverse frequency: :class:`malvec.Sif` in a pipeline.

    Example:
        >>> mv.estimators.Sif(vectors, a=1e-4).fit(texts).get_feature_names_out()[:2]
        array(['sif0', 'sif1'], dtype=object)
    """


class Usif(_Sentences, recipe=recipes.Usif, data=_DATA):
    """Unsupervised smooth inverse frequency: :class:`malvec.Usif` in a pipeline.

    Example:
        >>> mv.estimators.Usif(vectors).fit(texts).transform(["재미있는 영화"]).shape
        (1, 100)
    """
