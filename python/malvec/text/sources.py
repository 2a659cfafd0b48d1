"""Where text comes from: files, directories, patterns, standard input; plain or compressed. All are
looked at before any is read."""

from __future__ import annotations

import glob
import io
import os
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from malvec.runtime.escapes import in_one_line
from malvec.storage.packing import is_packed
from malvec.text.encodings import HEAD, check_encoding, check_text

__all__ = [
    "Paths",
    "Source",
    "expand",
    "find_sources",
    "listed_paths",
    "plain_size",
]

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True)
class Source:
    """One file to read, or standard input.

    Attributes:
        path: where it is; "-" is standard input.
        size: bytes on the disk; None where they are not known beforehand (a pipe).
        start: where the text starts in a plain file of UTF-8, behind a byte order mark; None where
            the file has to be unpacked or read from another encoding, or is a pipe.
        encoding: that of the text; None is UTF-8, unless it looks otherwise, which is an error.
    """

    path: str
    size: int | None = None
    start: int | None = None
    encoding: str | None = None


def find_sources(paths: Paths, encoding: str | None = None) -> list[Source]:
    """The files that paths stand for: themselves, all regular files below a directory (hidden ones
    aside), the matches of a pattern.

    Below a directory links are followed; one that leads nowhere is an error.

    Raises:
        TypeError: paths are something else, such as an open file.
        FileNotFoundError, PermissionError, OSError: one is missing or cannot be read; nothing has
            been read then.
        FormatError: one is not text, or seems to be in another encoding.
        ValueError: there is no such encoding.
    """
    encoding = check_encoding(encoding)
    return [_inspect(path, encoding) for path in expand(paths)]


def expand(paths: Paths) -> list[str]:
    """The paths of these files; see :func:`find_sources`, which looks into them too."""
    found = [path for given in listed_paths(paths) for path in _expand(os.fspath(given))]
    if not found:
        raise ValueError("no files were given")
    return found


def listed_paths(paths: Any) -> list[str | os.PathLike[str]]:
    """Paths as they were given, in a list.

    Raises:
        TypeError: one is no path, such as an open file or bytes.
    """
    if isinstance(paths, (str, os.PathLike)):
        return [paths]
    named = isinstance(paths, (bytes, bytearray, io.IOBase, Mapping)) or hasattr(paths, "columns")
    several = isinstance(paths, Iterable) and not named
    listed = list(paths) if several else [paths]
    for path in listed:
        if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
            kind = "an open file" if isinstance(path, io.IOBase) else type(path).__name__
            raise TypeError(
                f"paths must be str or os.PathLike, not {kind}{in_one_line(path)}"
                + ("; give its name, or its lines as texts" if kind == "an open file" else "")
            )
    return listed


def _expand(path: str) -> list[str]:
    if path == "-":
        return [path]
    if os.path.isdir(path):
        files = sorted(_files_below(path))
        if not files:
            raise FileNotFoundError(2, "No files in this directory", path)
        return files
    if not os.path.lexists(path) and glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            raise FileNotFoundError(2, "No file matches this pattern", path)
        found = (
            file
            for match in matches
            for file in ([match] if not os.path.isdir(match) else sorted(_files_below(match)))
        )
        return list(dict.fromkeys(found))  # "**" gives a directory and what is in it
    return [path]


def _files_below(directory: str) -> Iterator[str]:
    """Links are followed, but not to a directory above: what is there is read anyway."""
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(directory, frozenset())]
    while waiting:
        folder, above = waiting.pop()
        status = os.stat(folder)
        here = (status.st_dev, status.st_ino)
        if here in above:
            continue
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    waiting.append((entry.path, above | {here}))
                elif entry.is_file():
                    yield entry.path
                elif entry.is_symlink():
                    os.stat(entry.path)  # raises where the link leads nowhere


def _inspect(path: str, encoding: str | None) -> Source:
    if path == "-" or not stat.S_ISREG(os.stat(path).st_mode):
        return Source(path, encoding=encoding)
    with open(path, "rb") as file:
        head = file.read(HEAD)
        size = os.fstat(file.fileno()).st_size
    if is_packed(head) or encoding not in (None, "utf-8"):
        return Source(path, size, encoding=encoding)
    check_text(head, path, encoding)
    return Source(path, size, len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0, encoding)


def plain_size(sources: list[Source]) -> int | None:
    """The bytes of text in all sources; None where one is packed or a pipe."""
    sizes = [source.size for source in sources if source.start is not None]
    return (
        sum(size for size in sizes if size is not None)
        if len(sizes) == len(sources) and None not in sizes
        else None
    )
