"""Logistic regression over vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from malvec.estimators.recipe_estimator import RecipeEstimator
from malvec.sentences.classifiers.logistic import Logistic as LogisticRecipe

__all__ = ["Logistic"]

Doubles = npt.NDArray[np.float64]


class Logistic(ClassifierMixin, RecipeEstimator, recipe=LogisticRecipe):
    """Multinomial logistic regression: ``malvec.sentences.classifiers.Logistic`` in a pipeline.

    Attributes:
        classes_: the labels, sorted.
        model_: the :class:`malvec.sentences.classifiers.LinearModel`, of numbers of labels.
        n_iter_: steps that it took.

    Example:
        >>> model = mv.estimators.Logistic(penalty=0.1).fit(np.eye(4), ["a", "b", "a", "b"])
        >>> model.predict_proba(np.eye(4)[:1]).round(1), model.predict(np.eye(4)[:1])
        (array([[0.8, 0.2]]), array(['a'], dtype='<U1'))
    """

    def fit(self, vectors: Any, y: Any) -> Logistic:
        """Learns from vectors [n, dim], an array or a SciPy sparse matrix, and their labels
        y."""
        rows, known = validate_data(
            self, vectors, y, accept_sparse="csr", dtype=np.float64, y_numeric=False
        )
        check_classification_targets(known)
        self.classes_, numbers = np.unique(known, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"there is one class only, {self.classes_[0]!r}: there is nothing to tell apart"
            )
        self.model_ = self.recipe().fit(rows, numbers.tolist())
        self._order = np.argsort(self.model_.classes)
        self.coef_ = self.model_.weights[self._order]
        self.intercept_ = self.model_.bias[self._order]
        self.n_iter_ = self.model_.iterations
        return self

    def decision_function(self, vectors: Any) -> Doubles:
        """The score of each class [n, classes], whose softmax are the probabilities; of two
        classes the second's less the first's [n]."""
        scores = self._scores(vectors)
        two = len(self.classes_) == 2
        return np.asarray(scores[:, 1] - scores[:, 0] if two else scores)

    def predict_proba(self, vectors: Any) -> Doubles:
        """The probability of each class, float64 [n, classes], in the order of ``classes_``."""
        rows = self._checked(vectors)
        found: Doubles = self.model_.probabilities(rows)[:, self._order]
        return found

    def predict(self, vectors: Any) -> npt.NDArray[Any]:
        """The most probable class of each vector."""
        best = self._scores(vectors).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def _checked(self, vectors: Any) -> Any:
        check_is_fitted(self, "model_")
        return validate_data(self, vectors, accept_sparse="csr", dtype=np.float64, reset=False)

    def _scores(self, vectors: Any) -> Doubles:
        return np.asarray(self._checked(vectors) @ self.coef_.T + self.intercept_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
