"""A linear model of labels, and its file.

    weights   float64 [labels, dim]
    bias      float64 [labels]

Kind classifier. Metadata: ``classes``, the labels as a list of JSON; ``loss``, ``iterations``.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.reports.card import HtmlCard
from malvec.sentences.classifiers.labelled import Label, share_right
from malvec.storage import kinds

__all__ = ["LinearModel", "log_sums"]

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LinearModel(HtmlCard):
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
        """Of each class, float64 [n, k], in the order of ``classes``; ``ValueError`` for vectors
        that are not [n, dim]."""
        scores = self._scores(vectors)
        return np.asarray(np.exp(scores - log_sums(scores)[:, None]))

    def predict(self, vectors: Any) -> list[Label]:
        """The most probable label of each vector [n, dim]."""
        return [self.classes[i] for i in self._scores(vectors).argmax(axis=1).tolist()]

    def _scores(self, vectors: Any) -> Doubles:
        rows = vectors if hasattr(vectors, "tocsr") else np.asarray(vectors)
        dim = self.weights.shape[1]
        if len(rows.shape) != 2 or rows.shape[1] != dim:
            raise ValueError(f"vectors are [n, {dim}], not of shape {rows.shape}")
        return np.asarray(rows @ self.weights.T) + self.bias

    def score(self, vectors: Any, labels: Sequence[Label]) -> float:
        """The share of right answers."""
        return share_right(self.predict(vectors), labels)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Raises:
            TypeError: a label that is neither a str nor a number.
            OSError: the disk refused; what was there stays.
        """
        kinds.write(path, "classifier", self.file_tensors(), self.file_metadata())

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> LinearModel:
        """Opens what :meth:`save` wrote; ``FormatError`` for what is cut, damaged or of another
        kind."""
        with kinds.open_kind(path, "classifier", verify=verify) as file:
            return cls.from_file(file)

    def file_tensors(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays of its file."""
        return {"classifier.weights": self.weights, "classifier.bias": self.bias}

    def file_metadata(self) -> dict[str, str]:
        """All else of its file; ``TypeError`` for a label that is neither a str nor a number."""
        for label in self.classes:
            if not isinstance(label, (str, int, float)):
                raise TypeError(
                    f"the label {label!r:.60} cannot be saved: labels in files are str or numbers"
                )
        facts = {"classes": self.classes, "loss": self.loss, "iterations": self.iterations}
        return {"classifier": json.dumps(facts, ensure_ascii=False)}

    @classmethod
    def from_file(cls, file: kinds.StoredFile) -> LinearModel:
        """The model in an opened file; ``FormatError`` where it is damaged."""
        facts = file.parsed("classifier") or {}
        classes = tuple(facts.get("classes", ()))
        if len(set(classes)) != len(classes) or len(classes) < 2:
            raise FormatError(f"the labels are damaged: {classes!r:.60}")
        weights = file.take("classifier.weights", np.float64, (len(classes), None))
        bias = file.take("classifier.bias", np.float64, (len(classes),))
        loss = float(facts["loss"])
        if not math.isfinite(loss):
            raise FormatError(f"the loss is damaged: {loss}")
        return cls(classes, weights, bias, loss, int(facts["iterations"]))

    def __repr__(self) -> str:
        return f"LinearModel({len(self.classes):,} labels, dim={self.weights.shape[1]})"


def log_sums(scores: Doubles) -> Doubles:
    """The logarithm of the sum of exponentials of each row."""
    top = scores.max(axis=1)
    return np.asarray(top + np.log(np.exp(scores - top[:, None]).sum(axis=1)))
