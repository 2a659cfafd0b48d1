"""Long texts within a description: packed, so that a vocabulary of 32,000 is a quarter of a
megabyte."""

from __future__ import annotations

import base64
import zlib

from malvec import _core
from malvec.errors import FormatError

__all__ = ["pack", "unpack"]

_LARGEST = 1 << 28  # bytes


def pack(text: str) -> str:
    """A text by zlib and base64.

    Raises:
        ValueError: it is larger than what :func:`unpack` takes.
    """
    data = text.encode()
    if len(data) > _LARGEST:
        raise ValueError(
            f"a tokenizer of {len(data):,} bytes cannot be stored, at most {_LARGEST:,}:"
            " leave rare words out"
        )
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


def unpack(packed: object, what: str) -> str:
    """What :func:`pack` packed; ``FormatError`` that names ``what`` where it is damaged."""
    try:
        if not isinstance(packed, str):
            raise ValueError(f"packed text is a str, not {type(packed).__name__}")
        return _core.unpack(packed, _LARGEST).decode()
    except ValueError as error:
        raise FormatError(f"{what} are damaged: {error}") from None
