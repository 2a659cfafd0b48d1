"""Where text comes from: files, directories, patterns, standard input; plain or compressed. All are
looked at before any is read."""

from __future__ import annotations

import errno
import glob
import io
import os
import stat
import sys
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

from malvec import _ingest
from malvec.errors import FormatError
from malvec.storage.packing import is_packed, naming_damage, unpack

__all__ = [
    "Paths",
    "Source",
    "TextSource",
    "blocks",
    "expand",
    "find_sources",
    "line_blocks",
    "lines",
    "packed_texts",
    "paths_or_texts",
    "plain_size",
    "source_lines",
    "split_lines",
    "standard_input",
    "texts_of",
]

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
TextSource = str | os.PathLike[str] | Iterable[str] | Iterable[os.PathLike[str]]
"""A file, directory or pattern; several of them as ``Path``; or texts."""

_BLOCK = 1 << 20
_HEAD = 1 << 16
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")
_OTHER_ENCODINGS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True)
class Source:
    """One file to read, or standard input.

    Attributes:
        path: where it is; "-" is standard input.
        size: bytes on the disk; None where they are not known beforehand (a pipe).
        start: where the text starts in a plain file, behind a byte order mark; None where the file
            has to be unpacked or is a pipe.
    """

    path: str
    size: int | None = None
    start: int | None = None


def find_sources(paths: Paths) -> list[Source]:
    """The files that paths stand for: themselves, all regular files below a directory (hidden ones
    aside), the matches of a pattern.

    Below a directory links are followed; one that leads nowhere is an error.

    Raises:
        FileNotFoundError, PermissionError, OSError: one is missing or cannot be read; nothing has
            been read then.
        FormatError: one is not text.
    """
    return [_inspect(path) for path in expand(paths)]


def expand(paths: Paths) -> list[str]:
    """The paths of these files; see :func:`find_sources`, which looks into them too."""
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    found = [path for given in paths for path in _expand(os.fspath(given))]
    if not found:
        raise ValueError("no files were given")
    return found


def paths_or_texts(source: Any) -> tuple[list[str | os.PathLike[str]], Iterable[str] | None]:
    """What a source of text is: a path, or paths as ``os.PathLike``, and None; or no paths, and an
    iterable of texts.

    Raises:
        TypeError: it is neither, or mixes them.
        ValueError: the first text is the name of a file: a path in a list must be a
            ``pathlib.Path`` to be told from a text.
    """
    if isinstance(source, (str, os.PathLike)):
        return [source], None
    if isinstance(source, (bytes, bytearray)) or not isinstance(source, Iterable):
        raise TypeError(
            f"text is read from a path, or an iterable of str, not from {type(source).__name__}"
        )
    items = iter(source)
    head = list(islice(items, 1))
    first = head[0] if head else ""
    if isinstance(first, os.PathLike):
        paths = [first, *items]
        if not all(isinstance(path, os.PathLike) for path in paths):
            raise TypeError(
                "paths and texts are mixed: give paths as pathlib.Path, or texts as str"
            )
        return paths, None
    if (
        isinstance(first, str)
        and 0 < len(first) < 256
        and "\0" not in first
        and os.path.isfile(first.encode("utf-8", "surrogateescape"))
    ):
        raise ValueError(
            f"the first text is {first!r}, the name of a file: give a path alone, or paths as"
            " pathlib.Path"
        )
    again = isinstance(source, Collection) or not head
    return [], source if again else chain(head, items)


def _expand(path: str) -> list[str]:
    if not isinstance(path, str):
        raise TypeError(
            f"paths must be str or os.PathLike, but one is {type(path).__name__}: {path!r:.60}"
        )
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


def _inspect(path: str) -> Source:
    if path == "-" or not stat.S_ISREG(os.stat(path).st_mode):
        return Source(path)
    with open(path, "rb") as file:
        head = file.read(_HEAD)
        size = os.fstat(file.fileno()).st_size
    if is_packed(head):
        return Source(path, size)
    _check_text(head, path)
    return Source(path, size, len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0)


def _check_text(head: bytes, path: str) -> None:
    for mark, encoding in _OTHER_ENCODINGS:
        if head.startswith(mark):
            raise FormatError(
                f"{path} looks like {encoding} text; convert it first: iconv -f {encoding} -t UTF-8"
            )
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > 8 and controls > 0.05 * len(head):
        nuls = head.count(0)
        kind = "UTF-16 text or a binary file" if nuls > 0.1 * len(head) else "a binary file"
        raise FormatError(
            f"{path} looks like {kind}: {controls:,} of its first {len(head):,} bytes are control"
            " characters"
        )


def standard_input() -> Any:
    """``sys.stdin``; ``OSError`` where it is closed."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed: name a file")
    return sys.stdin


def blocks(source: Source) -> Iterator[bytes]:
    """The text of a source, unpacked, without its byte order mark, in blocks of a megabyte.

    Raises:
        FormatError: compressed data are cut or damaged, or what they hold is not text.
    """
    piped = source.path == "-"
    file: Any = standard_input().buffer if piped else open(source.path, "rb")  # noqa: SIM115
    try:
        if not hasattr(file, "peek"):
            file = io.BufferedReader(file)
        with naming_damage(source.path):
            yield from _checked_blocks(unpack(file), source.path)
    finally:
        if not piped:
            file.close()


def _checked_blocks(stream: IO[bytes], path: str) -> Iterator[bytes]:
    first = stream.read(_BLOCK)
    _check_text(first[:_HEAD], path)
    yield first.removeprefix(BOM_UTF8)
    while block := stream.read(_BLOCK):
        yield block


def line_blocks(source: Source, size: int) -> Iterator[bytes]:
    """The text of a source in blocks of whole lines, of about ``size`` bytes where lines are not
    longer."""
    rest: list[bytes] = []
    for block in blocks(source):
        begin = 0
        while begin < len(block):
            end = block.find(b"\n", begin + size) + 1 or block.rfind(b"\n", begin) + 1
            if end == 0:
                rest.append(block[begin:])
                break
            yield b"".join([*rest, block[begin:end]])
            rest, begin = [], end
    if rest:
        yield b"".join(rest)


def split_lines(block: bytes) -> list[str]:
    r"""The lines of a block, without their ends ``\n`` or ``\r\n``; bytes that are not UTF-8 become
    surrogate escapes."""
    found = block.decode("utf-8", "surrogateescape").split("\n")
    if not found[-1]:
        found.pop()
    return [line.removesuffix("\r") for line in found]


def source_lines(source: Source) -> Iterator[str]:
    """The lines of one file, see :func:`split_lines`."""
    return (line for block in line_blocks(source, _BLOCK) for line in split_lines(block))


def lines(paths: Paths) -> Iterator[str]:
    """The lines of all files that paths stand for, see :func:`find_sources`."""
    return (line for source in find_sources(paths) for line in source_lines(source))


def texts_of(source: TextSource) -> Iterator[str]:
    """The texts of a source: of files the lines. What is no ``str`` among texts is for the caller
    to find."""
    paths, texts = paths_or_texts(source)
    return lines(paths) if texts is None else iter(texts)


def packed_texts(texts: Iterable[str]) -> Iterator[bytes]:
    """Texts as lines of UTF-8, in blocks of a megabyte; newlines within are blanks."""
    waiting = iter(texts)
    while block := _ingest.pack_texts(waiting, _BLOCK):
        yield block


def plain_size(sources: list[Source]) -> int | None:
    """The bytes of text in all sources; None where one is packed or a pipe."""
    sizes = [source.size for source in sources if source.start is not None]
    return (
        sum(size for size in sizes if size is not None)
        if len(sizes) == len(sources) and None not in sizes
        else None
    )
