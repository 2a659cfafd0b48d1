"""Tags of documents with a vector for each, and what they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.tags import Tag, Tags, is_tag
from malvec.reports.card import HtmlCard
from malvec.reports.found import Found
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.search.filters import Where, allowed_rows
from malvec.search.named_rows import (
    listed_names,
    named_frame,
    named_table,
    numpy_array,
    rows_by_number,
)
from malvec.search.nearest import Searchable, nearest, read_only_rows
from malvec.vectors.queries import (
    Combined,
    add_up,
    check_vector,
    listed_terms,
    with_names,
)

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["TagQuestions"]

Floats = npt.NDArray[np.float32]
Query = Tag | npt.NDArray[Any] | Iterable[Any]
"""A tag, a vector [dim], or several of both whose unit vectors are added."""
Which = Tag | slice | Iterable[Tag] | npt.NDArray[Any]
"""What rows are asked for by: a tag, several tags, a slice of rows or an array of flags."""


class TagQuestions(HtmlCard, CalledElsewhere):
    """Tags with their rows, and what they are asked; models of documents add words, texts and
    files."""

    def __init__(self, tags: Tags, matrix: npt.NDArray[Any]) -> None:
        if not isinstance(tags, Tags):
            raise TypeError(f"tags are malvec's Tags, not {type(tags).__name__}: Tags.of(tags)[0]")
        rows = read_only_rows(matrix)
        if len(rows) != len(tags):
            raise ValueError(
                f"matrix has shape {rows.shape}, not [{len(tags)}, dim] for {len(tags)} tags"
            )
        self.tags, self.matrix = tags, rows

    @property
    def dim(self) -> int:
        """Components per vector."""
        return int(self.matrix.shape[1])

    @cached_property
    def searchable(self) -> Searchable:
        """The matrix with 1 / norm of each row, for ``malvec.search.nearest``; computed at the
        first query."""
        return Searchable.of(self.matrix)

    @property
    def shape(self) -> tuple[int, int]:
        """Tags, and components per vector."""
        return len(self.tags), self.dim

    def __len__(self) -> int:
        return len(self.tags)

    def __iter__(self) -> Iterator[Tag]:
        return iter(self.tags)

    def __contains__(self, tag: object) -> bool:
        return tag in self.tags

    def __getitem__(self, which: Which) -> Floats:
        """The vector of a tag [dim], or those of several tags [n, dim]. Numbers are tags; rows are
        taken by slices and by arrays of flags, or from ``matrix``.

        Raises:
            KeyError: there is no such tag.

        Example:
            >>> documents[44332].shape, documents[[44332, 51172]].shape, documents[:3].shape
            ((100,), (2, 100), (3, 100))
        """
        if is_tag(which):
            return np.asarray(self.matrix[self._row(which)])
        rows = None
        if isinstance(which, slice) or getattr(which, "dtype", None) == np.dtype(bool):
            rows = rows_by_number(self.matrix, which)
        if rows is None:
            places = np.array([self._row(tag) for tag in listed_names(which)], np.int64)
            rows = np.asarray(self.matrix[places])
        return rows

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return numpy_array(self.matrix, dtype, copy)

    def to_dataframe(self) -> pandas.DataFrame:
        """A ``pandas.DataFrame`` [tags, dim] whose index is the tags.

        Raises:
            ImportError: pandas is not installed.
        """
        return named_frame("tag", self.tags, self.matrix)

    def to_arrow(self) -> pyarrow.Table:
        """A ``pyarrow.Table`` with the columns ``tag`` and ``vector``, lists of ``dim`` floats.

        Raises:
            ImportError: pyarrow is not installed.
            ValueError: tags are numbers and strings, of which no column can be made.
        """
        return named_table("tag", self.tags, self.matrix)

    def most_similar(
        self,
        query: Query,
        *,
        topn: int = 10,
        negative: Iterable[Tag | npt.NDArray[Any]] = (),
        exclude: Tag | Iterable[Tag] = (),
        where: Where = None,
        threads: int | None = None,
    ) -> Found[Tag]:
        """The documents nearest by cosine, best first.

        Args:
            query: a tag, a vector [dim] such as :meth:`infer` gives, or a list of both. Unit
                vectors are added; the tags themselves are not found.
            topn: how many.
            negative: tags or vectors whose unit vectors are subtracted; not found either.
            exclude: a tag or tags that shall not be found; others are passed over.
            where: a flag for each tag, or the tags that may be found; None for all.
            threads: None for all that this process may use.

        Raises:
            KeyError: there is no such tag.
            LookupError: ``where`` names tags, none of which is there.
            ValueError: a vector of another length, or not finite.

        Example:
            >>> documents = mv.Doc2Vec(dim=100, threads=1).fit(corpus, tags=films)
            >>> documents.most_similar([44332, 51172], topn=1)
            [(12369, 0.998)]
        """
        asked, allowed = self.asked(query, negative, exclude), self.allowed(where)
        scores, ids = nearest(
            self.searchable,
            asked.vector[None],
            topn=topn,
            exclude=[asked.hidden],
            allowed=allowed,
            threads=threads,
        )
        return with_names(self.tags, scores[0], ids[0])

    def asked(self, query: Query, negative: Any = (), exclude: Any = ()) -> Combined:
        """A question as ``most_similar`` takes it: its vector, and the rows that must not be
        found."""
        positive, against = listed_terms(query, is_tag), listed_terms(negative, is_tag)
        total = add_up(self.dim, positive, against, self._vector)
        hidden = {self._row(tag) for tag in filter(is_tag, (*positive, *against))}
        unwanted = (self.tags.find(tag) for tag in listed_terms(exclude, is_tag))
        return Combined(total, list(hidden | {row for row in unwanted if row >= 0}))

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """A flag for each tag: whether it may be found; None for all."""
        return allowed_rows(where, len(self), self.tags.find, numbers_are_names=True)

    def similarity(self, a: Tag | npt.NDArray[Any], b: Tag | npt.NDArray[Any]) -> float:
        """The cosine of two documents or vectors; 0 where one of them is zero."""
        return _core.cosine(self._vector(a), self._vector(b))

    def distance(self, a: Tag | npt.NDArray[Any], b: Tag | npt.NDArray[Any]) -> float:
        """1 less :meth:`similarity`, 0 to 2."""
        return 1 - self.similarity(a, b)

    def _row(self, tag: Tag) -> int:
        row = self.tags.find(tag)
        if row < 0:
            other: Tag | None = (
                str(tag) if not isinstance(tag, str) else int(tag) if tag.isdecimal() else None
            )
            hint = (
                f"; there is {other!r}, though" if other is not None and other in self.tags else ""
            )
            raise KeyError(f"none of {len(self):,} tags is {tag!r}{hint}")
        return row

    def _vector(self, term: Any) -> Floats:
        return check_vector(self[term] if is_tag(term) else term, self.dim)
