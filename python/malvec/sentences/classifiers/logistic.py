"""Multinomial logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.arguments import check_flag, number, whole
from malvec.runtime.recipe import Recipe, knob
from malvec.runtime.warning import warn
from malvec.sentences.classifiers.labelled import Label, check_labelled, plain_labels
from malvec.sentences.classifiers.linear_model import LinearModel, log_sums

__all__ = ["Logistic"]

Doubles = npt.NDArray[np.float64]


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
    unit_variance: bool = knob(
        False,
        "divide components by their deviation first, so that the penalty is the same for all. The"
        " weights of the model are for vectors as they are",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        whole("max_iterations", self.max_iterations, 1)
        check_flag("unit_variance", self.unit_variance)
        self._settle({"penalty": number("penalty", self.penalty, above=0)})

    def fit(self, vectors: Any, labels: Sequence[Label]) -> LinearModel:
        """The model of vectors [n, dim], an array or a SciPy sparse matrix, and their labels.

        Raises:
            ValueError: there are none, not as many labels, fewer than two different ones, or a
                vector that is not finite.
        """
        from scipy import optimize  # half a second to import

        x, labels = _doubles(vectors), plain_labels(labels)
        check_labelled(x, labels)
        classes = tuple(dict.fromkeys(labels))
        if len(classes) < 2:
            raise ValueError(f"all labels are {classes[0]!r}: there is nothing to tell apart")
        scale = 1 / _deviations(x) if self.unit_variance else np.ones(x.shape[1])
        x = _scaled(x, scale) if self.unit_variance else x
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
            warn(f"the weights were still moving after max_iterations={self.max_iterations}")
        best = found.x.reshape(start.shape)
        return LinearModel(
            classes,
            best[:, :-1] * scale,
            best[:, -1],
            loss=float(found.fun),
            iterations=int(found.nit),
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
    logs = log_sums(scores)
    loss = float(
        (logs - (scores * target).sum(axis=1)).mean() + penalty / 2 * (w[:, :-1] ** 2).sum()
    )
    slope = (np.exp(scores - logs[:, None]) - target) / len(target)
    gradient = np.empty_like(w)
    gradient[:, :-1] = np.asarray((x.T @ slope).T) + penalty * w[:, :-1]
    gradient[:, -1] = slope.sum(axis=0)
    return loss, gradient.ravel()


def _deviations(rows: Any) -> Doubles:
    """The standard deviation of every column of an array or a SciPy matrix; 1 where it is 0."""
    mean = np.asarray(rows.mean(axis=0), np.float64).ravel()
    if hasattr(rows, "tocsr"):
        squares = np.asarray(rows.multiply(rows).mean(axis=0), np.float64).ravel()
        variance = np.maximum(squares - mean**2, 0)
    else:
        variance = np.var(rows, axis=0, dtype=np.float64)
    smallest = 1e-12 * (variance + mean**2)  # below it the column is constant but for rounding
    return np.asarray(np.sqrt(np.where(variance > smallest, variance, 1)))


def _scaled(rows: Any, scale: Doubles) -> Any:
    """The rows with every column times its factor; a SciPy matrix stays one."""
    return rows.multiply(scale).tocsr() if hasattr(rows, "tocsr") else rows * scale
