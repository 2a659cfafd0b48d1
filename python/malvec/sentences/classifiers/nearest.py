"""The label of the nearest labelled vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.runtime.recipe import Recipe, knob
from malvec.search.nearest import Searchable, nearest
from malvec.sentences.classifiers.labelled import Label, check_labelled, plain_labels, share_right

__all__ = ["Nearest", "NearestModel"]


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
        return share_right(self.predict(vectors), labels)

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
        known = plain_labels(labels)
        check_labelled(rows, known)
        return NearestModel(
            Searchable.of(rows, self.threads), tuple(known), self.neighbours, self.threads
        )
