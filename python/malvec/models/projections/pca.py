"""Principal component analysis of vectors: shorter vectors, whitened ones, or vectors without their
few strongest directions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import check_flag, whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import Recipe, knob
from malvec.runtime.warning import warn
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Pca", "PrincipalComponents"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
_BLOCK = 1 << 16  # rows transformed at a time


@dataclass(frozen=True)
class PrincipalComponents:
    """Directions of the greatest variance, and the way onto them.

    Attributes:
        components: float64 [dim, d], orthonormal rows, strongest first; the largest component of
            each is positive.
        explained_variance: float64 [dim], variance along each.
        explained_ratio: float64 [dim], as a share of the whole variance.
        mean: float64 [d], what is subtracted first; zeros without centring.
        whiten: whether ``transform`` scales each direction to variance 1.
    """

    components: Doubles
    explained_variance: Doubles
    explained_ratio: Doubles
    mean: Doubles
    whiten: bool = field(default=False)

    @overload
    def transform(self, vectors: WordVectors) -> WordVectors: ...
    @overload
    def transform(self, vectors: npt.NDArray[Any]) -> Floats: ...

    def transform(self, vectors: WordVectors | npt.NDArray[Any]) -> WordVectors | Floats:
        """Coordinates along the components: word vectors to word vectors of the same words, [n, d]
        to [n, dim], [d] to [dim].

        Sub-words are left out, with a warning: their mean of rows does not go through a projection
        that subtracts a mean.

        Raises:
            ValueError: vectors of another length.

        Example:
            >>> Pca(dim=5).fit(vectors).transform(vectors).dim
            5
        """
        if isinstance(vectors, WordVectors):
            if vectors.subword_table is not None:
                warn(
                    "the transformed vectors have no sub-words: words that were not seen have no"
                    " vector there"
                )
            return WordVectors(
                vectors.vocab,
                self._rows(vectors.matrix),
                metadata=vectors.metadata,
                pipeline=vectors.pipeline,
            )
        array = np.asarray(vectors)
        if array.ndim not in (1, 2):
            raise ValueError(f"vectors are [n, d] or [d], not of {array.ndim} dimensions")
        rows = self._rows(np.atleast_2d(array))
        return rows[0] if array.ndim == 1 else rows

    def _rows(self, rows: npt.NDArray[Any]) -> Floats:
        if rows.shape[1] != len(self.mean):
            raise ValueError(
                f"vectors of length {rows.shape[1]}, the components are of length {len(self.mean)}"
            )
        scale = (
            np.where(self.explained_variance > 0, self.explained_variance, np.inf) ** -0.5
            if self.whiten
            else 1.0
        )
        directions = (self.components.T * scale).astype(np.float64)
        out = _core.matrix(len(rows), len(self.components))
        for first in range(0, len(rows), _BLOCK):
            out[first : first + _BLOCK] = (rows[first : first + _BLOCK] - self.mean) @ directions
        return out


@dataclass(frozen=True)
class Pca(Recipe):
    """Principal component analysis, exact: the covariance is summed up in double precision and
    fully diagonalised (Pearson, 1901).

    Example:
        >>> components = Pca(dim=5).fit(vectors)
        >>> print(components.explained_ratio.sum().round(2))
        0.86
        >>> components.transform(vectors)
        WordVectors(19 words, dim=5)
    """

    dim: int = knob(50, "number of components")
    center: bool = knob(
        True,
        "subtract the mean first. Without it the strongest direction is often the mean itself",
    )
    whiten: bool = knob(False, "scale each direction to variance 1")
    remove: int = knob(
        0,
        "leave out so many of the strongest components. Word vectors gain by it (Mu & Viswanath,"
        " 2018)",
    )
    threads: int | None = knob(
        None, "threads; by default one per processor. The result does not depend on it"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("dim", self.dim, 1, 65536)
        whole("remove", self.remove, 0, 65536)
        check_flag("center", self.center)
        check_flag("whiten", self.whiten)
        available_threads(self.threads)

    def fit(self, vectors: WordVectors | npt.NDArray[Any]) -> PrincipalComponents:
        """The components of word vectors or of an array [n, d].

        Raises:
            ValueError: fewer than two vectors, a value that is not finite, or more components than
                ``d`` or the number of vectors.
        """
        rows = _rows(vectors)
        count, width = rows.shape
        if self.dim + self.remove > min(count, width):
            raise ValueError(
                f"dim={self.dim} and remove={self.remove}: {count:,} vectors of length {width} have"
                f" {min(count, width)} components"
            )
        threads = available_threads(self.threads)
        check_memory(8 * width * width * (64 + 4), "the sums of products", "use shorter vectors")
        total = rows.sum(axis=0, dtype=np.float64)
        if not np.isfinite(total).all():
            raise ValueError(
                f"vector {int(np.argmin(np.isfinite(rows).all(axis=1)))} is not finite"
            )
        mean = total / count if self.center else np.zeros(width)
        moments = _core.second_moments(rows, mean, threads) / (count - 1 if self.center else count)
        values, directions = _core.symmetric_eigen(np.ascontiguousarray(moments))
        values = np.maximum(values, 0)
        directions *= np.sign(
            np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
        )
        kept = slice(self.remove, self.remove + self.dim)
        share = values[kept] / values.sum() if values.sum() > 0 else values[kept]
        return PrincipalComponents(
            directions[kept], values[kept], share, mean=mean, whiten=self.whiten
        )


def _rows(vectors: WordVectors | npt.NDArray[Any]) -> Floats:
    """Two vectors or more as float32 rows, not copied where they are so already."""
    matrix = np.asarray(vectors.matrix if isinstance(vectors, WordVectors) else vectors)
    if matrix.ndim != 2:
        raise ValueError(f"vectors are [n, d], not of {matrix.ndim} dimensions")
    if len(matrix) < 2:
        raise ValueError(f"{len(matrix)} vectors: at least two are needed")
    if matrix.dtype == np.float32 and matrix.strides[1] == 4:
        return matrix
    return np.ascontiguousarray(matrix, np.float32)
