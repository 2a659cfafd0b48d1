"""Word ids made elsewhere, as the arrays of a corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.vocab import Vocab

__all__ = ["flat_ids", "with_counts"]


def flat_ids(ids: Any, offsets: Any) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """Ids end to end and where sentences start, from such, or from a list of lists where
    ``offsets`` is None.

    Raises:
        ValueError: something is not a whole number, or too large.
    """
    if offsets is None:
        ids, offsets = _end_to_end(list(ids))
    return _naturals(ids, np.uint32, "ids"), _naturals(offsets, np.uint64, "offsets")


def with_counts(vocab: Vocab, ids: npt.NDArray[np.uint32]) -> Vocab:
    """The words with how often they occur among ``ids``."""
    return Vocab(
        vocab.data, vocab.offsets, np.bincount(ids, minlength=len(vocab)).astype(np.uint64)
    )


def _end_to_end(sentences: list[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids and offsets of lists of ids; an empty list is no number of any kind, and so of every
    kind."""
    arrays = [np.asarray(sentence) for sentence in sentences]
    for number, array in enumerate(arrays):
        if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
            raise ValueError(
                f"sentence {number} must be a list of whole numbers, not {sentences[number]!r:.60}"
            )
    joined = np.concatenate([np.zeros(0, np.int64), *(array.astype(np.int64) for array in arrays)])
    return joined, np.cumsum([0, *(len(array) for array in arrays)])


def _naturals(values: Any, dtype: type[np.unsignedinteger[Any]], what: str) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(
            f"{what} must be one-dimensional and whole numbers, not {array.dtype} of shape"
            f" {array.shape}"
        )
    limit = int(np.iinfo(dtype).max)
    if array.size and (int(array.min()) < 0 or int(array.max()) > limit):
        raise ValueError(f"{what} must lie between 0 and {limit:,}")
    return np.ascontiguousarray(array, dtype)
