"""Rows and columns by name or number: the questions that factors are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.reports.found import Found
from malvec.search.inner_products import Excluded
from malvec.search.nearest import Searchable, nearest
from malvec.tokenizers.pipeline import Pipeline
from malvec.vocab import Vocab

__all__ = ["Scored", "SeenCells", "Side", "Which", "excluded_columns", "is_single"]

Scored = Found[Any]
Which = int | str


class SeenCells(NamedTuple):
    """Where the cells of each row begin, uint64 [rows + 1], and their columns, uint32 [cells],
    ascending."""

    offsets: npt.NDArray[np.uint64]
    columns: npt.NDArray[np.uint32]


class Side(NamedTuple):
    """The rows or the columns of factors.

    Attributes:
        what: "row" or "column", for messages.
        factors: float32 [count, dim].
        names: or None.
        pipeline: cleans a name that is not found as it stands; None where names are no words.
    """

    what: str
    factors: npt.NDArray[np.float32]
    names: Vocab | None
    pipeline: Pipeline | None = None

    def numbers(self, which: Which | Sequence[Which] | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """The numbers of one, or of a list of them.

        Raises:
            KeyError, IndexError: there is none of this name, or of this number.
        """
        asked: list[Any] = [which] if is_single(which) else list(which)  # type: ignore[arg-type]
        return np.array([self._number(each) for each in asked], np.int64)

    def named(
        self, scores: npt.NDArray[np.float32], numbers: npt.NDArray[np.int64]
    ) -> list[Scored]:
        """Names, or numbers where there are none, with their scores, a list per query."""
        return [
            Found(
                (i if self.names is None else self.names[i], score)
                for score, i in zip(row.tolist(), found.tolist(), strict=True)
                if i >= 0
            )
            for row, found in zip(scores, numbers, strict=True)
        ]

    def nearest(
        self, which: Which | Sequence[Which], topn: int, threads: int | None
    ) -> list[Scored]:
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

    def _number(self, which: Any) -> int:
        if isinstance(which, str):
            if self.names is None:
                raise KeyError(
                    f"the {self.what}s have no names, so {which!r} cannot be found: ask by number"
                )
            return self.names.index(self._known_form(which, self.names))
        if isinstance(which, (bool, np.bool_)) or not isinstance(which, (int, np.integer)):
            raise TypeError(f"a {self.what} is a name or a number, not {which!r:.60}")
        count = len(self.factors)
        if not 0 <= which < count:
            raise IndexError(
                f"there is no {self.what} {which}: the model has {count:,} {self.what}s"
            )
        return int(which)

    def _known_form(self, name: str, names: Vocab) -> str:
        """The name, cleaned as the text was where only that is known."""
        if name in names or self.pipeline is None:
            return name
        cleaned = self.pipeline.clean(name)
        return cleaned if cleaned in names else name


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
