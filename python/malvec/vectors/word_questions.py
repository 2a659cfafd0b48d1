"""Questions to word vectors: neighbours, similarities, analogies, the odd one out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.search.nearest import Searchable
from malvec.vectors.queries import (
    Combined,
    Neighbours,
    Query,
    combine,
    find_nearest,
    unit_vector,
)
from malvec.vectors.word_rows import WordRows

__all__ = ["WordQuestions"]


class WordQuestions(WordRows):
    """Words with their rows, and what they are asked; :class:`WordVectors` adds report and
    files."""

    @cached_property
    def searchable(self) -> Searchable:
        """The matrix with 1 / norm of each row, for ``malvec.search.nearest``; computed at the
        first query."""
        return Searchable.of(self.matrix)

    def most_similar(
        self,
        query: Query,
        *,
        topn: int = 10,
        negative: Iterable[str | npt.NDArray[Any]] = (),
        exclude: str | Iterable[str] = (),
        restrict: int | None = None,
        threads: int | None = None,
    ) -> Neighbours:
        """The words nearest by cosine, best first.

        Args:
            query: a word, a vector [dim], or a list of both. Unit vectors are added; the words
                themselves are not found.
            topn: how many.
            negative: words or vectors whose unit vectors are subtracted; not found either.
            exclude: a word or words that shall not be found.
            restrict: search only the first so many words, the most frequent ones.
            threads: None for all that this process may use.

        Raises:
            KeyError: a word is not there, and there are no sub-words; the message names similar
                ones.
            ValueError: a vector of another length, or not finite.

        Example:
            >>> vectors.most_similar(["왕", "여자"], negative=["남자"], topn=1)
            [('여왕', 0.98)]
        """
        asked = combine(self, query, negative, exclude)
        return find_nearest(
            self.vocab, self.searchable, [asked], topn=topn, restrict=restrict, threads=threads
        )[0]

    def most_similar_batch(
        self,
        queries: Sequence[Query] | npt.NDArray[Any],
        *,
        topn: int = 10,
        restrict: int | None = None,
        threads: int | None = None,
    ) -> list[Neighbours]:
        """``most_similar`` for many queries in one pass over the matrix, ten times and more faster
        per query.

        Args:
            queries: a list of what ``most_similar`` takes, or vectors [n, dim].
            topn, restrict, threads: as there; ``MemoryError`` beforehand where so many results do
                not fit.

        Example:
            >>> vectors.most_similar_batch(["왕", "도시"], topn=1)
            [[('여왕', 0.80)], [('마을', 0.62)]]
        """
        if isinstance(queries, str):
            raise TypeError("a list of queries is expected; for one word use most_similar")
        asked = [combine(self, query) for query in queries]
        return find_nearest(
            self.vocab, self.searchable, asked, topn=topn, restrict=restrict, threads=threads
        )

    def similarity(self, a: str | npt.NDArray[Any], b: str | npt.NDArray[Any]) -> float:
        """The cosine of two words or vectors; 0 where one of them is zero.

        Example:
            >>> vectors.similarity("왕", "여왕")
            0.80
        """
        left, right = unit_vector(self, a), unit_vector(self, b)
        return float(np.clip(left.astype(np.float64) @ right.astype(np.float64), -1, 1))

    def analogy(
        self,
        a: str,
        b: str,
        c: str,
        *,
        topn: int = 10,
        method: str = "3cosadd",
        restrict: int | None = None,
        threads: int | None = None,
    ) -> Neighbours:
        """``a`` is to ``b`` as ``c`` is to what? The three words themselves are not found.

        Args:
            method: ``"3cosadd"``, cosine with b - a + c of unit vectors (Mikolov et al., 2013), or
                ``"3cosmul"``, cos(b) cos(c) / (cos(a) + 0.001) of cosines shifted to 0 .. 1 (Levy &
                Goldberg, 2014).
            topn, restrict, threads: as in ``most_similar``.

        Example:
            >>> vectors.analogy("남자", "왕", "여자", topn=1)
            [('여왕', 0.98)]
        """
        if method == "3cosadd":
            return self.most_similar(
                [b, c], negative=[a], topn=topn, restrict=restrict, threads=threads
            )
        if method != "3cosmul":
            raise ValueError(f"method is '3cosadd' or '3cosmul', not {method!r}")
        asked = Combined(self[[a, b, c]], sorted(self._seen([a, b, c])))
        how: dict[str, Any] = {"topn": topn, "restrict": restrict, "threads": threads}
        return find_nearest(self.vocab, self.searchable, [asked], **how, signs=(-1, 1, 1))[0]
