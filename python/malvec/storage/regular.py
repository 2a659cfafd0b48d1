"""Files that are opened for reading: never a pipe, which may wait for ever, nor a device."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from malvec.errors import FormatError

__all__ = ["check_regular", "open_regular", "read_regular"]

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_regular(path: str | os.PathLike[str]) -> None:
    """``FormatError`` where the path leads to a pipe, a socket or a device, told without opening
    it; ``OSError`` where it leads to a folder or to nothing.

    Example:
        >>> check_regular("/dev/null")
        Traceback (most recent call last):
        malvec.errors.FormatError: /dev/null is a device, not a regular file: copy it to one first
    """
    kind = stat.S_IFMT(os.stat(path).st_mode)
    if kind in _KINDS:
        raise FormatError(
            f"{os.fspath(path)} is {_KINDS[kind]}, not a regular file: copy it to one first"
        )


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """A regular file, opened for reading bytes; raises as :func:`check_regular` does."""
    check_regular(path)
    return open(path, "rb")


def read_regular(path: str | os.PathLike[str]) -> bytes:
    """All bytes of a regular file; raises as :func:`check_regular` does."""
    with open_regular(path) as file:
        return file.read()
