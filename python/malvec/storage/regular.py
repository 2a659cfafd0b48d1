"""Files that are opened for reading: never a pipe, which may wait for ever, nor a device."""

from __future__ import annotations

import os
from typing import BinaryIO

from malvec import _core

__all__ = ["check_regular", "open_regular", "read_regular"]


def check_regular(path: str | os.PathLike[str]) -> None:
    """``FormatError`` where the path leads to a pipe, a socket or a device, told without opening
    it; ``OSError`` where it leads to a folder or to nothing.

    Example:
        >>> check_regular("/dev/null")
        Traceback (most recent call last):
        malvec.errors.FormatError: /dev/null is a device, not a regular file: copy it to one first
    """
    _core.check_regular(os.fsencode(path))


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """A regular file, opened for reading bytes; raises as :func:`check_regular` does."""
    check_regular(path)
    return open(path, "rb")


def read_regular(path: str | os.PathLike[str]) -> bytes:
    """All bytes of a regular file; raises as :func:`check_regular` does."""
    with open_regular(path) as file:
        return file.read()
