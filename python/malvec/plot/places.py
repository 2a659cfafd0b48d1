"""Vectors projected to a map, and the words that are on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec.models.projections.pca import Pca
from malvec.models.projections.tsne import Tsne
from malvec.runtime.arguments import one_of, whole
from malvec.vectors.word_vectors import WordVectors

__all__ = ["ITERATIONS", "Method", "chosen_words", "project", "unit_rows"]

Method = Literal["pca", "tsne"]
ITERATIONS = 500  # of t-SNE


def project(
    rows: npt.NDArray[Any],
    method: Method,
    *,
    perplexity: float | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> npt.NDArray[np.float32]:
    """Points float32 [n, 2] of rows [n, d], by the two strongest principal components of unit
    vectors or by t-SNE.

    Raises:
        ValueError: another method, or fewer than two rows.
    """
    one_of("method", method, get_args(Method))
    if method == "tsne":
        effective = (15.0 if len(rows) > 5000 else 30.0) if perplexity is None else perplexity
        return Tsne(perplexity=effective, iterations=ITERATIONS, threads=threads).fit(
            rows, progress
        )
    unit = unit_rows(rows)
    dim = min(2, *unit.shape)
    points = np.zeros((len(unit), 2), np.float32)
    points[:, :dim] = Pca(dim=dim, threads=threads).fit(unit).transform(unit)
    return points


def unit_rows(rows: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Rows scaled to length 1, however large or small; those of zeros stay."""
    most = np.abs(rows).max(axis=1, keepdims=True, initial=0)
    scaled = rows / np.where(most > 0, most, 1)
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.asarray(scaled / np.where(lengths > 0, lengths, 1), np.float32)


def chosen_words(vectors: WordVectors, words: int | Sequence[str]) -> npt.NDArray[np.int64]:
    """The rows of the first so many words, or of those named.

    Raises:
        KeyError: a word that is not there.
        TypeError: a single string.
    """
    if isinstance(words, str):
        raise TypeError(f"words={words!r:.60}: a list of words or their number is expected")
    if not isinstance(words, Sequence):
        return np.arange(min(len(vectors), whole("words", words, 1)))
    ids = [vectors.vocab.find(word) for word in words]
    absent = [word for word, i in zip(words, ids, strict=True) if i < 0]
    if absent:
        raise KeyError(
            f"{len(absent)} words are not among {len(vectors):,}:"
            f" {', '.join(map(repr, absent[:10]))}"
        )
    repeated = (
        [word for i, word in enumerate(words) if word in words[:i]]
        if len(ids) != len(set(ids))
        else []
    )
    if repeated:
        raise ValueError(f"words are named twice: {', '.join(map(repr, repeated[:10]))}")
    return np.array(ids, np.int64)
