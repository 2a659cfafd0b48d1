"""Rows and columns by name or number: the questions that factors are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.counts.rating_ids import SIDES, Ids
from malvec.errors import UnknownWordError
from malvec.reports.found import Found
from malvec.search.inner_products import Excluded
from malvec.search.named_rows import named_frame, named_table, numpy_array, rows_by_number
from malvec.search.nearest import Searchable, nearest
from malvec.tokenizers.pipeline import Pipeline
from malvec.vocab import Vocab

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = [
    "Many",
    "Scored",
    "SeenCells",
    "Side",
    "Which",
    "excluded_columns",
    "is_single",
    "within",
]

Floats = npt.NDArray[np.float32]
Scored = Found[Any]
"""Rows or columns, by their names or else their numbers, with their scores."""
Which = int | str
"""The name or the number of a row or column."""
Many = list[Any] | tuple[Any, ...] | npt.NDArray[Any]
"""A list of names or numbers."""


class SeenCells(NamedTuple):
    """Where the cells of each row begin, uint64 [rows + 1], and their columns, uint32 [cells],
    ascending."""

    offsets: npt.NDArray[np.uint64]
    columns: npt.NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Side:
    """The rows or the columns of factors, read like an array: ``side["kim"]``, ``side[:10]``,
    ``np.asarray(side)``, ``side.to_dataframe()``. A number is a name where names are numbers, else
    a place.

    Attributes:
        what: "row" or "column", for messages.
        factors: float32 [count, dim].
        names: or None.
        pipeline: cleans a name that is not found as it stands; None where names are no words.
        numbered: the names are numbers, and a number asked for is a name.
    """

    what: str
    factors: Floats
    names: Vocab | None
    pipeline: Pipeline | None = None
    numbered: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """How many, and the length of their factors."""
        return len(self.factors), int(self.factors.shape[1])

    def __len__(self) -> int:
        return len(self.factors)

    def __iter__(self) -> Iterator[Any]:
        """Their names, or numbers where there are none."""
        return map(self._name, range(len(self)))

    def __contains__(self, which: object) -> bool:
        try:
            return bool(self._number(which) >= 0)
        except (KeyError, IndexError, TypeError):
            return False

    def __getitem__(self, which: Which | slice | Iterable[Which] | Many) -> Floats:
        if isinstance(which, slice) or getattr(which, "dtype", None) == np.dtype(bool):
            return np.asarray(rows_by_number(self.factors, which))
        places = self.numbers(which)
        return self.factors[places[0] if is_single(which) else places]

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return numpy_array(self.factors, dtype, copy)

    def to_dataframe(self) -> pandas.DataFrame:
        """A ``pandas.DataFrame`` [count, dim] whose index is the names, or the numbers."""
        return named_frame(self.what, self, self.factors)

    def to_arrow(self) -> pyarrow.Table:
        """A ``pyarrow.Table`` with a column of the names, or the numbers, and ``vector``."""
        return named_table(self.what, self, self.factors)

    @property
    def ids(self) -> Ids | None:
        """The names as ids, or None where there are none."""
        return None if self.names is None else Ids(self.names, self.numbered)

    @property
    def plural(self) -> str:
        """What messages call them: rows, and users where names are no words."""
        plural = f"{self.what}s"
        return plural if self.pipeline is not None else f"{plural} ({SIDES[plural]}s)"

    def numbers(self, which: Which | Iterable[Which] | Many) -> npt.NDArray[np.int64]:
        """The places of one, or of a list of them, among all.

        Raises:
            KeyError, IndexError: there is none of this name, or of this number.
        """
        single, listed = is_single(which), getattr(which, "ndim", 1) == 1
        unordered = isinstance(which, (bytes, Mapping, AbstractSet))
        if not single and (unordered or not listed or not isinstance(which, Iterable)):
            raise TypeError(
                f"a {self.what} is a name or a number, or they are a list, not {which!r:.60}"
            )
        asked: list[Any] = [which] if single else list(which)  # type: ignore[arg-type]
        return np.array([self._number(each) for each in asked], np.int64)

    def named(
        self, scores: npt.NDArray[np.float32], numbers: npt.NDArray[np.int64]
    ) -> list[Scored]:
        """Names, or numbers where there are none, with their scores, a list per query."""
        return [
            Found(
                (self._name(i), score)
                for score, i in zip(row.tolist(), found.tolist(), strict=True)
                if i >= 0
            )
            for row, found in zip(scores, numbers, strict=True)
        ]

    def nearest(self, which: Which | Many, topn: int, threads: int | None) -> list[Scored]:
        """Those whose factors have the highest cosine with each of these, itself left out."""
        numbers = self.numbers(which)
        scores, found = nearest(
            Searchable.of(self.factors, threads),
            self.factors[numbers],
            topn=topn,
            exclude=[[int(i)] for i in numbers],
            threads=threads,
        )
        return self.named(scores, found)

    def _name(self, place: int) -> Any:
        if self.names is None:
            return place
        return int(self.names[place]) if self.numbered else self.names[place]

    def _number(self, which: Any) -> int:
        if isinstance(which, str):
            if self.names is None:
                raise KeyError(
                    f"the {self.plural} have no names, so {which!r} cannot be found: ask by number"
                )
            place = self.names.find(self._known_form(which, self.names))
            if place < 0:
                raise UnknownWordError(which, self.names, self.plural)
            return place
        if isinstance(which, (bool, np.bool_)) or not isinstance(which, (int, np.integer)):
            raise TypeError(f"a {self.what} is a name or a number, not {which!r:.60}")
        return self._number(str(which)) if self.numbered else self._place(int(which))

    def _place(self, place: int) -> int:
        count = len(self.factors)
        if not 0 <= place < count:
            raise IndexError(
                f"there is no {self.what} {place}: the model has {count:,} {self.plural}"
            )
        return place

    def _known_form(self, name: str, names: Vocab) -> str:
        """The name, cleaned as the text was where only that is known."""
        if name in names or self.pipeline is None:
            return name
        cleaned = self.pipeline.clean(name)
        return cleaned if cleaned in names else name


def within(excluded: Excluded, among: npt.NDArray[np.int64]) -> Excluded:
    """The same, in numbers of places among these columns, ascending."""
    offsets, rows = excluded
    places = np.searchsorted(among, rows)
    there = among[np.minimum(places, len(among) - 1)] == rows if len(among) else rows < 0
    ends = np.concatenate([[0], np.cumsum(there)])[offsets.astype(np.int64)]
    return Excluded(ends.astype(np.uint64), places[there].astype(np.int64))


def is_single(which: Any) -> bool:
    """Whether one row or column is asked for, not a list of them."""
    return isinstance(which, (str, int, np.integer))


def excluded_columns(
    rows: npt.NDArray[np.int64], always: npt.NDArray[np.int64], seen: SeenCells | None
) -> Excluded:
    """The columns that the query of each row must not find: some for all, and, where there are
    ``seen`` cells, those of its row."""
    lists = [always] * len(rows)
    if seen is not None:
        offsets, columns = seen
        lists = [
            np.union1d(columns[int(offsets[i]) : int(offsets[i + 1])].astype(np.int64), always)
            for i in rows
        ]
    ends = np.zeros(len(rows) + 1, np.uint64)
    np.cumsum([len(each) for each in lists], out=ends[1:])
    joined = np.concatenate([np.sort(each) for each in lists]) if lists else np.zeros(0, np.int64)
    return Excluded(ends, joined.astype(np.int64))
