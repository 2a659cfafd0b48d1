"""Rows of vectors from and to files, plain or compressed, a few megabytes at a time."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, FileIO
from typing import IO, cast

from malvec import _core
from malvec.errors import FormatError
from malvec.io.fasttext_model import MAGIC
from malvec.io.matrix_builder import MatrixBuilder, RowBlock
from malvec.io.row_format import RowFormat, detect_format, misleading_line
from malvec.io.written_words import refuse
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.runtime.progress import progress_bar
from malvec.storage.atomic import replacing
from malvec.storage.packing import naming_damage, pack, unpack
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["ReadSettings", "opened", "read_vectors", "write_vectors"]

_HEAD, _BLOCK, _ROWS = 1 << 20, 1 << 22, 16_384
_LONGEST_LINE = 1 << 26
Path = str | os.PathLike[str]


@dataclass(frozen=True, kw_only=True)
class ReadSettings:
    """How a file of vectors is read.

    Attributes:
        binary: text or binary; None judges by the content.
        limit: read only the first so many rows.
        finite: nan and inf are refused.
        threads: None for all that this process may use.
        trust_header: a header is believed, even if the rows look longer.
        dim: the dimension; None judges by the content.
        progress: show a bar on stderr; None: on terminals, after two seconds.
    """

    binary: bool | None = None
    limit: int | None = None
    finite: bool = True
    threads: int | None = None
    trust_header: bool = False
    dim: int | None = None
    progress: bool | None = None


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file for reading, unpacked if it is packed; damage is a ``FormatError`` that names the
    file."""
    with open(path, "rb") as raw, naming_damage(path):
        try:
            yield unpack(raw)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None


def read_vectors(path: Path, settings: ReadSettings) -> WordVectors:
    """All rows of a file as vectors; of equal words the first is kept, with a warning that counts
    the others."""
    whole("limit", 1 if settings.limit is None else settings.limit, 1)
    whole("dim", 1 if settings.dim is None else settings.dim, 1)
    available_threads(settings.threads)
    with opened(path) as stream:
        head = stream.read(_HEAD)
        if head.startswith(struct.pack("<i", MAGIC)) and not _is_plain(stream):
            raise FormatError(
                "a fastText model that is packed: unpack it first (gunzip, bunzip2, unxz), then"
                " load_fasttext reads it"
            )
        row_format = detect_format(
            head, len(head) < _HEAD, settings.binary, settings.trust_header, settings.dim
        )
        collected = MatrixBuilder(
            row_format.dim, _expected_rows(stream, head, row_format, settings.limit)
        )
        with progress_bar(None, "reading", " words", settings.progress) as advance:
            for rows in _limited(_rows(stream, head, row_format, settings), settings.limit):
                collected.append(rows)
                advance(collected.count)
        count = collected.count
        if settings.limit is None and row_format.rows is not None and count != row_format.rows:
            what = "cut" if count < row_format.rows else "the header is wrong"
            raise FormatError(
                f"{what}: the header says {row_format.rows:,} rows, the file has {count:,}"
            )
    return collected.vectors(str(path))


def _expected_rows(stream: IO[bytes], head: bytes, row_format: RowFormat, limit: int | None) -> int:
    """Room to begin with: what the header says, if the file is large enough for it, else by the
    length of the first rows."""
    per_row = (
        4 * row_format.dim + 1
        if row_format.binary
        else max(len(head) // max(head.count(b"\n"), 1), 2 * row_format.dim)
    )
    # deflate packs at most about 1000 to 1
    expansion = 1 if _is_plain(stream) else 4 if row_format.rows is None else 1000
    fitting = os.fstat(stream.fileno()).st_size * expansion // per_row * 21 // 20 + 1
    return min(fitting, *(rows for rows in (row_format.rows, limit) if rows is not None), 1 << 62)


def _is_plain(stream: IO[bytes]) -> bool:
    """Whether the bytes of the file are read as they are."""
    return isinstance(stream, BufferedReader) and isinstance(stream.raw, FileIO)


def _rows(
    stream: IO[bytes], head: bytes, row_format: RowFormat, settings: ReadSettings
) -> Iterator[RowBlock]:
    parse = _binary_rows if row_format.binary else _text_rows
    pending = head[row_format.start :]
    at = 2 if row_format.rows is not None and not row_format.binary else 1
    while True:
        block = stream.read(_BLOCK)
        pending += block
        try:
            rows, consumed, at = parse(pending, not block, at, row_format, settings)
        except ValueError as error:
            raise FormatError(str(error)) from None
        pending = pending[consumed:]
        yield rows
        if not block:
            break
    if pending.strip(b"\n"):
        raise FormatError(
            f"cut, or not such a file: {len(pending):,} bytes are left after row {at - 1:,}"
        )


def _text_rows(
    pending: bytes, last: bool, line: int, row_format: RowFormat, settings: ReadSettings
) -> tuple[RowBlock, int, int]:
    end = len(pending) if last else pending.rfind(b"\n") + 1
    if end == 0 and len(pending) > _LONGEST_LINE:
        raise FormatError(f"line {line:,} has more than {_LONGEST_LINE:,} bytes")
    block = memoryview(pending)[:end]
    options = _core.ReadOptions(
        dim=row_format.dim,
        first_row=line,
        aligned=row_format.aligned,
        finite=settings.finite,
        threads=available_threads(settings.threads),
    )
    words, ends, values, consumed = _core.parse_text_rows(block, options)
    return RowBlock(words, ends, values), consumed, line + pending.count(b"\n", 0, end)


def _binary_rows(
    pending: bytes, last: bool, row: int, row_format: RowFormat, settings: ReadSettings
) -> tuple[RowBlock, int, int]:
    left = cast(int, row_format.rows) - (row - 1)
    options = _core.ReadOptions(
        dim=row_format.dim, first_row=row, most_rows=left, finite=settings.finite
    )
    words, ends, values, consumed = _core.parse_binary_rows(pending, options)
    if len(ends) == left and len(pending[consumed : consumed + 2].strip(b"\n")) > 0:
        raise FormatError(f"the header says {row_format.rows:,} rows, the file has more")
    return RowBlock(words, ends, values), consumed, row + len(ends)


def _limited(parts: Iterator[RowBlock], limit: int | None) -> Iterator[RowBlock]:
    left = limit
    for words, ends, values in parts:
        if left is not None and len(ends) >= left:
            yield RowBlock(words[: int(ends[left - 1])], ends[:left], values[:left])
            return
        left = None if left is None else left - len(ends)
        yield RowBlock(words, ends, values)


def write_vectors(
    vectors: WordVectors,
    path: Path,
    vocab: Vocab,
    *,
    header: bool,
    binary: bool,
    options: _core.WriteOptions,
    progress: bool | None = None,
) -> None:
    """Writes rows, named by ``vocab``, to a file that appears whole or not at all, compressed if
    its name ends with .gz, .bz2 or .xz."""
    if len(vectors) == 0 and not header:
        raise ValueError(
            f"{path}: no words, and a file of this format cannot be empty; a .safetensors file"
            " holds any words"
        )
    write = _core.format_binary_rows if binary else _core.format_text_rows
    data, offsets = vocab.data, vocab.offsets
    with (
        replacing(path) as file,
        pack(file, os.fspath(path)) as out,
        progress_bar(len(vectors), "writing", " words", progress) as advance,
    ):
        if header:
            out.write(b"%d %d\n" % (len(vectors), vectors.dim))
        for first in range(0, len(vectors), _ROWS):
            ends = offsets[first : first + _ROWS + 1]
            words = data[int(ends[0]) : int(ends[-1])]
            try:
                rows = write(words, ends - ends[0], vectors.matrix[first : first + _ROWS], options)
            except ValueError as error:
                raise ValueError(f"{path}: rows from {first:,} on: {error}") from None
            if not header and first == 0:
                _check_reading(vocab, path, rows, vectors.dim)
            out.write(rows)
            advance(first + len(ends) - 1)


def _check_reading(vocab: Vocab, path: Path, rows: bytes, dim: int) -> None:
    """A file without a header is judged by its first rows, which may be taken for something
    else."""
    whole_file = len(vocab) <= _ROWS and len(rows) < _HEAD
    line = misleading_line(rows[:_HEAD], whole_file, dim)
    if line is not None:
        why = (
            "would not be read back as it is: the reader would take it for part of the numbers or"
            " of a header"
        )
        refuse(vocab, path, line, why)
