"""Exceptions of malvec that are not plain ``ValueError``, ``OSError`` or ``MemoryError``."""

from __future__ import annotations

from malvec import _core

__all__ = ["FormatError", "NumericalError"]


class FormatError(ValueError):
    """A file is cut, damaged or of another kind; the message says what it seems to be."""


NumericalError = _core.NumericalError
"""Training met a number that is not finite; the message says where, and what to change."""
