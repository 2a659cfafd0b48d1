"""A table of words and their scores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.reports.html import MOST_ROWS, html_table
from malvec.runtime.arguments import check_flag, number
from malvec.runtime.extras import optional_package
from malvec.storage.atomic import replacing
from malvec.tokenizers.scored.score_file import DEFAULT_SCORE, read_table, score_of
from malvec.vocab import Vocab

__all__ = ["COLUMNS", "Limits", "WordTable"]

COLUMNS = (
    "word",
    "frequency",
    "cohesion_forward",
    "cohesion_backward",
    "left_branching_entropy",
    "right_branching_entropy",
    "left_accessor_variety",
    "right_accessor_variety",
)
_WHOLE = {
    "frequency",
    "left_frequency",
    "right_frequency",
    "left_accessor_variety",
    "right_accessor_variety",
}
_MOST_OF_IT = 0.98
_BATCH = 1 << 14

Column = npt.NDArray[Any]


class WordTable:
    """Words with their scores, most frequent first.

    Attributes:
        vocab: the words.
        columns: name to array [words]: ``frequency`` (the greater of ``left_frequency``, eojeols
            that begin with the word, and ``right_frequency``, longer eojeols that end with it; both
            of two characters or more), ``cohesion_forward`` and ``cohesion_backward`` (0 to 1),
            ``left_branching_entropy`` and ``right_branching_entropy`` (nats),
            ``left_accessor_variety`` and ``right_accessor_variety`` (different characters). Each is
            an attribute as well.
        coverage: the share of eojeols that begin with a word of the table; None where that is not
            known.

    Example:
        >>> table = statistics.table(min_frequency=20)
        >>> print(round(float(table.cohesion_forward[table.vocab.index("영화")]), 2))
        0.92
    """

    def __init__(
        self, vocab: Vocab, columns: dict[str, Column], coverage: float | None = None
    ) -> None:
        for name, column in columns.items():
            if len(column) != len(vocab):
                raise ValueError(f"{len(column):,} values of {name} for {len(vocab):,} words")
        self.vocab = vocab
        self.columns = columns
        self.coverage = coverage

    def __getattr__(self, name: str) -> Column:
        columns: dict[str, Column] = self.__dict__.get("columns", {})
        if name not in columns:
            raise AttributeError(f"this word table has no {name!r}; it has {', '.join(columns)}")
        return columns[name]

    def __len__(self) -> int:
        return len(self.vocab)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Rows: the word, then its values in the order of ``columns``."""
        return zip(self.vocab, *(column.tolist() for column in self.columns.values()), strict=True)

    def __repr__(self) -> str:
        covered = (
            ""
            if self.coverage is None
            else f", {self.coverage:.0%} of the eojeols begin with one of them"
        )
        return f"WordTable({len(self):,} words{covered})"

    def _repr_html_(self) -> str:
        first = self.taken(np.arange(min(len(self), MOST_ROWS)))
        header = ["word", *self.columns]
        return html_table(header, list(first), total=len(self), caption=repr(self))

    def __getitem__(self, word: str) -> dict[str, Any]:
        """The row of a word by the names of the columns; ``KeyError`` where there is none."""
        if not isinstance(word, str):
            raise TypeError(f"a row is asked for by its word, not by {word!r:.60}")
        place = self.vocab.index(word)
        return {name: column[place].item() for name, column in self.columns.items()}

    def scores(self, by: str = DEFAULT_SCORE) -> dict[str, float]:
        """A score for each word, as tokenizers take them.

        Args:
            by: a column, or "cohesion_forward * exp(right_branching_entropy)", the default; of a
                table of nouns, its column ``score`` stands for that.
        """
        if by == DEFAULT_SCORE and "score" in self.columns:
            by = "score"
        if by == DEFAULT_SCORE:
            values = score_of(self.cohesion_forward, self.right_branching_entropy)
        elif by in self.columns:
            values = self.columns[by].astype(np.float64)
        else:
            raise ValueError(
                f"by={by!r}: must be {DEFAULT_SCORE!r} or one of {', '.join(self.columns)}"
            )
        return dict(zip(self.vocab, values.tolist(), strict=True))

    def taken(self, rows: npt.NDArray[np.intp]) -> WordTable:
        """A table of these rows in this order."""
        offsets, data = self.vocab.offsets.astype(np.int64), self.vocab.data
        sizes = np.diff(offsets)[rows]
        ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        places = np.arange(ends[-1]) + np.repeat(offsets[:-1][rows] - ends[:-1], sizes)
        vocab = Vocab(data[places], ends.astype(np.uint64))
        return WordTable(vocab, {name: column[rows] for name, column in self.columns.items()})

    def to_dataframe(self) -> Any:
        """A ``pandas.DataFrame`` with the column ``word`` and those of the table.

        Raises:
            ImportError: pandas is not installed.
        """
        pandas = optional_package("pandas", "a DataFrame", "tables")
        return pandas.DataFrame({"word": list(self.vocab), **self.columns})

    def save_tsv(self, path: str | os.PathLike[str], columns: Sequence[str] | None = None) -> None:
        """Writes columns, tab-separated, with a header; the file appears whole or not at all.
        ``word`` must come first; None are those of ``malvec words``, or of nouns, all there are."""
        with replacing(path) as file:
            for text in self.tsv(columns):
                file.write(text)

    def tsv(self, columns: Sequence[str] | None = None) -> Iterator[bytes]:
        """The lines of :meth:`save_tsv`, some thousands at a time."""
        if columns is None:
            usual = all(name in self.columns for name in COLUMNS[1:])
            columns = COLUMNS if usual else ("word", *self.columns)
        if list(columns[:1]) != ["word"]:
            raise ValueError(f"columns={columns!r:.60}: the first must be 'word'")
        yield ("\t".join(columns) + "\n").encode()
        for first in range(0, len(self), _BATCH):
            part = slice(first, first + _BATCH)
            values = [self._spelled(name, part) for name in columns[1:]]
            lines = "".join(
                "\t".join(row) + "\n" for row in zip(self.vocab[part], *values, strict=True)
            )
            yield lines.encode("utf-8", "surrogateescape")

    def _spelled(self, name: str, part: slice) -> list[str]:
        values = getattr(self, name)[part]
        return (
            [f"{value:.10g}" for value in values.tolist()]
            if values.dtype.kind == "f"
            else [str(value) for value in values.tolist()]
        )

    @classmethod
    def load_tsv(cls, path: str | os.PathLike[str]) -> WordTable:
        """The table that :meth:`save_tsv` or ``malvec words`` wrote; ``FormatError`` with the
        number of a bad line."""
        words, columns = read_table(path)
        missing = [name for name in COLUMNS[1:] if name not in columns and "score" not in columns]
        if missing:
            raise FormatError(f"{path}: the columns {', '.join(missing)} are missing")
        arrays = {name: _column(path, name, values) for name, values in columns.items()}
        try:
            return cls(Vocab.from_words(words), arrays)
        except ValueError as error:  # one comes twice
            raise FormatError(f"{path}: {error}") from None


def _column(path: str | os.PathLike[str], name: str, values: list[float]) -> Column:
    """The values of a column; ``FormatError`` where one cannot be."""
    if name not in _WHOLE:
        return np.asarray(values, np.float64)
    for line, value in enumerate(values, 2):
        if not 0 <= value < 2**53 or value != int(value):
            raise FormatError(f"{path}, line {line}: {name} is {value:g}, not a whole number")
    return np.asarray(values, np.uint64)


@dataclass(frozen=True)
class Limits:
    """Which words a table keeps; see :meth:`WordStatistics.table`."""

    min_cohesion_forward: float
    min_cohesion_backward: float
    min_left_branching_entropy: float
    min_right_branching_entropy: float
    min_left_accessor_variety: float
    min_right_accessor_variety: float
    remove_subwords: bool

    def __post_init__(self) -> None:
        for name, value in self.__dict__.items():
            if name == "remove_subwords":
                check_flag(name, value)
            else:
                number(name, value, least=0)

    def applied(self, table: WordTable, lengths: npt.NDArray[np.uint64]) -> WordTable:
        """The words, of so many characters, that are within the limits: most frequent first, else
        in the order of their bytes."""
        kept = np.ones(len(table), np.bool_)
        for side in ("left", "right"):
            kept &= table.columns[f"{side}_branching_entropy"] >= getattr(
                self, f"min_{side}_branching_entropy"
            )
            kept &= table.columns[f"{side}_accessor_variety"] >= getattr(
                self, f"min_{side}_accessor_variety"
            )
        firm = (table.cohesion_forward >= self.min_cohesion_forward) & (
            table.cohesion_backward >= self.min_cohesion_backward
        )
        rows = np.flatnonzero(kept & (firm | (lengths == 1)))
        if self.remove_subwords:
            rows = rows[~self._mostly_longer(table, rows)]
        return table.taken(rows[np.argsort(-table.frequency[rows].astype(np.int64), kind="stable")])

    @staticmethod
    def _mostly_longer(table: WordTable, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Of the rows, those that occur almost only at the beginning of one and the same word that
        is also kept."""
        places = {word: i for i, word in enumerate(table.vocab[k] for k in rows.tolist())}
        frequency = table.left_frequency[rows].tolist()
        mostly = np.zeros(len(rows), np.bool_)
        for word, i in places.items():
            shorter = places.get(word[:-1])
            if (
                shorter is not None
                and frequency[shorter] > 0
                and frequency[i] / frequency[shorter] > _MOST_OF_IT
            ):
                mostly[shorter] = True
        return mostly
