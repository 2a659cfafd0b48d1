"""Files that appear whole or not at all: written beside the target, flushed to the disk, then
renamed over it."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["replacing"]


@contextmanager
def replacing(path: str | os.PathLike[str], seeks: bool = False) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` when the block ends well; otherwise what was
    there stays as it was.

    A link stays a link: the file it points to is replaced. Into a pipe or a device
    (``/dev/stdout``) the block writes straight.

    Args:
        path: where.
        seeks: the block goes back and forth in the file, so that a pipe will not do.

    Raises:
        OSError: the directory or the disk refused; the error names ``path`` and nothing is left
            behind.

    Example:
        >>> with replacing("notes.txt") as file:
        ...     _ = file.write(b"all or nothing")
    """
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    with _renamed(path) if stat.S_ISREG(mode) else _straight(path, mode, seeks) as file:
        yield file


def _mode(path: str | os.PathLike[str]) -> int:
    """What ``path`` leads to; a file that is still to come counts as a regular one."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return stat.S_IFREG


@contextmanager
def _straight(path: str | os.PathLike[str], mode: int, seeks: bool) -> Iterator[BinaryIO]:
    refusal = OSError(
        errno.ESPIPE,
        "is a pipe or a terminal; this kind of file can only be written to a disk",
        str(path),
    )
    if seeks and stat.S_ISFIFO(mode):  # opening it would wait for a reader
        raise refusal
    with open(path, "wb") as file:
        if seeks and not file.seekable():
            raise refusal
        yield file


@contextmanager
def _renamed(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with open(temporary, "xb") as file:
            if target.exists():
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        _flush_directory(target.parent)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if (
            isinstance(error, OSError)
            and error.errno is not None
            and error.filename in (None, str(temporary))
        ):
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise


def _flush_directory(directory: Path) -> None:
    """Makes the rename itself survive a power cut; some file systems cannot, which is no error."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
