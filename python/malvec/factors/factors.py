"""Factors: what a matrix factorisation learns about rows and columns, and questions to it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.counts.ratings import cells_of_ratings
from malvec.factors import factors_file
from malvec.factors.places import SeenCells, Side, Which, excluded_columns, is_single
from malvec.factors.solving import check_columns, solved_state, solving_knobs
from malvec.reports.card import HtmlCard
from malvec.reports.stored import report_json, stored_report
from malvec.runtime.machine import available_threads
from malvec.search.inner_products import Excluded, largest_products
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, passport
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["Factors"]

Floats = npt.NDArray[np.float32]
_KIND = "factors"


class Factors(HtmlCard):
    """Factors of the rows and columns of a matrix; they do not change.

    The score of a cell is the product of its row's and its column's factors, plus the mean and the
    biases where there are any. A row or column is asked for by its name, where it has one, or by
    its number.

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
        >>> plays = scipy.sparse.csr_array([[5, 3, 0], [4, 0, 1], [0, 1, 5.0]])
        >>> factors = mv.Als(dim=2, threads=1).fit(plays)
        >>> factors.recommend(0, topn=1), factors.similar_columns(0, topn=1)
        ([(2, 0.62)], [(1, 0.08)])
    """

    def __init__(
        self,
        state: Mapping[str, npt.NDArray[Any]],
        *,
        row_names: Vocab | None = None,
        column_names: Vocab | None = None,
        seen: SeenCells | None = None,
        report: object | None = None,
        solving: Mapping[str, Any] | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        self.row_factors, self.column_factors = _frozen(state["rows"]), _frozen(state["columns"])
        shapes = self.row_factors.shape, self.column_factors.shape
        if len(shapes[0]) != 2 or shapes[0][1:] != shapes[1][1:]:
            raise ValueError(
                f"factors of shapes {shapes[0]} and {shapes[1]} do not belong together"
            )
        self.biased = "mean" in state
        self.mean = float(state["mean"][0]) if self.biased else 0.0
        self.row_biases = _frozen(state["row_biases"]) if self.biased else None
        self.column_biases = _frozen(state["column_biases"]) if self.biased else None
        self.row_names, self.column_names = row_names, column_names
        self.seen, self.report = seen, report
        self.solving = None if solving is None else MappingProxyType(dict(solving))
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return len(self.row_factors), len(self.column_factors)

    @property
    def _row_side(self) -> Side:
        return Side("row", self.row_factors, self.row_names, self.pipeline)

    @property
    def _column_side(self) -> Side:
        return Side("column", self.column_factors, self.column_names, self.pipeline)

    @property
    def dim(self) -> int:
        """Length of the factors."""
        return int(self.row_factors.shape[1])

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """All that was learnt, by name."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "rows": self.row_factors,
            "columns": self.column_factors,
        }
        if self.row_biases is not None and self.column_biases is not None:
            arrays |= {
                "row_biases": self.row_biases,
                "column_biases": self.column_biases,
                "mean": np.array([self.mean], np.float32),
            }
        return arrays

    def score(self, row: Which | Sequence[Which], column: Which | Sequence[Which]) -> Any:
        """The score of a cell, or of as many cells as two equally long lists name.

        Example:
            >>> factors.score("choi", "봄날"), factors.score(["kim", "choi"], [3, 3])
            (0.67, array([-0.14, -0.23], dtype=float32))
        """
        rows, columns = self._row_side.numbers(row), self._column_side.numbers(column)
        scores = np.einsum(
            "ij,ij->i", self.row_factors[rows], self.column_factors[columns]
        ) + np.float32(self.mean)
        if self.row_biases is not None and self.column_biases is not None:
            scores = scores + self.row_biases[rows] + self.column_biases[columns]
        return float(scores[0]) if is_single(row) and is_single(column) else scores

    def recommend(
        self,
        row: Which | Sequence[Which],
        topn: int = 10,
        *,
        exclude_seen: bool = True,
        exclude: Iterable[Which] = (),
        threads: int | None = None,
    ) -> Any:
        """The columns with the highest scores, exactly, best first.

        Args:
            row: a row by name or number, or a list of rows, which is answered in one pass over all
                columns.
            topn: how many.
            exclude_seen: leave out the columns that the row had a cell in when the factors were
                learnt.
            exclude: columns to leave out for all rows.
            threads: None for all that this process may use.

        Returns:
            A list of (name or number of a column, score); for a list of rows a list of such lists.

        Raises:
            KeyError, IndexError: there is no such row or column.
            ValueError: it is not known which cells were seen: say ``exclude_seen=False``.

        Example:
            >>> factors.recommend("choi", topn=2)
            [('봄날', 0.67), ('좋은 날', 0.05)]
        """
        if exclude_seen and self.seen is None:
            raise ValueError(
                "these factors do not know which cells were seen: use exclude_seen=False"
            )
        rows, always = self._row_side.numbers(row), self._column_side.numbers(list(exclude))
        hidden = excluded_columns(rows, always, self.seen if exclude_seen else None)
        scores, found = self._best(rows, topn, hidden, threads)
        named = self._column_side.named(scores, found)
        return named[0] if is_single(row) else named

    def similar_columns(
        self, column: Which | Sequence[Which], topn: int = 10, *, threads: int | None = None
    ) -> Any:
        """The columns whose factors have the highest cosine with those of a column, or of each of a
        list, itself left out."""
        found = self._column_side.nearest(column, topn, threads)
        return found[0] if is_single(column) else found

    def similar_rows(
        self, row: Which | Sequence[Which], topn: int = 10, *, threads: int | None = None
    ) -> Any:
        """The rows whose factors have the highest cosine with those of a row, or of each of a list,
        itself left out."""
        found = self._row_side.nearest(row, topn, threads)
        return found[0] if is_single(row) else found

    def solve(self, matrix: Any, *, threads: int | None = None) -> Factors:
        """Factors for new rows, or for known ones with new cells: the exact solution with the
        columns as they are.

        Args:
            matrix: sparse [n, columns], values as they were when the factors were learnt.

        Returns:
            Factors with n rows without names, the same columns, and the cells of ``matrix`` as
            seen.

        Raises:
            ValueError: another number of columns, a matrix that looks transposed, values that
                cannot be.

        Example:
            >>> factors.solve(scipy.sparse.csr_array([[0, 0, 3.0, 0]])).recommend(0, topn=1)
            [('팔레트', 0.66)]
        """
        if self.solving is None:
            raise ValueError(
                "these factors do not say by which recipe they were made, so new rows cannot be"
                " solved for"
            )
        implicit = bool(self.solving["implicit"])
        cells = cells_of_ratings(matrix, None, None, keep_zeros=not implicit)
        check_columns(cells, self.shape, implicit)
        knobs = {**self.solving, "threads": available_threads(threads)}
        state = solved_state(self.state(), cells, knobs)
        return Factors(
            state,
            column_names=self.column_names,
            seen=SeenCells(cells.offsets, cells.columns),
            solving=self.solving,
            metadata=self.metadata,
            pipeline=self.pipeline,
        )

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

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for ``Factors.load``; it appears whole or not at all."""
        tensors = dict(self.state())
        for name, vocab in (("row", self.row_names), ("column", self.column_names)):
            if vocab is not None:
                tensors |= {f"{name}_words": vocab.data, f"{name}_word_offsets": vocab.offsets}
        if self.seen is not None:
            tensors |= {"seen_offsets": self.seen.offsets, "seen_columns": self.seen.columns}
        own = {"report": report_json(self.report)}
        if self.solving is not None:
            own["solving"] = json.dumps(dict(self.solving))
        kinds.write(path, _KIND, tensors, {**self.metadata, **own})

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> Factors:
        """Opens factors that ``save`` wrote, memory-mapped; ``FormatError`` for what is cut,
        damaged or of another kind."""
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            state = factors_file.state(file)
            rows, columns = len(state["rows"]), len(state["columns"])
            return cls(
                state,
                row_names=factors_file.names(file, "row", rows),
                column_names=factors_file.names(file, "column", columns),
                seen=factors_file.seen_cells(file, rows, columns),
                report=stored_report(file.metadata.get("report", "null")),
                solving=solving_knobs(file.parsed("solving") or file.parsed("recipe")),
                metadata=file.metadata_without(*factors_file.OWN_KEYS),
            )

    def __repr__(self) -> str:
        return (
            f"Factors({self.shape[0]:,} rows, {self.shape[1]:,} columns,"
            f" dim={self.dim}{', with biases' if self.biased else ''})"
        )

    def _best(
        self, rows: npt.NDArray[np.int64], topn: int, hidden: Excluded, threads: int | None
    ) -> Any:
        matrix, queries = self.column_factors, self.row_factors[rows]
        if self.row_biases is None or self.column_biases is None:
            return largest_products(matrix, queries, topn=topn, excluded=hidden, threads=threads)
        matrix = np.column_stack([matrix, self.column_biases])
        queries = np.column_stack([queries, np.ones(len(queries), np.float32)])
        scores, found = largest_products(
            matrix, queries, topn=topn, excluded=hidden, threads=threads
        )
        return scores + np.float32(self.mean) + self.row_biases[rows][:, None], found


def _frozen(array: npt.NDArray[Any]) -> Floats:
    view = array.view()
    view.flags.writeable = False
    return view
