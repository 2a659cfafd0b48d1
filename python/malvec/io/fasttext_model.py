"""The layout of fastText's models, .bin and .ftz, versions 11 and 12; every size is checked against
the file before memory is taken.

int32 magic, int32 version
arguments   12 x int32, float64 t
dictionary  int32 size, words, labels; int64 tokens, pruned (-1: not pruned); entries;
            pruned x (int32 bucket, int32 row)
input       bool quantised; a matrix [words + buckets, dim]
output      bool quantised; a matrix
a matrix    int64 rows, dim; float32 values; or, quantised, bool norms, int64 rows, dim;
            int32 size, codes; quantiser; norm codes, their quantiser
quantiser   int32 dim, parts, length of a part, of the last part;
            float32 centroids, 256 for each part
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.io.row_format import DIM_LIMIT
from malvec.vocab import Vocab

__all__ = [
    "ARGUMENTS",
    "LOSSES",
    "MAGIC",
    "MODELS",
    "VERSION",
    "Dictionary",
    "Source",
    "read_arguments",
    "read_dictionary",
]

MAGIC, VERSION = 793712314, 12
ARGUMENTS = (
    "dim",
    "ws",
    "epoch",
    "minCount",
    "neg",
    "wordNgrams",
    "loss",
    "model",
    "bucket",
    "minn",
    "maxn",
    "lrUpdateRate",
    "t",
)
LOSSES = {1: "hs", 2: "ns", 3: "softmax", 4: "ova"}
MODELS = {1: "cbow", 2: "sg", 3: "sup"}
_BLOCK = 1 << 22
_SHORTEST_ENTRY = 10  # a zero byte, the count, the kind

Floats = npt.NDArray[np.float32]


class Source:
    """A file that is read from its start, and that knows how much of it is left."""

    def __init__(
        self, file: FileIO, size: int, finite: bool, advance: Callable[[int], None] | None = None
    ) -> None:
        self._file = file
        self._size = self.left = size
        self._finite = finite
        self._advance = advance

    def need(self, size: int, what: str) -> None:
        """``FormatError`` if fewer bytes are left; asked before memory is taken."""
        if size > self.left:
            raise FormatError(
                f"cut or damaged: {what} would need {size:,} bytes, {self.left:,} are left"
            )

    def take(self, size: int, what: str) -> bytes:
        """The next bytes."""
        self.need(size, what)
        data = bytearray(size)
        self._fill(memoryview(data), what)
        return bytes(data)

    def numbers(self, layout: str, what: str) -> tuple[Any, ...]:
        """Little-endian numbers, as ``struct`` writes them."""
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout), what))

    def flag(self, what: str) -> bool:
        """A byte that is 0 or 1."""
        value = self.take(1, what)[0]
        if value > 1:
            raise FormatError(f"damaged: {what} is {value}, neither 0 nor 1")
        return value == 1

    def fill(self, rows: npt.NDArray[Any], what: str) -> None:
        """Reads straight into a contiguous array [n, dim], a few megabytes at a time; floats are
        checked while they are in the cache."""
        step = max(1, _BLOCK // max(rows.shape[1] * rows.itemsize, 1))
        for first in range(0, len(rows), step):
            block = rows[first : first + step]
            self._fill(block.reshape(-1).view(np.uint8).data, what)
            if self._finite and block.dtype == np.float32 and not _core.rows_are_finite(block):
                raise FormatError(
                    f"{what} holds a value that is not finite (allow_non_finite=True reads it all"
                    " the same)"
                )

    def skip(self, size: int, what: str) -> None:
        """Passes over bytes."""
        self.need(size, what)
        self._file.seek(size, 1)
        self.left -= size

    def back(self, size: int) -> None:
        """Goes back by so many bytes."""
        self._file.seek(-size, 1)
        self.left += size

    def _fill(self, target: memoryview, what: str) -> None:
        done = 0
        while done < len(target):
            count = self._file.readinto(target[done:])
            if not count:
                raise FormatError(f"cut while {what} was read")
            done += count
        self.left -= done
        if self._advance is not None:
            self._advance(self._size - self.left)


def read_arguments(source: Source) -> tuple[dict[str, Any], int]:
    """The arguments of the training, by fastText's own names, and the version of the file."""
    magic, version = source.numbers("2i", "the head")
    if magic != MAGIC:
        raise FormatError("not a fastText model")
    if version not in (11, 12):
        raise FormatError(f"version {version} of fastText's format; 11 and 12 can be read")
    arguments = dict(zip(ARGUMENTS, source.numbers("12id", "the arguments"), strict=True))
    if not 1 <= arguments["dim"] <= DIM_LIMIT:
        raise FormatError(f"damaged: vectors of {arguments['dim']:,} components")
    if arguments["model"] not in MODELS or arguments["loss"] not in LOSSES:
        raise FormatError(f"damaged: model {arguments['model']}, loss {arguments['loss']}")
    if arguments["bucket"] < 0 or arguments["maxn"] > 255:
        raise FormatError(
            f"damaged, or not for malvec: {arguments['bucket']:,} buckets, n-grams of up to"
            f" {arguments['maxn']:,} characters"
        )
    if version == 11 and MODELS[arguments["model"]] == "sup":
        arguments["maxn"] = 0  # supervised models had no n-grams of characters then
    return arguments, version


@dataclass(frozen=True)
class Dictionary:
    """The words, how many labels follow them, and (bucket, row) of n-grams where the model is
    pruned (None: it is not)."""

    vocab: Vocab
    labels: int
    tokens: int
    pruned: npt.NDArray[np.int32] | None


def read_dictionary(source: Source) -> Dictionary:
    """Words with their bytes as they are, UTF-8 or not."""
    size, words, labels, tokens, pruned = source.numbers("3i2q", "the head of the dictionary")
    if size < 0 or words < 0 or labels < 0 or words + labels != size or pruned < -1:
        raise FormatError(
            f"damaged: a dictionary of {size:,} entries, {words:,} words, {labels:,} labels"
        )
    source.need(size * _SHORTEST_ENTRY, "the dictionary")
    data, ends, counts, kinds = _entries(source, size)
    if kinds[:words].any() or not kinds[words:].all():
        raise FormatError("damaged: words and labels are mixed in the dictionary")
    offsets = np.concatenate([np.zeros(1, np.uint64), ends[:words]])
    known = counts[:words].astype(np.uint64) if counts[:words].any() else None
    vocab = Vocab(np.frombuffer(data, np.uint8)[: int(offsets[-1])], offsets, known)
    if pruned < 0:
        return Dictionary(vocab, labels, tokens, None)
    source.need(8 * pruned, "the list of n-grams")
    return Dictionary(
        vocab,
        labels,
        tokens,
        np.frombuffer(source.take(8 * pruned, "the list of n-grams"), "<i4").reshape(-1, 2),
    )


def _entries(
    source: Source, size: int
) -> tuple[bytes, npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    parts: list[
        tuple[bytes, npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]
    ] = []
    pending, done, length = b"", 0, 0
    while done < size:
        block = source.take(min(_BLOCK, source.left), "the dictionary")
        pending += block
        try:
            words, ends, counts, kinds, consumed = _core.parse_dictionary(
                pending, size - done, done
            )
        except ValueError as error:
            raise FormatError(str(error)) from None
        if not block:
            raise FormatError(f"cut: the dictionary has {size:,} entries, {done:,} are there")
        parts.append((words, ends + np.uint64(length), counts, kinds))
        pending, done, length = pending[consumed:], done + len(ends), length + len(words)
    source.back(len(pending))
    if not parts:
        return b"", np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.uint8)
    texts, ends_, counts_, kinds_ = zip(*parts, strict=True)
    return b"".join(texts), np.concatenate(ends_), np.concatenate(counts_), np.concatenate(kinds_)
