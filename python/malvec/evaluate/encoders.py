"""What turns texts into vectors for an evaluation: an object with ``encode``, a function, or word vectors by their mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from malvec import tokenizers, vector_file
from malvec.evaluate.coverage import Finder
from malvec.vectors import WordVectors

__all__ = ["Encoder", "encoded"]

Encoder = Any
"""Anything with ``encode(texts)``, a callable of texts, or ``WordVectors``; texts [n] become rows [n, dim]."""


def encoded(encoder: Encoder, texts: Sequence[str], *, sparse: bool = False) -> Any:
    """Rows float [n, dim] of texts; where ``sparse`` is allowed, a SciPy matrix stays one.

    Raises:
        TypeError: ``encoder`` is none, or what it gave are not rows of numbers.
        ValueError: not one row per text, or a value that is not finite.
    """
    if isinstance(encoder, WordVectors):
        encoder = _mean_of_words(encoder)
    encode = getattr(encoder, "encode", encoder)
    if not callable(encode):
        raise TypeError(f"an encoder has a method encode(texts) or is a callable, {type(encoder).__name__} is neither")
    rows = encode(list(texts))
    if not (sparse and hasattr(rows, "tocsr")):
        rows = np.asarray(rows)
        if rows.ndim != 2 or rows.dtype.kind not in "fiu":
            raise TypeError(f"the encoder gave an array of {rows.dtype} and shape {rows.shape}, not numbers [{len(texts)}, dim]")
    if rows.shape[0] != len(texts):
        raise ValueError(f"the encoder gave {rows.shape[0]:,} rows for {len(texts):,} texts")
    values = rows.data if hasattr(rows, "tocsr") else rows
    if not np.isfinite(values).all():
        where = "" if hasattr(rows, "tocsr") else f" of text {int(np.argmin(np.isfinite(rows).all(axis=1)))}"
        raise ValueError(f"the encoder gave a value{where} that is not finite")
    return rows


def _mean_of_words(vectors: WordVectors) -> Callable[[Sequence[str]], Any]:
    """The mean of the unit vectors of a text's tokens, split as the training text was; tokens without a vector do not count."""
    described = vector_file.parse_json("the vectors", vectors.metadata, "tokenizer")
    if described is None and "tokenizer" in vectors.metadata:
        raise ValueError("these vectors were trained on token lists: give an encoder that knows how texts are split, such as malvec.Mean's")
    tokenize = tokenizers.from_description(described or {"name": "whitespace"})

    def encode(texts: Sequence[str]) -> Any:
        finder = Finder(vectors, fall_back=True)
        rows = np.zeros((len(texts), vectors.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            ids = [i for i in map(finder.id, tokenize(text)) if i >= 0]
            if ids:
                row[:] = finder.unit_rows(np.array(ids, np.int64)).mean(axis=0)
        return rows

    return encode
