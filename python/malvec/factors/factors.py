"""Factors: what a matrix factorisation learns about rows and columns, and questions to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

import numpy as np
import numpy.typing as npt

from malvec.counts.ratings import Names, Ratings
from malvec.factors.best import best_columns
from malvec.factors.explaining import Explanation, explanation
from malvec.factors.factor_arrays import FactorArrays
from malvec.factors.places import Many, Scored, Which, excluded_columns, is_single
from malvec.factors.solving import solved_columns, solved_rows
from malvec.runtime.elsewhere import called_elsewhere
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Factors"]

Floats = npt.NDArray[np.float32]


class Factors(FactorArrays):
    """Factors of the rows and columns of a matrix, such as users and items; they do not change.

    The score of a cell is the product of its row's and its column's factors, plus the mean and the
    biases where there are any. A row or column is asked for by its name, where it has one, or by
    its number. Where the names are ids that are numbers, as triples may have them, a number is a
    name.

    Args:
        state: ``rows`` float32 [rows, dim] and ``columns`` float32 [columns, dim]; with biases also
            ``row_biases``, ``column_biases`` and ``mean`` [1].
        row_names, column_names: names, or None.
        seen: where the columns of the cells of each row begin, uint64 [rows + 1], and those
            columns, uint32 [cells], ascending.
        report: how they were learnt.
        solving: the knobs that :meth:`solve` goes by, or None where they are not known.
        metadata: text to text, saved along: ``recipe`` as JSON, ….
        pipeline: how the text was cut that the names come from, where they are words; None for what
            ``metadata`` says.

    Example:
        >>> plays = [("kim", "봄날", 5), ("kim", "밤편지", 3), ("lee", "봄날", 4)]
        >>> factors = mv.Als(dim=2, threads=1).fit([*plays, ("choi", "팔레트", 5)])
        >>> factors.recommend("lee", topn=1), factors.similar_items("봄날", topn=1)
        ([('밤편지', 0.63)], [('밤편지', 0.95)])
    """

    @overload
    def score(self, row: Which, column: Which) -> float: ...
    @overload
    def score(self, row: Many, column: Which | Many) -> Floats: ...
    @overload
    def score(self, row: Which, column: Many) -> Floats: ...
    def score(self, row: Which | Many, column: Which | Many) -> float | Floats:
        """The score of a cell, or of as many cells as two equally long lists name.

        Example:
            >>> factors.score("choi", "봄날"), factors.score(["kim", "choi"], [3, 3])
            (0.67, array([-0.14, -0.23], dtype=float32))
        """
        rows, columns = self.row_side.numbers(row), self.column_side.numbers(column)
        scores = np.einsum(
            "ij,ij->i", self.row_factors[rows], self.column_factors[columns]
        ) + np.float32(self.mean)
        if self.row_biases is not None and self.column_biases is not None:
            scores = scores + self.row_biases[rows] + self.column_biases[columns]
        return float(scores[0]) if is_single(row) and is_single(column) else scores

    @overload
    def recommend(
        self,
        row: Which,
        topn: int = ...,
        *,
        exclude_seen: bool = ...,
        exclude: Which | Iterable[Which] = ...,
        items: Iterable[Which] | None = ...,
        threads: int | None = ...,
    ) -> Scored: ...
    @overload
    def recommend(
        self,
        row: Many,
        topn: int = ...,
        *,
        exclude_seen: bool = ...,
        exclude: Which | Iterable[Which] = ...,
        items: Iterable[Which] | None = ...,
        threads: int | None = ...,
    ) -> list[Scored]: ...
    @called_elsewhere(
        N="how many is topn",
        filter_already_liked_items="it is exclude_seen",
        user_items="what users know is kept in the model",
    )
    def recommend(
        self,
        row: Which | Many,
        topn: int = 10,
        *,
        exclude_seen: bool = True,
        exclude: Which | Iterable[Which] = (),
        items: Iterable[Which] | None = None,
        threads: int | None = None,
    ) -> Scored | list[Scored]:
        """The columns with the highest scores, exactly, best first.

        Args:
            row: a row by name or number, or a list of rows, which is answered in one pass over all
                columns.
            topn: how many.
            exclude_seen: leave out the columns that the row had a cell in when the factors were
                learnt.
            exclude: columns to leave out for all rows.
            items: the columns to choose from; None for all.
            threads: None for all that this process may use.

        Returns:
            A list of (name or number of a column, score); for a list of rows a list of such lists.

        Raises:
            KeyError, IndexError: there is no such row or column.
            ValueError: it is not known which cells were seen: say ``exclude_seen=False``.

        Example:
            >>> factors.recommend("choi", topn=2)
            [('봄날', 0.67), ('좋은 날', 0.05)]
            >>> factors.recommend("choi", items=["팔레트", "좋은 날"])
            [('좋은 날', 0.05), ('팔레트', -0.23)]
        """
        rows, columns = self.row_side.numbers(row), self.column_side
        seen = self.known_seen() if exclude_seen else None
        hidden = excluded_columns(rows, columns.numbers(exclude), seen)
        among = None if items is None else np.unique(columns.numbers(items))
        named = columns.named(*best_columns(self, rows, topn, hidden, among=among, threads=threads))
        return named[0] if is_single(row) else named

    @overload
    def similar_columns(
        self, column: Which, topn: int = ..., *, threads: int | None = ...
    ) -> Scored: ...
    @overload
    def similar_columns(
        self, column: Many, topn: int = ..., *, threads: int | None = ...
    ) -> list[Scored]: ...
    def similar_columns(
        self, column: Which | Many, topn: int = 10, *, threads: int | None = None
    ) -> Scored | list[Scored]:
        """The columns whose factors have the highest cosine with those of a column, or of each of a
        list, itself left out; of items also under the name ``similar_items``."""
        found = self.column_side.nearest(column, topn, threads)
        return found[0] if is_single(column) else found

    @overload
    def similar_rows(self, row: Which, topn: int = ..., *, threads: int | None = ...) -> Scored: ...
    @overload
    def similar_rows(
        self, row: Many, topn: int = ..., *, threads: int | None = ...
    ) -> list[Scored]: ...
    def similar_rows(
        self, row: Which | Many, topn: int = 10, *, threads: int | None = None
    ) -> Scored | list[Scored]:
        """The rows whose factors have the highest cosine with those of a row, or of each of a list,
        itself left out; of users also under the name ``similar_users``."""
        found = self.row_side.nearest(row, topn, threads)
        return found[0] if is_single(row) else found

    similar_users, similar_items = similar_rows, similar_columns

    def explain(
        self, row: Which, column: Which, ratings: Ratings, *, topn: int = 10
    ) -> Explanation:
        """Why a row has its score in a column: what each of its cells contributes.

        Args:
            row, column: which, by name or number.
            ratings: what the factors were learnt from.
            topn: how many contributions, the largest first.

        Raises:
            ValueError: the recipe is not known, or ratings of another shape.

        Example:
            >>> plays = [("kim", "봄날", 5), ("kim", "밤편지", 3), ("lee", "봄날", 4)]
            >>> why = mv.Als(dim=2, threads=1).fit(plays).explain("lee", "밤편지", plays)
            >>> [song for song, share in why.contributions]
            ['봄날']

        Source: Hu, Koren & Volinsky, Collaborative Filtering for Implicit Feedback Datasets, 2008,
        section 5.
        """
        return explanation(self, row, column, ratings, topn)

    def solve(
        self, ratings: Ratings, *, row_names: Names = None, threads: int | None = None
    ) -> Factors:
        """Factors for new rows, or for known ones with new cells: the exact solution with the
        columns as they are.

        Args:
            ratings: sparse [n, columns], or triples (user, item, value) of known items; values as
                they were when the factors were learnt.
            row_names: names of the new rows; None for numbers, or the ids of the triples.
            threads: None for all that this process may use.

        Returns:
            Factors with n rows, the same columns, and the cells of ``ratings`` as seen.

        Raises:
            ValueError: another number of columns, an unknown item, a matrix that looks transposed,
                values that cannot be.

        Example:
            >>> factors.solve(scipy.sparse.csr_array([[0, 0, 3.0, 0]])).recommend(0, topn=1)
            [('팔레트', 0.66)]
            >>> factors.solve([("jung", "좋은 날", 3.0)]).recommend("jung", topn=1)
            [('팔레트', 0.66)]
        """
        return solved_rows(self, ratings, row_names, threads)

    def solve_columns(
        self, ratings: Ratings, *, column_names: Names = None, threads: int | None = None
    ) -> Factors:
        """Factors for new columns, such as items: the exact solution with the rows as they are.

        Args:
            ratings: sparse [rows, n], or triples (user, item, value) of known users.
            column_names: names of the new columns; None for numbers, or the ids of the triples.
            threads: None for all that this process may use.

        Returns:
            Factors with the same rows, n columns, and the cells of ``ratings`` as seen.

        Raises:
            ValueError: another number of rows, an unknown user, values that cannot be.

        Example:
            >>> new = factors.solve_columns([("kim", "Hype Boy", 5.0)])
            >>> new.shape[1], new.score("kim", "Hype Boy") > new.score("choi", "Hype Boy")
            (1, True)
        """
        return solved_columns(self, ratings, column_names, threads)

    def vectors(self) -> WordVectors:
        """The row factors as word vectors, those of columns as output where they are as many;
        ``ValueError`` where rows have no names."""
        if self.row_names is None:
            raise ValueError(
                "the rows have no names, and word vectors need words: name them with fit(...,"
                " row_names=names)"
            )
        output = self.column_factors if self.shape[0] == self.shape[1] else None
        return WordVectors(
            self.row_names,
            self.row_factors,
            report=self.report,
            metadata=self.metadata,
            output=output,
            pipeline=self.pipeline,
        )
