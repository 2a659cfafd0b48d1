"""Tokens as the core takes and gives them."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Packed"]


class Packed(NamedTuple):
    """Tokens end to end, where each ends, where each line ends: UTF-8, and uint64 as bytes."""

    tokens: bytes
    token_ends: bytes
    line_ends: bytes
