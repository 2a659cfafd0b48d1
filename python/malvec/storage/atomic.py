"""Files that appear whole or not at all: written beside the target, flushed to the disk, then
renamed over it. Neither an error nor the end of the process leaves anything behind."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from malvec.storage.regular import open_regular

__all__ = ["remove_leftovers", "replacing"]

_OPEN_FILES = "/proc/self/fd"
"""Where a file without a name can be linked from."""


@contextmanager
def replacing(path: str | os.PathLike[str], seeks: bool = False) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` when the block ends well; otherwise what was
    there stays as it was.

    A link stays a link: the file it points to is replaced. Owner, group and mode stay as they were,
    where the process may keep them; access lists and other hard links do not. Into a pipe or a
    device (``/dev/stdout``) the block writes straight.

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
    remove_leftovers(target)
    temporary = target.with_name(f"{_prefix(target)}{os.urandom(6).hex()}.tmp")
    try:
        with _new_file(temporary) as file:
            _keep_owner_and_mode(target, file)
            yield file
            file.flush()
            os.fsync(file.fileno())
            _name(file, temporary)
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


def remove_leftovers(target: Path) -> None:
    """Removes what killed writers of a file left beside it: temporary files that nobody has locked.

    Most file systems have files without a name, and nothing is left there.
    """
    named = re.compile(re.escape(_prefix(target)) + r"[0-9a-f]{12}\.tmp")
    with suppress(OSError):
        for left in filter(named.fullmatch, os.listdir(target.parent)):
            _remove_unlocked(target.with_name(left))


def _remove_unlocked(path: Path) -> None:
    with suppress(OSError), open_regular(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


def _prefix(target: Path) -> str:
    """How names of temporary files begin; a name has at most 255 bytes."""
    return f".{os.fsdecode(os.fsencode(target.name)[:200])}."


def _new_file(temporary: Path) -> BinaryIO:
    """A file to write, locked as long as it is open; without a name where the file system has such,
    so that it vanishes with a process that is killed."""
    try:
        os.stat(_OPEN_FILES)
        nameless = os.open(temporary.parent, os.O_TMPFILE | os.O_RDWR, 0o666)
    except (AttributeError, OSError):  # another system, or another file system
        return _named_file(temporary)
    fcntl.flock(nameless, fcntl.LOCK_EX)
    return os.fdopen(nameless, "wb")


def _named_file(temporary: Path) -> BinaryIO:
    file = open(temporary, "xb")  # noqa: SIM115
    with suppress(OSError):  # not every file system has locks
        fcntl.flock(file, fcntl.LOCK_EX)
    if os.fstat(file.fileno()).st_nlink:
        return file
    file.close()  # another process swept it away before it was locked
    return _named_file(temporary)


def _name(file: BinaryIO, temporary: Path) -> None:
    """Gives the file its temporary name, where it has none."""
    if os.fstat(file.fileno()).st_nlink == 0:
        here = os.open(_OPEN_FILES, os.O_RDONLY)
        try:  # only with a directory does Python follow the link to the file
            os.link(str(file.fileno()), temporary, src_dir_fd=here)
        finally:
            os.close(here)


def _keep_owner_and_mode(target: Path, file: BinaryIO) -> None:
    """Those of the file that is replaced; another's file stays theirs where that is allowed."""
    if target.exists():
        old, number = target.stat(), file.fileno()
        with suppress(PermissionError):
            os.fchown(number, -1, old.st_gid)
            os.fchown(number, old.st_uid, -1)
        os.fchmod(number, stat.S_IMODE(old.st_mode))


def _flush_directory(directory: Path) -> None:
    """Makes the rename itself survive a power cut; some file systems cannot, which is no error."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
