"""Classifiers over vectors of texts: the label of the nearest labelled sentences, and logistic
regression.

>>> encoder = mv.Sif().fit(vectors, texts)
>>> model = mv.sentences.classifiers.Logistic().fit(encoder.encode(texts), labels)
>>> print(model.predict(encoder.encode(["정말 재밌다", "시간이 아깝다"])))
['good', 'bad']
"""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.arguments import number, whole
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import Recipe, knob
from malvec.search.nearest import Searchable, nearest

__all__ = ["LinearModel", "Logistic", "Nearest", "NearestModel"]

Doubles = npt.NDArray[np.float64]
Label = Hashable


@dataclass(frozen=True)
class NearestModel:
    """Labelled vectors; the label of a new one is that of the nearest. ``labels`` are those of the
    rows."""

    searchable: Searchable
    labels: tuple[Label, ...]
    neighbours: int
    threads: int | None = None

    def predict(self, vectors: npt.NDArray[Any]) -> list[Label]:
        """The label of each vector [n, dim]: the most frequent among the nearest by cosine, of
        equals that of the nearest one.

        A vector of zeros, an empty text, has the same cosine to all and gets the label of the
        first.
        """
        _, numbers = nearest(
            self.searchable, np.atleast_2d(vectors), topn=self.neighbours, threads=self.threads
        )
        return [self._vote([self.labels[i] for i in found if i >= 0]) for found in numbers.tolist()]

    def score(self, vectors: npt.NDArray[Any], labels: Sequence[Label]) -> float:
        """The share of right answers."""
        return _share_right(self.predict(vectors), labels)

    def _vote(self, labels: list[Label]) -> Label:
        return max(labels, key=lambda label: (labels.count(label), -labels.index(label)))


@dataclass(frozen=True)
class Nearest(Recipe):
    """Classification by the nearest labelled sentences, cosine over all of them, exactly.

    Example:
        >>> model = Nearest(neighbours=5).fit(encoder.encode(texts), labels)
        >>> print(model.predict(encoder.encode(["정말 재밌다", "정말 지루하다"])))
        ['good', 'bad']
    """

    neighbours: int = knob(1, "how many vote")
    threads: int | None = knob(None, "threads; by default one per processor")

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("neighbours", self.neighbours, 1)
        available_threads(self.threads)

    def fit(self, vectors: npt.NDArray[Any], labels: Sequence[Label]) -> NearestModel:
        """Keeps the vectors [n, dim] and their labels.

        Raises:
            ValueError: there are none, not as many labels, or a vector that is not finite.
        """
        rows = np.ascontiguousarray(vectors, np.float32)
        _check(rows, labels)
        return NearestModel(
            Searchable.of(rows, self.threads), tuple(labels), self.neighbours, self.threads
        )


@dataclass(frozen=True)
class LinearModel:
    """Weights of classes: the probabilities of a vector x are softmax(weights x + bias).

    Attributes:
        classes: the labels [k].
        weights: float64 [k, dim].
        bias: float64 [k].
        loss: the mean loss that was reached, with its penalty.
        iterations: steps that it took.
    """

    classes: tuple[Label, ...]
    weights: Doubles
    bias: Doubles
    loss: float
    iterations: int

    def probabilities(self, vectors: Any) -> Doubles:
        """Of each class, float64 [n, k], in the order of ``classes``."""
        scores = np.asarray(vectors @ self.weights.T) + self.bias
        return np.asarray(np.exp(scores - _log_sums(scores)[:, None]))

    def predict(self, vectors: Any) -> list[Label]:
        """The most probable label of each vector [n, dim]."""
        return [
            self.classes[i]
            for i in (np.asarray(vectors @ self.weights.T) + self.bias).argmax(axis=1).tolist()
        ]

    def score(self, vectors: Any, labels: Sequence[Label]) -> float:
        """The share of right answers."""
        return _share_right(self.predict(vectors), labels)


@dataclass(frozen=True)
class Logistic(Recipe):
    """Multinomial logistic regression with an L2 penalty, by L-BFGS (SciPy): no randomness.

    The mean over examples of -log p(label) plus ``penalty / 2 * |weights|²`` is made least; the
    bias is free of it.

    Example:
        >>> model = Logistic().fit(encoder.encode(texts[:2500]), labels[:2500])
        >>> print(round(model.score(encoder.encode(texts[2500:]), labels[2500:]), 2))
        0.71
    """

    penalty: float = knob(
        1e-5,
        "the larger, the smaller the weights; above 0. scikit-learn's C is 1 / (penalty *"
        " examples)",
    )
    max_iterations: int = knob(500, "steps at most. A warning says where they were not enough")

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("max_iterations", self.max_iterations, 1)
        self._settle({"penalty": number("penalty", self.penalty, above=0)})

    def fit(self, vectors: Any, labels: Sequence[Label]) -> LinearModel:
        """The model of vectors [n, dim], an array or a SciPy sparse matrix, and their labels.

        Raises:
            ValueError: there are none, not as many labels, fewer than two different ones, or a
                vector that is not finite.
        """
        from scipy import optimize  # half a second to import

        x = _doubles(vectors)
        _check(x, labels)
        classes = tuple(dict.fromkeys(labels))
        if len(classes) < 2:
            raise ValueError(f"all labels are {classes[0]!r}: there is nothing to tell apart")
        start = np.zeros((len(classes), x.shape[1] + 1))
        found = optimize.minimize(
            _loss,
            start.ravel(),
            (x, _targets(labels, classes), self.penalty),
            "L-BFGS-B",
            jac=True,
            options={"maxiter": self.max_iterations, "maxcor": 20},
        )
        if found.nit >= self.max_iterations:
            warnings.warn(
                f"the weights were still moving after max_iterations={self.max_iterations}",
                stacklevel=2,
            )
        best = found.x.reshape(start.shape)
        return LinearModel(
            classes, best[:, :-1], best[:, -1], loss=float(found.fun), iterations=int(found.nit)
        )


def _doubles(vectors: Any) -> Any:
    """A sparse matrix or an array of doubles."""
    from scipy import sparse

    if sparse.issparse(vectors):
        return vectors.tocsr().astype(np.float64)
    return np.asarray(vectors, np.float64)


def _targets(labels: Sequence[Label], classes: Sequence[Label]) -> Doubles:
    """1 for the class of each label, 0 for the others [labels, classes]."""
    number_of = {label: i for i, label in enumerate(classes)}
    targets = np.zeros((len(labels), len(classes)))
    targets[np.arange(len(labels)), [number_of[label] for label in labels]] = 1
    return targets


def _loss(flat: Doubles, x: Any, target: Doubles, penalty: float) -> tuple[float, Doubles]:
    """The mean loss with its penalty, and its gradient."""
    w = flat.reshape(target.shape[1], -1)
    scores = np.asarray(x @ w[:, :-1].T) + w[:, -1]
    logs = _log_sums(scores)
    loss = float(
        (logs - (scores * target).sum(axis=1)).mean() + penalty / 2 * (w[:, :-1] ** 2).sum()
    )
    slope = (np.exp(scores - logs[:, None]) - target) / len(target)
    gradient = np.empty_like(w)
    gradient[:, :-1] = np.asarray((x.T @ slope).T) + penalty * w[:, :-1]
    gradient[:, -1] = slope.sum(axis=0)
    return loss, gradient.ravel()


def _log_sums(scores: Doubles) -> Doubles:
    top = scores.max(axis=1)
    return np.asarray(top + np.log(np.exp(scores - top[:, None]).sum(axis=1)))


def _check(vectors: Any, labels: Sequence[Label]) -> None:
    """Vectors, an array or a sparse matrix, that are [n, dim] and finite, with as many labels."""
    if len(vectors.shape) != 2:
        raise ValueError(f"vectors are [n, dim], not of shape {vectors.shape}")
    if vectors.shape[0] == 0 or vectors.shape[0] != len(labels):
        raise ValueError(f"{len(labels):,} labels for {vectors.shape[0]:,} vectors")
    if not np.isfinite(vectors if isinstance(vectors, np.ndarray) else vectors.data).all():
        raise ValueError("a vector is not finite")


def _share_right(found: list[Label], labels: Sequence[Label]) -> float:
    if len(found) != len(labels) or not found:
        raise ValueError(f"{len(labels):,} labels for {len(found):,} vectors")
    return sum(a == b for a, b in zip(found, labels, strict=True)) / len(found)
