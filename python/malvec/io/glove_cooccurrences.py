"""GloVe's co-occurrence records: int32 row, int32 column, float64 value, 16 bytes each, without a
header; words are numbered from 1.

The words stand in a second file, ``word count`` per line. Files are read in parts, however large
they are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.counts import Counting, Counts
from malvec.counts.cells import CellArrays
from malvec.counts.report import Weight
from malvec.errors import FormatError
from malvec.storage.atomic import replacing
from malvec.storage.regular import open_regular, read_regular
from malvec.vocab import Vocab, encode_word

__all__ = ["load_glove_cooccurrences", "save_glove_cooccurrences"]

RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("value", "<f8")])
PART = 1 << 20  # records
Place = str | os.PathLike[str]
Records = npt.NDArray[Any]


def load_glove_cooccurrences(
    path: Place,
    words: Place | Vocab,
    *,
    window: int | None = None,
    weight: Weight = "harmonic",
    symmetric: bool = True,
    directory: Place | None = None,
) -> Counts:
    """Reads what GloVe's ``cooccur`` or ``shuffle`` wrote, in any order, as counts mapped from a
    temporary file.

    Args:
        path: the records.
        words: the vocabulary file of GloVe, or the words in its order.
        window: the window that was counted with. Where it is given, values are restored to the
            exact sums, so that they equal those of :func:`malvec.count` and can be merged; without
            it they stay as they are.
        weight: "harmonic", or "flat" for records of ``-distance-weighting 0``.
        symmetric: False for records of ``-symmetric 0``.
        directory: for the temporary file; that of ``path`` by default.

    Raises:
        FormatError: the file is cut, a number lies outside the vocabulary, a pair comes twice, or a
            value is no positive number, or no sum of the window's weights.
        OSError: the disk is full, or refuses.

    Example:
        >>> save_glove_cooccurrences(counts, "cooccurrence.bin", "vocab.txt")
        >>> loaded = load_glove_cooccurrences("cooccurrence.bin", "vocab.txt", window=5)
        >>> loaded.total == counts.total
        True
    """
    counting = Counting(0, "unknown") if window is None else Counting(window, weight, symmetric)
    if window is not None:
        counting.check()
    vocab = words if isinstance(words, Vocab) else read_words(words)
    offsets, ordered = survey(path, len(vocab))
    folder = Path(directory) if directory is not None else Path(os.path.realpath(path)).parent
    columns = mapped(int(offsets[-1]), np.uint32, folder)
    values = mapped(int(offsets[-1]), np.float64, folder)
    rows = Rows(path, offsets, columns, values)
    rows.place()
    if not ordered:
        rows.sort()
    restore(path, values, counting)
    for array in (columns, values):
        array.flags.writeable = False
    return Counts(CellArrays(offsets, columns, values), vocab, counting)


def save_glove_cooccurrences(counts: Counts, path: Place, words: Place) -> None:
    """Writes counts as records for GloVe, row by row, and the vocabulary that belongs to them.
    GloVe wants them shuffled before training.

    Args:
        counts: words x words.
        path: where the records go; appears whole or not at all.
        words: where the vocabulary goes, ``word count`` per line.

    Raises:
        ValueError: counts of sentences, words without counts, or a word with a blank, which GloVe
            cannot read.
        OSError: the disk refused.

    Example:
        >>> save_glove_cooccurrences(counts, "cooccurrence.bin", "vocab.txt")
    """
    vocab = counts.vocab
    check_words(counts)
    if os.path.realpath(path) == os.path.realpath(words):
        raise ValueError(f"{path} is to hold both the records and the words: name two files")
    with replacing(words) as file:
        for word, count in zip(vocab, np.asarray(vocab.counts).tolist(), strict=True):
            file.write(f"{word} {count}\n".encode("utf-8", "surrogateescape"))
    with replacing(path) as file:
        for first in range(0, len(counts), PART):
            part = np.empty(min(PART, len(counts) - first), RECORD)
            cells = np.arange(first, first + len(part), dtype=np.uint64)
            part["row"] = np.searchsorted(counts.offsets, cells, "right")
            part["column"] = counts.columns[first : first + len(part)] + 1
            part["value"] = counts.values[first : first + len(part)]
            file.write(part.tobytes())


def check_words(counts: Counts) -> None:
    """``ValueError`` for counts that GloVe's two files cannot hold."""
    if counts.counting.weight == "documents":
        raise ValueError(
            "GloVe's records are of words and words, these counts of sentences and words"
        )
    if counts.vocab.counts is None:
        raise ValueError(
            "GloVe's vocabulary file needs to know how often each word occurs, which these counts"
            " do not say"
        )
    for word in counts.vocab:
        if encode_word(word).split() != [encode_word(word)]:
            raise ValueError(f"the word {word!r} holds blanks, so GloVe cannot read it")


def read_words(path: Place) -> Vocab:
    """The words and counts of a vocabulary file."""
    words, counts = [], []
    for number, line in enumerate(read_regular(path).splitlines(), 1):
        word, _, count = line.rpartition(b" ")
        if not word or not count.isdigit() or len(count) > 18:
            raise FormatError(f"{path}: line {number} is not a word and its count: {line[:60]!r}")
        words.append(word.decode("utf-8", "surrogateescape"))
        counts.append(int(count))
    try:
        return Vocab.from_words(words, counts)
    except ValueError as error:
        raise FormatError(f"{path}: {error}") from None


def parts(path: Place) -> Iterator[tuple[int, Records]]:
    """Number of the first record, and the records, a few at a time."""
    with open_regular(path) as file:
        first = 0
        while len(part := np.frombuffer(file.read(PART * RECORD.itemsize), RECORD)):
            yield first, part
            first += len(part)


def survey(path: Place, words: int) -> tuple[npt.NDArray[np.uint64], bool]:
    """Checks every record: where the cells of each row will begin, and whether they come in order,
    each pair once."""
    size = os.stat(path).st_size
    if size % RECORD.itemsize:
        raise FormatError(
            f"{path}: {size:,} bytes are not whole records of {RECORD.itemsize} bytes: cut, or"
            " another kind of file"
        )
    counts, last, ordered = np.zeros(words + 1, np.int64), -1, True
    for first, part in parts(path):
        check_records(path, first, part, words)
        keys = part["row"].astype(np.int64) << 32 | part["column"]
        ordered = ordered and int(keys[0]) > last and bool(np.all(keys[1:] > keys[:-1]))
        last = int(keys[-1])
        counts += np.bincount(part["row"], minlength=words + 1)
    return np.cumsum(counts).astype(np.uint64), ordered


def check_records(path: Place, first: int, part: Records, words: int) -> None:
    """``FormatError`` for a record with an unknown word or a value that is not positive; ``first``
    is the number of the first record."""
    for name in ("row", "column"):
        if len(wrong := np.flatnonzero((part[name] < 1) | (part[name] > words))):
            at = int(wrong[0])
            raise FormatError(
                f"{path}: record {first + at:,} has the word {part[name][at]}, the vocabulary has"
                f" 1 to {words:,}"
            )
    if len(wrong := np.flatnonzero(~((part["value"] > 0) & np.isfinite(part["value"])))):
        at = int(wrong[0])
        raise FormatError(
            f"{path}: the value of record {first + at:,} is {part['value'][at]}, not a positive"
            " number"
        )


def mapped(cells: int, dtype: type[Any], folder: Path) -> npt.NDArray[Any]:
    """An array in a temporary file, whose space is taken at once so that a full disk shows now."""
    if cells == 0:
        return np.zeros(0, dtype)
    with tempfile.TemporaryFile(dir=folder) as file:
        os.posix_fallocate(file.fileno(), 0, cells * np.dtype(dtype).itemsize)
        return np.asarray(np.memmap(file, dtype, "r+", shape=(cells,)))


@dataclass
class Rows:
    """The rows of a matrix on their way from the records."""

    path: Place
    offsets: npt.NDArray[np.uint64]
    columns: npt.NDArray[np.uint32]
    values: npt.NDArray[np.float64]

    def place(self) -> None:
        """Puts each record into its row, in the order of the file."""
        next_cells = self.offsets[:-1].astype(np.int64)
        for _, part in parts(self.path):
            found = part["row"] - 1
            order = np.argsort(found, kind="stable")
            rows = found[order]
            own = np.bincount(rows, minlength=len(next_cells))
            ranks = np.arange(len(rows)) - (np.cumsum(own) - own)[rows]
            cells = next_cells[rows] + ranks
            self.columns[cells] = part["column"][order] - 1
            self.values[cells] = part["value"][order]
            next_cells += own

    def sort(self) -> None:
        """Sorts each row by columns."""
        offsets, row = self.offsets.astype(np.int64), 0
        while row < len(offsets) - 1:
            last = max(row + 1, int(np.searchsorted(offsets, offsets[row] + PART, "right")) - 1)
            begin, end = int(offsets[row]), int(offsets[last])
            rows = np.repeat(np.arange(row, last), np.diff(offsets[row : last + 1]))
            columns = self.columns[begin:end]
            order = np.lexsort((columns, rows))
            columns = columns[order]
            if len(
                twice := np.flatnonzero((rows[1:] == rows[:-1]) & (columns[1:] == columns[:-1]))
            ):
                at = int(twice[0])
                raise FormatError(
                    f"{self.path}: the pair of words {rows[at] + 1} and {columns[at] + 1} comes"
                    " twice"
                )
            self.columns[begin:end], self.values[begin:end] = columns, self.values[begin:end][order]
            row = last


def restore(path: Place, values: npt.NDArray[np.float64], counting: Counting) -> None:
    """Turns sums that were rounded at every step into the exact ones."""
    if not counting.exact:
        return
    for first in range(0, len(values), PART):
        units = values[first : first + PART] * counting.scale
        whole = np.rint(units)
        if len(
            wrong := np.flatnonzero(
                ~((np.abs(units - whole) <= 0.05) & (whole >= 1) & (whole <= 2**51))
            )
        ):
            value = values[first + int(wrong[0])]
            window = f"window={counting.window} and weight={counting.weight!r}"
            raise FormatError(f"{path}: the value {value} is no sum of the weights of {window}")
        values[first : first + PART] = whole / counting.scale
