"""The text of files and of standard input: unpacked, as UTF-8, in blocks of bytes or as lines."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import chain
from typing import Any

from malvec.errors import FormatError
from malvec.storage.packing import naming_damage, unpack
from malvec.storage.regular import check_regular
from malvec.text.encodings import HEAD, check_encoding, check_not_utf8, check_text, to_utf8
from malvec.text.sources import Paths, Source, find_sources

__all__ = [
    "blocks",
    "line_blocks",
    "lines",
    "source_lines",
    "split_lines",
    "standard_input",
    "whole_text",
]

_BLOCK = 1 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")


def standard_input() -> Any:
    """``sys.stdin``; ``OSError`` where it is closed."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed: name a file")
    return sys.stdin


def blocks(source: Source, size: int = _BLOCK, *, arriving: bool = False) -> Iterator[bytes]:
    """The text of a source, unpacked, in UTF-8, without its byte order mark, in blocks of ``size``
    bytes of what was read; where it is ``arriving``, as soon as something is there.

    Raises:
        FormatError: compressed data are cut or damaged, or what they hold is not text.
    """
    piped = source.path == "-"
    file: Any = standard_input().buffer if piped else open(source.path, "rb")  # noqa: SIM115
    try:
        if not hasattr(file, "peek"):
            file = io.BufferedReader(file)
        with naming_damage(source.path):
            stream: Any = unpack(file)
            read = stream.read1 if arriving else stream.read
            yield from _checked(iter(lambda: read(size), b""), source)
    finally:
        if not piped:
            file.close()


def _checked(raw: Iterator[bytes], source: Source) -> Iterator[bytes]:
    first = next(raw, b"")
    if source.encoding not in (None, "utf-8"):
        check_not_utf8(first[:HEAD], source.path, source.encoding)
        raw = filter(None, to_utf8(chain([first], raw), source.encoding))
        first = next(raw, b"")
    check_text(first[:HEAD], source.path, source.encoding)
    yield first.removeprefix(BOM_UTF8)
    yield from raw


def line_blocks(source: Source, size: int, *, arriving: bool = False) -> Iterator[bytes]:
    """The text of a source in blocks of whole lines, of about ``size`` bytes where lines are not
    longer; where it is ``arriving``, as soon as a line is there."""
    rest: list[bytes] = []
    for block in blocks(source, arriving=arriving):
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


def lines(paths: Paths, encoding: str | None = None) -> Iterator[str]:
    """The lines of all files that paths stand for, see :func:`malvec.text.sources.find_sources`."""
    sources = find_sources(paths, encoding)
    return (line for source in sources for line in source_lines(source))


def whole_text(
    path: str | os.PathLike[str], encoding: str | None = None, *, strict: bool = True
) -> str:
    """The text of one small file, such as a dictionary.

    Args:
        path: the file.
        encoding: None is UTF-8.
        strict: a byte that is not UTF-8 is an error; otherwise it becomes a surrogate escape.

    Raises:
        OSError: it cannot be read.
        FormatError: it is not text, no regular file, or seems to be in another encoding.
    """
    check_regular(path)
    source = Source(os.fspath(path), encoding=check_encoding(encoding))
    text = b"".join(blocks(source)).decode("utf-8", "surrogateescape")
    broken = _SURROGATE.search(text) if strict else None
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        raise FormatError(f"{path}, line {line:,}: a byte here is not UTF-8; what encoding is it?")
    return text
