"""Words and vectors collected block by block into one matrix: loading needs the memory of the
matrix and no more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.warning import warn
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["MatrixBuilder", "RowBlock"]

_BLOCK = 1 << 14


class RowBlock(NamedTuple):
    """The words' bytes, where each ends, and their vectors [n, dim]."""

    words: bytes
    ends: npt.NDArray[np.uint64]
    vectors: npt.NDArray[np.float32]


class MatrixBuilder:
    """A matrix with room for ``expected`` rows, whose memory is used only as rows come; it grows if
    more come."""

    def __init__(self, dim: int, expected: int) -> None:
        self._matrix = _core.matrix(max(expected, 1), dim)
        self._words: list[bytes] = []
        self._ends: list[npt.NDArray[np.uint64]] = []
        self._bytes = 0
        self.count = 0

    def append(self, rows: RowBlock) -> None:
        """Takes some rows."""
        words, ends, values = rows
        needed = self.count + len(ends)
        if needed > len(self._matrix):
            larger = _core.matrix(max(needed, len(self._matrix) * 3 // 2), self._matrix.shape[1])
            larger[: self.count] = self._matrix[: self.count]
            self._matrix = larger
        self._matrix[self.count : needed] = values
        self._words.append(words)
        self._ends.append(ends + np.uint64(self._bytes))
        self._bytes += len(words)
        self.count = needed

    def vectors(self, source: str) -> WordVectors:
        """The collected vectors; of equal words the first is kept, with a warning that counts the
        others."""
        data = np.frombuffer(b"".join(self._words), np.uint8)
        offsets = np.concatenate([np.zeros(1, np.uint64), *self._ends])
        self._words.clear()
        kept = _core.first_occurrences(data, offsets)
        if len(kept) < self.count:
            data, offsets = _selected(data, offsets, kept)
            for first in range(0, len(kept), _BLOCK):  # forward in place: a row never moves down
                self._matrix[first : first + _BLOCK][: len(kept) - first] = self._matrix[
                    kept[first : first + _BLOCK]
                ]
            warn(
                f"{source}: {self.count - len(kept):,} rows repeat an earlier word and were"
                " left out"
            )
        return WordVectors(Vocab(data, offsets), self._matrix[: len(kept)])


def _selected(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint64], kept: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    lengths = np.diff(offsets)
    keep = np.zeros(len(lengths), bool)
    keep[kept] = True
    chosen = np.cumsum(lengths[keep], dtype=np.uint64)
    return data[np.repeat(keep, lengths.astype(np.int64))], np.concatenate(
        [np.zeros(1, np.uint64), chosen]
    )
