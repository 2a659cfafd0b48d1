"""SentencePiece's map of characters, as it stands in its files and in those of ``tokenizers``."""

from __future__ import annotations

import numpy as np

from malvec.errors import FormatError

__all__ = ["check_charsmap"]


def check_charsmap(charsmap: bytes) -> None:
    """A double array whose every step stays inside it, and strings whose every start is one:
    nothing can be read out of bounds.

    4 bytes size of the array | units: 31..10 offset, 9 shift by 8, 8 has a value, or 31 set: a
    value | strings, each ended by NUL
    """
    if not charsmap:
        return
    size = int.from_bytes(charsmap[:4], "little")
    texts = charsmap[4 + size :]
    if size % 4 or size == 0 or 4 + size > len(charsmap) or not texts.endswith(b"\0"):
        raise FormatError("the map of characters is cut")
    try:
        texts.decode()
    except UnicodeDecodeError:
        raise FormatError("the map of characters is not UTF-8") from None
    units = np.frombuffer(charsmap, "<u4", size // 4, 4).astype(np.int64)
    steps = np.flatnonzero(units < 1 << 31)
    targets = steps ^ ((units[steps] >> 10) << ((units[steps] & 512) >> 6))
    used = units[steps] != 0
    if (targets[used] | 255).max(initial=0) >= (len(units) + 255) // 256 * 256:
        raise FormatError("the map of characters is damaged")
    valued = targets[used & ((units[steps] & 256) != 0)]
    starts = units[valued[valued < len(units)]] & ((1 << 31) - 1)
    lead = np.frombuffer(texts, np.uint8)
    if len(valued) and (
        starts.max(initial=0) >= len(texts) or ((lead[starts] & 0xC0) == 0x80).any()
    ):
        raise FormatError("the map of characters is damaged")
