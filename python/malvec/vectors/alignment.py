"""Two models in one space: one of them is turned until words that both have lie where they lie in
the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.search.named_rows import listed_names
from malvec.search.quantised import EncodedRows
from malvec.vectors.word_vectors import WordVectors

__all__ = ["align"]

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
_BLOCK = 1 << 15


def align(
    vectors: WordVectors, to: WordVectors, *, words: Iterable[str] | None = None
) -> WordVectors:
    """The vectors, turned so that they can be compared with those of another model: of two times,
    two corpora, two languages.

    The rotation (with reflections) is the one that brings the unit vectors of the anchor words
    nearest to those of the other model, by least squares: orthogonal Procrustes. Lengths and
    cosines within the model stay, so every answer that it gives alone is the same.

    Args:
        vectors: the model to turn; it is not changed. Of compressed vectors floats come out.
        to: the model whose space is taken.
        words: the anchors, which both models have; None for all words that both have.

    Raises:
        KeyError: an anchor is not in one of the models.
        ValueError: models of different dimension, or fewer anchors than dimensions.

    Example:
        >>> turned = mv.vectors.align(vectors, vectors)
        >>> vectors.similarity(vectors["왕"], turned["왕"])
        1.00

    Source: Schönemann, A Generalized Solution of the Orthogonal Procrustes Problem, 1966; Hamilton,
    Leskovec & Jurafsky, Diachronic Word Embeddings Reveal Statistical Laws of Semantic Change,
    2016.
    """
    for model in (vectors, to):
        if not isinstance(model, WordVectors):
            raise TypeError(f"two malvec.WordVectors are aligned, not {type(model).__name__}")
    if vectors.dim != to.dim:
        raise ValueError(f"vectors of {vectors.dim} and of {to.dim} components cannot be aligned")
    here, there = _anchors(vectors, to, words)
    if len(here) < to.dim:
        raise ValueError(
            f"{len(here):,} words are anchors, and {to.dim}, as many as there are dimensions, are"
            " needed at least"
        )
    turn = _rotation(vectors, to, here, there).astype(np.float32)
    table = vectors.subword_table
    return WordVectors(
        vectors.vocab,
        _turned(vectors.matrix, turn),
        report=vectors.report,
        metadata=vectors.metadata,
        output=None if vectors.output is None else _turned(vectors.output, turn),
        subwords=None if table is None else replace(table, matrix=_turned(table.matrix, turn)),
        pipeline=vectors.pipeline,
    )


def _anchors(
    vectors: WordVectors, to: WordVectors, words: Iterable[str] | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows of the anchors in both models."""
    if words is not None:
        listed = [words] if isinstance(words, str) else listed_names(words)
        here, there = ([model.vocab.index(word) for word in listed] for model in (vectors, to))
        return np.array(here, np.int64), np.array(there, np.int64)
    found = to.vocab.find_all(vectors.vocab)
    shared = np.flatnonzero(found >= 0)
    return shared, found[shared]


def _rotation(
    vectors: WordVectors,
    to: WordVectors,
    here: npt.NDArray[np.int64],
    there: npt.NDArray[np.int64],
) -> Doubles:
    """R [dim, dim] with RᵀR = 1 for which |A R - B| is least, A and B the anchors' unit rows: U Vᵀ
    of the singular vectors of AᵀB."""
    product = np.zeros((to.dim, to.dim))
    for first in range(0, len(here), _BLOCK):
        part = slice(first, first + _BLOCK)
        product += _unit_rows(vectors, here[part]).T @ _unit_rows(to, there[part])
    left, _, right = np.linalg.svd(product)
    return np.asarray(left @ right)


def _unit_rows(vectors: WordVectors, ids: npt.NDArray[np.int64]) -> Doubles:
    norms = vectors.searchable.inverse_norms[ids].astype(np.float64)
    return np.asarray(np.asarray(vectors.matrix[ids]) * norms[:, None])


def _turned(rows: Floats | EncodedRows, turn: Floats) -> Floats:
    turned = _core.matrix(len(rows), turn.shape[1])
    for first in range(0, len(rows), _BLOCK):
        part = slice(first, first + _BLOCK)
        np.matmul(np.asarray(rows[part]), turn, out=turned[part])
    return turned
