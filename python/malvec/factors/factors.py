"""Factors: what a matrix factorisation learns about rows and columns, and questions to it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.ratings import observed_cells
from malvec.errors import FormatError
from malvec.factors.factors_file import stored_names, stored_state
from malvec.reports.training import restored
from malvec.runtime.machine import available_threads
from malvec.search.inner_products import Excluded, largest_products
from malvec.search.nearest import Rows, nearest
from malvec.storage import container
from malvec.tokenizers.pipeline import Pipeline, passport
from malvec.vectors import vector_file
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["Factors"]

Floats = npt.NDArray[np.float32]
Scored = list[tuple[Any, float]]
Which = int | str
_VERSION = "1"
_OWN = {"format", "format_version", "kind", "report", "checksums", "header_crc32"}


class Factors:
    """Factors of the rows and columns of a matrix; they do not change.

    The score of a cell is the product of its row's and its column's factors, plus the mean and the
    biases where there are any. A row or column is asked for by its name, where it has one, or by
    its number.

    Args:
        state: ``rows`` float32 [rows, dim] and ``columns`` float32 [columns, dim]; with biases also
            ``row_biases``, ``column_biases`` and ``mean`` [1].
        rows, columns: names, or None.
        seen: where the columns of the cells of each row begin, uint64 [rows + 1], and those
            columns, uint32 [cells], ascending.
        report: how they were learnt.
        metadata: text to text, saved along; ``recipe`` as JSON is what ``solve`` goes by.
        pipeline: how the text was cut that the names come from, where they are words; None for what
            ``metadata`` says.

    Example:
        >>> factors = mv.Als(dim=8).fit(scipy.sparse.csr_array([[3, 0, 1], [0, 2, 0.0]]))
        >>> factors.recommend(0, topn=1), factors.similar_items(0, topn=1)
        ([(1, 0.02)], [(2, 0.98)])
    """

    def __init__(
        self,
        state: Mapping[str, npt.NDArray[Any]],
        *,
        rows: Vocab | None = None,
        columns: Vocab | None = None,
        seen: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]] | None = None,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        self.row_factors, self.column_factors = _frozen(state["rows"]), _frozen(state["columns"])
        if (
            self.row_factors.ndim != 2
            or self.row_factors.shape[1:] != self.column_factors.shape[1:]
        ):
            raise ValueError(
                f"factors of shapes {self.row_factors.shape} and {self.column_factors.shape} do not"
                " belong together"
            )
        self.biased = "mean" in state
        self.mean = float(state["mean"][0]) if self.biased else 0.0
        self.row_biases = _frozen(state["row_biases"]) if self.biased else None
        self.column_biases = _frozen(state["column_biases"]) if self.biased else None
        self.rows, self.columns, self.seen, self.report = rows, columns, seen, report
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return len(self.row_factors), len(self.column_factors)

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
            >>> factors.score("kim", "봄날"), factors.score([0, 1], [5, 5])
            (0.93, array([0.93, 0.12], dtype=float32))
        """
        rows, columns = self._ids(row, "row"), self._ids(column, "column")
        scores = np.einsum(
            "ij,ij->i", self.row_factors[rows], self.column_factors[columns]
        ) + np.float32(self.mean)
        if self.row_biases is not None and self.column_biases is not None:
            scores = scores + self.row_biases[rows] + self.column_biases[columns]
        return float(scores[0]) if _single(row) and _single(column) else scores

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
            >>> factors.recommend("kim", topn=2)
            [('봄날', 0.93), ('밤편지', 0.88)]
        """
        ids = self._ids(row, "row")
        hidden = self._hidden(
            ids if exclude_seen else None, len(ids), self._ids(list(exclude), "column")
        )
        scores, found = self._best(self.row_factors[ids], ids, topn, hidden, threads)
        named = [self._named(*each, self.columns) for each in zip(scores, found, strict=True)]
        return named[0] if _single(row) else named

    def similar_items(
        self, column: Which | Sequence[Which], topn: int = 10, *, threads: int | None = None
    ) -> Any:
        """The columns whose factors have the highest cosine with those of a column, or of each of a
        list, itself left out."""
        return self._similar(column, "column", topn, threads)

    def similar_rows(
        self, row: Which | Sequence[Which], topn: int = 10, *, threads: int | None = None
    ) -> Any:
        """The rows whose factors have the highest cosine with those of a row, or of each of a list,
        itself left out."""
        return self._similar(row, "row", topn, threads)

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
            >>> factors.solve(scipy.sparse.csr_array(([3.0], ([0], [5])), shape=(1, 10_000))).recommend(0)
            [('밤편지', 0.61), ...]
        """
        recipe = json.loads(self.metadata.get("recipe", "{}"))
        cells = observed_cells(matrix, None, None, keep_zeros=not recipe.get("implicit", False))
        self._check_columns(cells.shape)
        if not {"regularization", "dim"} <= recipe.keys():
            raise ValueError(
                "these factors do not say by which recipe they were made, so new rows cannot be"
                " solved for"
            )
        values = cells.values
        if recipe.get("implicit") and len(wrong := np.flatnonzero(values < 0)):
            raise ValueError(f"{cells.describe(int(wrong[0]))}: a confidence must not be negative")
        wanted = ("regularization", "frequency", "implicit", "alpha", "unobserved", "biases")
        knobs = {
            "implicit": False,
            "frequency": 1.0,
            **{name: recipe[name] for name in wanted if name in recipe},
            "dim": self.dim,
        }
        state = {
            **self.state(),
            "rows": _core.matrix(cells.shape[0], self.dim),
            "columns": _core.matrix(self.shape[1], self.dim),
        }
        state["columns"][:] = self.column_factors
        if self.biased:
            state |= {
                "row_biases": np.zeros(cells.shape[0], np.float32),
                "column_biases": np.array(self.column_biases),
            }
        native = (cells.offsets, cells.columns, values, cells.width)
        _core.als({**knobs, "threads": available_threads(threads)}, native, state).solve_rows()
        state["columns"] = self.column_factors
        return Factors(
            state,
            columns=self.columns,
            seen=(cells.offsets, cells.columns),
            metadata=self.metadata,
            pipeline=self.pipeline,
        )

    def vectors(self) -> WordVectors:
        """The row factors as word vectors, those of columns as output where they are as many;
        ``ValueError`` where rows have no names."""
        if self.rows is None:
            raise ValueError(
                "the rows have no names, and word vectors need words: name them with fit(...,"
                " rows=names)"
            )
        output = self.column_factors if self.shape[0] == self.shape[1] else None
        return WordVectors(
            self.rows,
            self.row_factors,
            report=self.report,
            metadata=self.metadata,
            output=output,
            pipeline=self.pipeline,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for ``Factors.load``; it appears whole or not at all."""
        tensors = dict(self.state())
        for name, vocab in (("row", self.rows), ("column", self.columns)):
            if vocab is not None:
                tensors |= {f"{name}_words": vocab.data, f"{name}_word_offsets": vocab.offsets}
        if self.seen is not None:
            tensors |= {"seen_offsets": self.seen[0], "seen_columns": self.seen[1]}
        own = {
            "format": "malvec",
            "format_version": _VERSION,
            "kind": "factors",
            "report": vector_file.to_json(self.report),
        }
        container.write(path, tensors, {**self.metadata, **own})

    @classmethod
    def load(cls, path: str | os.PathLike[str], verify: bool = False) -> Factors:
        """Opens factors that ``save`` wrote, memory-mapped; ``FormatError`` for what is cut,
        damaged or of another kind."""
        tensors, metadata = container.read(path, verify)
        if metadata.get("format") != "malvec" or metadata.get("kind") != "factors":
            raise FormatError(
                f"{path}: holds {metadata.get('kind', 'something unknown')!r}, not factors"
            )
        try:
            state, seen = stored_state(tensors)
            names = [
                stored_names(tensors, name, len(state[f"{name}s"])) for name in ("row", "column")
            ]
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None
        report = vector_file.parse_json(path, metadata, "report")
        kept = {key: value for key, value in metadata.items() if key not in _OWN}
        known = None if report is None else restored(report)
        return cls(state, rows=names[0], columns=names[1], seen=seen, report=known, metadata=kept)

    def __repr__(self) -> str:
        return (
            f"Factors({self.shape[0]:,} rows, {self.shape[1]:,} columns,"
            f" dim={self.dim}{', with biases' if self.biased else ''})"
        )

    def _best(
        self,
        queries: Floats,
        ids: npt.NDArray[np.int64],
        topn: int,
        hidden: Excluded,
        threads: int | None,
    ) -> Any:
        matrix, offset = self.column_factors, np.float32(self.mean)
        if self.row_biases is None or self.column_biases is None:
            return largest_products(matrix, queries, topn=topn, excluded=hidden, threads=threads)
        matrix = np.column_stack([matrix, self.column_biases])
        queries = np.column_stack([queries, np.ones(len(queries), np.float32)])
        scores, found = largest_products(
            matrix, queries, topn=topn, excluded=hidden, threads=threads
        )
        return scores + offset + self.row_biases[ids][:, None], found

    def _similar(
        self, which: Which | Sequence[Which], side: str, topn: int, threads: int | None
    ) -> Any:
        ids = self._ids(which, side)
        matrix, names = (
            (self.row_factors, self.rows) if side == "row" else (self.column_factors, self.columns)
        )
        hidden = [[int(i)] for i in ids]
        scores, found = nearest(
            Rows.of(matrix, threads), matrix[ids], topn=topn, exclude=hidden, threads=threads
        )
        named = [self._named(*each, names) for each in zip(scores, found, strict=True)]
        return named[0] if _single(which) else named

    def _hidden(
        self, rows: npt.NDArray[np.int64] | None, count: int, always: npt.NDArray[np.int64]
    ) -> Excluded:
        """The columns that each of ``count`` queries must not find: the seen ones of its row, and
        some for all."""
        lists = [always] * count
        if rows is not None:
            if self.seen is None:
                raise ValueError(
                    "these factors do not know which cells were seen: use exclude_seen=False"
                )
            offsets, columns = self.seen
            lists = [
                np.union1d(columns[int(offsets[i]) : int(offsets[i + 1])].astype(np.int64), always)
                for i in rows
            ]
        ends = np.zeros(count + 1, np.uint64)
        np.cumsum([len(each) for each in lists], out=ends[1:])
        joined = (
            np.concatenate([np.sort(each) for each in lists]) if lists else np.zeros(0, np.int64)
        )
        return ends, joined.astype(np.int64)

    def _ids(
        self, which: Which | Sequence[Which] | npt.NDArray[Any], side: str
    ) -> npt.NDArray[np.int64]:
        names, count = (
            (self.rows, self.shape[0]) if side == "row" else (self.columns, self.shape[1])
        )
        asked = [which] if _single(which) else list(which)  # type: ignore[arg-type]
        return np.array(
            [_id(self._cleaned(each, names), side, names, count) for each in asked], np.int64
        )

    def _cleaned(self, which: Any, names: Vocab | None) -> Any:
        """A word that is not found as it stands, cleaned as the text was; else what was asked."""
        if names is None or self.pipeline is None or not isinstance(which, str) or which in names:
            return which
        cleaned = self.pipeline.clean(which)
        return cleaned if cleaned in names else which

    def _check_columns(self, shape: tuple[int, int]) -> None:
        rows, columns = self.shape
        if shape[1] == columns:
            return
        if shape[0] == columns:
            raise ValueError(
                f"looks transposed: got {shape[0]:,} x {shape[1]:,}, the model has {rows:,} rows"
                f" and {columns:,} columns"
            )
        raise ValueError(
            f"got a matrix of {shape[0]:,} x {shape[1]:,}, the model has {columns:,} columns"
        )

    @staticmethod
    def _named(scores: Floats, ids: npt.NDArray[np.int64], names: Vocab | None) -> Scored:
        pairs = zip(scores.tolist(), ids.tolist(), strict=True)
        return [(i if names is None else names[i], score) for score, i in pairs if i >= 0]


def _single(which: Any) -> bool:
    return isinstance(which, (str, int, np.integer))


def _id(which: Any, side: str, names: Vocab | None, count: int) -> int:
    if isinstance(which, str):
        if names is None:
            raise KeyError(
                f"the {side}s have no names, so {which!r} cannot be found: ask by number"
            )
        return names.index(which)
    if isinstance(which, (bool, np.bool_)) or not isinstance(which, (int, np.integer)):
        raise TypeError(f"a {side} is a name or a number, not {which!r:.60}")
    if not 0 <= which < count:
        raise IndexError(f"there is no {side} {which}: the model has {count:,} {side}s")
    return int(which)


def _frozen(array: npt.NDArray[Any]) -> Floats:
    view = array.view()
    view.flags.writeable = False
    return view
