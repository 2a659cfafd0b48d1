"""Truncated singular value decomposition of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from malvec.counts.cells import Cells
from malvec.estimators.recipe_estimator import RecipeEstimator
from malvec.models.cells.svd import Svd as SvdRecipe

__all__ = ["Svd"]


class Svd(
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    RecipeEstimator,
    recipe=SvdRecipe,
    without=("of",),
):
    """Truncated SVD of a matrix, sparse or not: :class:`malvec.Svd` in a pipeline. A row x becomes
    ``x V S^(power - 1)``; with ``power=1`` this is what scikit-learn's ``TruncatedSVD`` gives, up
    to signs.

    Attributes:
        components_: the right singular vectors, float32 [dim, columns].
        singular_values_: float64 [dim], descending.
        report_: a :class:`malvec.reports.SvdReport`.

    Example:
        >>> matrix = scipy.sparse.random_array((60, 40), density=0.2, random_state=1)
        >>> mv.estimators.Svd(dim=5, power=1).fit_transform(matrix).shape
        (60, 5)
    """

    def fit(self, matrix: Any, y: object = None) -> Svd:
        """Decomposes a matrix [rows, columns]."""
        checked = validate_data(self, matrix, accept_sparse="csr", dtype=np.float32)
        recipe = self.recipe()
        found = recipe.decompose(Cells.from_matrix(checked, dtype=np.float32))
        self.components_ = np.ascontiguousarray(found.right.T)
        self.singular_values_, self.report_ = found.singular_values, found.report
        real = found.singular_values > 0
        scale = np.where(real, found.singular_values, 1) ** (recipe.power - 1)
        self._output = (found.right * np.where(real, scale, 0)).astype(np.float32)
        self._n_features_out = recipe.dim
        return self

    def transform(self, matrix: Any) -> npt.NDArray[np.float32]:
        """The rows in the space that was found, float32 [rows, dim]."""
        check_is_fitted(self, "components_")
        checked = validate_data(self, matrix, accept_sparse="csr", dtype=np.float32, reset=False)
        return np.asarray(checked @ self._output)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags
