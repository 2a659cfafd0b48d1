"""Packed files: gzip, bzip2, xz and zstd, told by their first bytes where they are read, by their
names where they are written."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

from malvec.errors import FormatError
from malvec.runtime.extras import optional_package

__all__ = ["HEAD", "MAGIC", "SUFFIXES", "is_packed", "naming_damage", "pack", "unpack"]

MAGIC = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0", "zstd": b"\x28\xb5\x2f\xfd"}
HEAD = 10
"""So many bytes tell how a file is packed."""
SUFFIXES = (".gz", ".bz2", ".xz")
"""Names under which a file is written packed."""

_BLOCK, _PIECE = 1 << 16, 1 << 20
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)


def kind_of(head: bytes) -> str | None:
    """How a file with these first bytes is packed, or None."""
    kind = next((kind for kind, magic in MAGIC.items() if head.startswith(magic)), None)
    # text may well start with BZh
    return None if kind == "bzip2" and head[4:10] != b"1AY&SY" else kind


def is_packed(head: bytes) -> bool:
    """Whether a file with these first bytes is packed in a way that can be unpacked here.

    Raises:
        ImportError: it could be, but zstandard is not installed.
    """
    kind = kind_of(head)
    if kind == "zstd":
        _zstandard()
    return kind is not None


def unpack(file: io.BufferedReader) -> IO[bytes]:
    """A file as it was before it was packed; itself if it is not packed."""
    opener = _OPENERS.get(kind_of(file.peek(HEAD)) or "")
    return cast(IO[bytes], opener(file)) if opener else file


@contextmanager
def naming_damage(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turns what unpacking raises over damaged data into a ``FormatError`` that names the file."""
    try:
        yield
    except _DAMAGE as error:
        raise FormatError(f"{path} is cut or damaged: {error}") from error
    except OSError as error:
        if error.errno is None:  # bz2 says so for damaged data
            raise FormatError(f"{path} is damaged: {error}") from error
        raise


@contextmanager
def pack(file: BinaryIO, name: str) -> Iterator[IO[bytes]]:
    """What is written to it comes to the file packed as the name says: .gz, .bz2, .xz, or plain.

    Raises:
        ValueError: the name promises zstd, which is only read.
    """
    if name.endswith(".zst"):
        raise ValueError(f"{name}: files are not packed by zstd here; use {', '.join(SUFFIXES)}")
    if name.endswith(".gz"):
        with gzip.GzipFile(
            filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6
        ) as zipped:
            yield cast(IO[bytes], zipped)
    elif name.endswith((".bz2", ".xz")):
        with (bz2.BZ2File if name.endswith(".bz2") else lzma.LZMAFile)(file, "wb") as out:
            yield cast(IO[bytes], out)
    else:
        yield file


def _zstandard() -> Any:
    return optional_package("zstandard", "reading .zst files", "zstd")


class _Streams(io.RawIOBase):
    """Packed streams one after another, as parallel packers write them; Python's own readers do not
    notice a damaged later one."""

    def __init__(self, file: BinaryIO, new: Callable[[], Any], padding: bytes = b"") -> None:
        self._file = file
        self._new = new
        self._padding = padding
        self._blocks = self._unpack()
        self._block = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """That of the packed file."""
        return self._file.fileno()

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer as far as one block reaches; 0 at the end."""
        while not self._block:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._block = memoryview(block)
        size = min(len(buffer), len(self._block))
        buffer[:size] = self._block[:size]
        self._block = self._block[size:]
        return size

    def _unpack(self) -> Iterator[bytes]:
        """What follows the end of a stream, padding aside, must be another one."""
        decompressor = self._new()
        while data := self._file.read(_BLOCK):
            while data:
                if decompressor.eof:
                    data = data.lstrip(self._padding)
                    if not data:
                        break
                    decompressor = self._new()
                yield from _pieces(decompressor, data)
                data = decompressor.unused_data if decompressor.eof else b""
        if not decompressor.eof:
            raise EOFError("the last of its packed streams is not complete")


def _pieces(decompressor: Any, data: bytes) -> Iterator[bytes]:
    """What some packed bytes hold; where the decompressor can be held back, in pieces of bounded
    size."""
    if not hasattr(decompressor, "needs_input"):
        try:
            yield decompressor.decompress(data)
        except _zstandard().ZstdError as error:
            raise EOFError(str(error)) from error
        return
    yield decompressor.decompress(data, _PIECE)
    while not (decompressor.eof or decompressor.needs_input):
        yield decompressor.decompress(b"", _PIECE)


def _streams(new: Callable[[], Any], padding: bytes = b"") -> Callable[[Any], Any]:
    return lambda file: io.BufferedReader(_Streams(file, new, padding), _PIECE)


_OPENERS: dict[str, Callable[[Any], Any]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bzip2": _streams(bz2.BZ2Decompressor),
    "xz": _streams(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ), b"\0"),
    "zstd": _streams(lambda: _zstandard().ZstdDecompressor().decompressobj()),
}
