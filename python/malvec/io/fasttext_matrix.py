"""The matrices of fastText's models: plain, or product-quantised and unpacked as they are read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.io.fasttext_model import Source

__all__ = ["read_matrix"]

_BLOCK = 1 << 22

Floats = npt.NDArray[np.float32]


def read_matrix(
    source: Source, quantised: bool, shape: tuple[int, int], wanted: int, what: str
) -> Floats:
    """The first ``wanted`` rows of the next matrix, which must have this shape; what follows it is
    next."""
    if quantised:
        return _read_quantised(source, shape, wanted, what)
    _check_shape(source.numbers("2q", what), shape, what)
    rows, dim = shape
    source.need(4 * rows * dim, what)
    values = np.empty((wanted, dim), np.float32)
    source.fill(values, what)
    source.skip(4 * (rows - wanted) * dim, what)
    return values


def _check_shape(found: tuple[int, ...], shape: tuple[int, int], what: str) -> None:
    if found != shape:
        raise FormatError(
            f"damaged: {what} has {found[0]:,} rows of {found[1]:,} values, where {shape[0]:,} of"
            f" {shape[1]:,} belong"
        )


def _read_quantised(source: Source, shape: tuple[int, int], wanted: int, what: str) -> Floats:
    """Product-quantised rows (Jégou et al. 2011), unpacked: every part of a row is one of 256
    centroids."""
    norms = source.flag(what)
    _check_shape(source.numbers("2q", what), shape, what)
    (size,) = source.numbers("i", what)
    rows, dim = shape
    parts = size // rows if rows else 0
    if size < 0 or parts * rows != size or parts > dim or (rows and not parts):
        raise FormatError(f"damaged: {what} has {size:,} codes for {rows:,} rows")
    codes = np.frombuffer(source.take(size, what), np.uint8).reshape(rows, parts)
    centroids = _read_centroids(source, dim, parts if rows else None, what)
    lengths = None
    if norms:
        norm_codes = np.frombuffer(source.take(rows, what), np.uint8)
        lengths = _read_centroids(source, 1, 1, what)[0][norm_codes]
    return _unpacked(codes[:wanted], centroids, lengths)


def _unpacked(
    codes: npt.NDArray[np.uint8], centroids: list[Floats], lengths: Floats | None
) -> Floats:
    """The rows of codes [n, parts], each times its length where lengths are given."""
    dim = sum(centroid.shape[1] for centroid in centroids)
    values = np.empty((len(codes), dim), np.float32)
    step = max(1, _BLOCK // (4 * dim))
    for first in range(0, len(codes), step):
        block = values[first : first + step]
        np.concatenate(
            [
                centroid[codes[first : first + len(block), i]]
                for i, centroid in enumerate(centroids)
            ],
            axis=1,
            out=block,
        )
        if lengths is not None:
            block *= lengths[first : first + len(block)]
    return values


def _read_centroids(source: Source, dim: int, parts: int | None, what: str) -> list[Floats]:
    """For each part its 256 centroids [256, length of the part]."""
    whole, count, length, last = source.numbers("4i", what)
    if (
        whole != dim
        or not 1 <= length <= dim
        or count != -(-dim // length)
        or last != dim - (count - 1) * length
    ):
        raise FormatError(
            f"damaged: the quantiser of {what} cuts {whole:,} values into {count:,} parts of"
            f" {length:,}, the last of {last:,}"
        )
    if parts is not None and parts != count:
        raise FormatError(
            f"damaged: {what} has {parts:,} codes per row, its quantiser {count:,} parts"
        )
    source.need(1024 * dim, what)
    values = np.empty((256, dim), np.float32)
    source.fill(values, what)
    flat = values.reshape(-1)
    begins = [256 * length * i for i in range(count)] + [256 * dim]
    return [flat[begin:end].reshape(256, -1) for begin, end in pairwise(begins)]
