"""Labels of texts: what can be one, and what vectors they go with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

__all__ = ["Label", "check_labelled", "plain_labels", "share_right"]

Label = Hashable


def plain_labels(labels: Iterable[Any]) -> list[Label]:
    """Labels as a list; numbers of NumPy become Python's, as files have them.

    Raises:
        TypeError: a str instead of a list of labels, or something that cannot be told apart.
        ValueError: a label is missing: None or NaN.
    """
    if isinstance(labels, (str, bytes)) or not isinstance(labels, Iterable):
        raise TypeError(f"labels={labels!r:.60}: must be a list with a label for each text")
    found = [each.item() if isinstance(each, np.generic) else each for each in labels]
    for place, label in enumerate(found):
        if label is None or label != label:
            raise ValueError(f"label {place} is {label}: leave texts without a label out")
        if not isinstance(label, Hashable):
            raise TypeError(f"label {place} is {label!r:.60}: labels are str or numbers")
    return found


def check_labelled(vectors: Any, labels: Sequence[Label]) -> None:
    """Vectors, an array or a sparse matrix, that are [n, dim] and finite, with as many labels."""
    if len(vectors.shape) != 2:
        raise ValueError(f"vectors are [n, dim], not of shape {vectors.shape}")
    if vectors.shape[0] == 0 or vectors.shape[0] != len(labels):
        raise ValueError(f"{len(labels):,} labels for {vectors.shape[0]:,} vectors")
    if not np.isfinite(vectors if isinstance(vectors, np.ndarray) else vectors.data).all():
        raise ValueError("a vector is not finite")


def share_right(found: list[Label], labels: Sequence[Label]) -> float:
    """The share of answers that are right; ``ValueError`` where there are not as many as labels."""
    if len(found) != len(labels) or not found:
        raise ValueError(f"{len(labels):,} labels for {len(found):,} vectors")
    return sum(a == b for a, b in zip(found, labels, strict=True)) / len(found)
