"""Texts to vectors for an evaluation: by an object with ``encode``, a function, or the mean of word
vectors scaled to length 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from malvec.sentences import Mean
from malvec.tokenizers import Whitespace
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Encoder", "encode"]

Encoder = Any
"""Anything with ``encode(texts)``, a callable of texts, or ``WordVectors``; texts [n] become rows
[n, dim]."""


def encode(encoder: Encoder, texts: Sequence[str], *, sparse: bool = False) -> Any:
    """Rows float [n, dim] of texts; where ``sparse`` is allowed, a SciPy matrix stays one.

    Raises:
        TypeError: ``encoder`` is no encoder, or does not give rows of numbers.
        ValueError: not one row per text, or a value that is not finite.
    """
    if isinstance(encoder, WordVectors):
        tokenizer = Whitespace() if encoder.pipeline is None else None
        encoder = Mean(unit_length=True).fit(encoder, tokenizer=tokenizer)
    encode = getattr(encoder, "encode", encoder)
    if not callable(encode):
        raise TypeError(
            f"an encoder has a method encode(texts) or is a callable, {type(encoder).__name__} is"
            " neither"
        )
    rows = encode(list(texts))
    is_sparse = sparse and hasattr(rows, "tocsr")
    if not is_sparse:
        rows = _numbers(rows, len(texts))
    if rows.shape[0] != len(texts):
        raise ValueError(f"the encoder gave {rows.shape[0]:,} rows for {len(texts):,} texts")
    if not np.isfinite(rows.data if is_sparse else rows).all():
        first = "" if is_sparse else f" of text {int(np.isfinite(rows).all(axis=1).argmin())}"
        raise ValueError(f"the encoder gave a value{first} that is not finite")
    return rows


def _numbers(rows: Any, texts: int) -> Any:
    array = np.asarray(rows)
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        raise TypeError(
            f"the encoder gave an array of {array.dtype} and shape {array.shape}, not numbers"
            f" [{texts}, dim]"
        )
    return array
