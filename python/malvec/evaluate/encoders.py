"""What turns texts into vectors for an evaluation: an object with ``encode``, a function, or word
vectors by their mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from malvec.sentences import Mean
from malvec.tokenizers import Whitespace
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Encoder", "encoded"]

Encoder = Any
"""Anything with ``encode(texts)``, a callable of texts, or ``WordVectors``; texts [n] become rows
[n, dim]."""


def encoded(encoder: Encoder, texts: Sequence[str], *, sparse: bool = False) -> Any:
    """Rows float [n, dim] of texts; where ``sparse`` is allowed, a SciPy matrix stays one.

    Raises:
        TypeError: ``encoder`` is none, or what it gave are not rows of numbers.
        ValueError: not one row per text, or a value that is not finite.
    """
    if isinstance(encoder, WordVectors):
        tokenizer = Whitespace() if encoder.pipeline is None else None
        encoder = Mean(encoder, unit=True, tokenizer=tokenizer)
    encode = getattr(encoder, "encode", encoder)
    if not callable(encode):
        raise TypeError(
            f"an encoder has a method encode(texts) or is a callable, {type(encoder).__name__} is"
            " neither"
        )
    rows = encode(list(texts))
    if not (sparse and hasattr(rows, "tocsr")):
        rows = np.asarray(rows)
        if rows.ndim != 2 or rows.dtype.kind not in "fiu":
            raise TypeError(
                f"the encoder gave an array of {rows.dtype} and shape {rows.shape}, not numbers"
                f" [{len(texts)}, dim]"
            )
    if rows.shape[0] != len(texts):
        raise ValueError(f"the encoder gave {rows.shape[0]:,} rows for {len(texts):,} texts")
    values = rows.data if hasattr(rows, "tocsr") else rows
    if not np.isfinite(values).all():
        where = (
            ""
            if hasattr(rows, "tocsr")
            else f" of text {int(np.argmin(np.isfinite(rows).all(axis=1)))}"
        )
        raise ValueError(f"the encoder gave a value{where} that is not finite")
    return rows
