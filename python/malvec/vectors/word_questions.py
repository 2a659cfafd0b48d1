"""Questions to word vectors: neighbours, similarities, analogies, the odd one out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.reports.found import Found
from malvec.runtime.arguments import one_of
from malvec.runtime.elsewhere import called_elsewhere
from malvec.search.filters import Where, allowed_rows
from malvec.search.named_rows import listed_names
from malvec.search.nearest import Searchable, search_options
from malvec.vectors.queries import Combined, Neighbours, Query, check_vector, listed_terms
from malvec.vectors.word_rows import WordRows

__all__ = ["AnalogyMethod", "WordQuestions"]

AnalogyMethod = Literal["3cosadd", "3cosmul"]

Question = tuple[list[Any], list[Any], list[str]]
"""Words and vectors to add, those to subtract, and words that must not be found."""
_BLOCK = 1 << 16  # rows that are read at a time
_NAMED = 180  # bytes of a found word with its score, about


class WordQuestions(WordRows):
    """Words with their rows, and what they are asked; :class:`WordVectors` adds report and
    files."""

    @cached_property
    def searchable(self) -> Searchable:
        """The matrix with 1 / norm of each row, for ``malvec.search.nearest``; computed at the
        first query."""
        return Searchable.of(self.matrix)

    @called_elsewhere(positive="give those words first, alone or in a list")
    def most_similar(
        self,
        query: Query,
        *,
        topn: int = 10,
        negative: Iterable[str | npt.NDArray[Any]] = (),
        exclude: str | Iterable[str] = (),
        where: Where = None,
        restrict: int | None = None,
        threads: int | None = None,
    ) -> Neighbours:
        """The words nearest by cosine, best first.

        Args:
            query: a word, a vector [dim], or a list of both. Unit vectors are added; the words
                themselves are not found.
            topn: how many.
            negative: words or vectors whose unit vectors are subtracted; not found either.
            exclude: a word or words that shall not be found; unknown ones are passed over.
            where: what may be found: a flag for each row, such as ``vectors.counts > 50``, row
                numbers, or words, of which unknown ones are passed over; None for all. Fewer than
                ``topn`` are an answer.
            restrict: search only the first so many words, the most frequent ones.
            threads: None for all that this process may use.

        Raises:
            KeyError: a word is not there, and there are no sub-words; the message names similar
                ones.
            LookupError: ``where`` names words, none of which is there.
            ValueError: a vector of another length, or not finite; not one flag per row.

        Example:
            >>> vectors.most_similar(["왕", "여자"], negative=["남자"], topn=1)
            [('여왕', 0.98)]
        """
        how: dict[str, Any] = {"topn": topn, "restrict": restrict, "threads": threads}
        return self._nearest([self._question(query, negative, exclude)], where, how)[0]

    def most_similar_batch(
        self,
        queries: Iterable[Query] | npt.NDArray[Any],
        *,
        topn: int = 10,
        where: Where = None,
        restrict: int | None = None,
        threads: int | None = None,
    ) -> list[Neighbours]:
        """``most_similar`` for many queries in one pass over the matrix, ten times and more faster
        per query.

        Args:
            queries: a list of what ``most_similar`` takes, or vectors [n, dim].
            topn, where, restrict, threads: as there; ``MemoryError`` beforehand where so many
                results do not fit.

        Example:
            >>> vectors.most_similar_batch(["왕", "도시"], topn=1)
            [[('여왕', 0.80)], [('마을', 0.62)]]
        """
        if isinstance(queries, str) or not isinstance(queries, Iterable):
            raise TypeError("a list of queries is expected; for one word use most_similar")
        how: dict[str, Any] = {"topn": topn, "restrict": restrict, "threads": threads}
        return self._nearest([self._question(query) for query in queries], where, how)

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """A flag for each word: whether it may be found; None for all."""
        return allowed_rows(where, len(self), self._find)

    def similarity(self, a: str | npt.NDArray[Any], b: str | npt.NDArray[Any]) -> float:
        """The cosine of two words or vectors; 0 where one of them is zero.

        Example:
            >>> vectors.similarity("왕", "여왕")
            0.80
        """
        return self._lookup.similarity(self._terms([a, b]))

    def distance(self, a: str | npt.NDArray[Any], b: str | npt.NDArray[Any]) -> float:
        """1 less :meth:`similarity`, 0 to 2.

        Example:
            >>> vectors.distance("왕", "여왕")
            0.20
        """
        return 1 - self.similarity(a, b)

    def closer_than(self, a: str | npt.NDArray[Any], b: str | npt.NDArray[Any]) -> list[str]:
        """The words that are nearer to ``a`` than ``b`` is, nearest first; not ``a`` itself.

        Example:
            >>> vectors.closer_than("왕", "도시")[0]
            '여왕'
        """
        cosines, limit = self._cosines(a), self.similarity(a, b)
        if isinstance(b, str) and (found := self._find(b)) >= 0:
            limit = float(cosines[found])
        if isinstance(a, str) and (own := self._find(a)) >= 0:
            cosines[own] = -np.inf
        nearer = np.flatnonzero(cosines > limit)
        return [self.vocab[int(i)] for i in nearer[np.argsort(-cosines[nearer], kind="stable")]]

    def rank(self, a: str | npt.NDArray[Any], b: str | npt.NDArray[Any]) -> int:
        """The place of ``b`` among the neighbours of ``a``, from 1.

        Example:
            >>> vectors.rank("왕", "여왕")
            1
        """
        return len(self.closer_than(a, b)) + 1

    def doesnt_match(self, words: Iterable[str]) -> str:
        """The word that belongs least to the others: the one farthest from the mean of their unit
        vectors.

        Raises:
            KeyError: a word is not there, and there are no sub-words.
            ValueError: fewer than three words.

        Example:
            >>> vectors.doesnt_match(["봄", "여름", "가을", "사과"])
            '사과'
        """
        listed = listed_names(words)
        if isinstance(words, str) or len(listed) < 3:
            raise ValueError("the odd one out is asked for among three words or more, in a list")
        rows = self._lookup.unit_vectors(self._terms(listed)).astype(np.float64)
        return str(listed[int(np.argmin(rows @ rows.mean(axis=0)))])

    def _cosines(self, term: str | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """The cosines of all words with a word or vector, float64 [V]."""
        matrix, norms = self.searchable.matrix, self.searchable.inverse_norms
        asked = self._lookup.unit_vectors(self._terms([term]))[0].astype(np.float64)
        parts = [np.asarray(matrix[i : i + _BLOCK]) @ asked for i in range(0, len(self), _BLOCK)]
        return np.concatenate([np.zeros(0), *parts]) * norms

    def analogy(
        self,
        a: str,
        b: str,
        c: str,
        *,
        topn: int = 10,
        method: AnalogyMethod = "3cosadd",
        restrict: int | None = None,
        threads: int | None = None,
    ) -> Neighbours:
        """``a`` is to ``b`` as ``c`` is to what? The three words themselves are not found.

        Args:
            method: ``"3cosadd"``, cosine with b - a + c of unit vectors (Mikolov et al., 2013), or
                ``"3cosmul"``, cos(b) cos(c) / (cos(a) + 0.001) of cosines shifted to 0 .. 1 (Levy &
                Goldberg, 2014; gensim adds 0.000001 instead).
            topn, restrict, threads: as in ``most_similar``.

        Example:
            >>> vectors.analogy("남자", "왕", "여자", topn=1)
            [('여왕', 0.98)]
        """
        multiply = one_of("method", method, get_args(AnalogyMethod)) == "3cosmul"
        terms = self._terms([a, b, c])
        how = search_options(
            len(self), 1, topn=topn, restrict=restrict, threads=threads, result_bytes=_NAMED
        )
        return self._named(lambda: self._searched.analogy(terms, multiply, how))[0]

    def asked(
        self,
        query: Query,
        negative: Iterable[str | npt.NDArray[Any]] = (),
        exclude: str | Iterable[str] = (),
    ) -> Combined:
        """A question as ``most_similar`` takes it: its vector, and the rows that must not be
        found."""
        return Combined(*self._lookup.add_up(self._question(query, negative, exclude)))

    def _question(self, query: Query, negative: Any = (), exclude: Any = ()) -> Question:
        positive, against = listed_terms(query, _is_word), listed_terms(negative, _is_word)
        if not positive and not against:
            raise ValueError("an empty query")
        return self._terms(positive), self._terms(against), listed_terms(exclude, _is_word)

    def _terms(self, given: list[Any]) -> list[Any]:
        """Words and vectors, checked as far as can be told without a look-up."""
        dim = self.dim
        terms = [term if isinstance(term, str) else check_vector(term, dim) for term in given]
        return self._telling_of_parts(terms)

    def _nearest(
        self, asked: list[Question], where: Where, how: dict[str, Any]
    ) -> list[Neighbours]:
        allowed = self.allowed(where)
        options = search_options(len(self), len(asked), allowed=allowed, result_bytes=_NAMED, **how)
        return self._named(lambda: self._searched.ask(asked, options))

    def _named(self, answers: Callable[[], list[list[tuple[str, float]]]]) -> list[Neighbours]:
        try:
            return [Found(row) for row in answers()]
        except FormatError as error:
            raise self.vocab.damaged(error) from None

    @cached_property
    def _searched(self) -> _core.WordLookup:
        """How the core answers questions that need a search."""
        return self._native_lookup(self.searchable)


def _is_word(term: object) -> bool:
    return isinstance(term, str)
