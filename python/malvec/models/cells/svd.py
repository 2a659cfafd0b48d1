"""Truncated singular value decomposition of sparse matrices: word vectors from PPMI, latent
semantic analysis from documents and terms."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import Cells, check_cells
from malvec.reports.svd import SvdReport
from malvec.runtime.machine import available_threads, check_memory, peak_memory
from malvec.runtime.progress import progress_bar
from malvec.runtime.recipe import CoreRecipe, knob
from malvec.runtime.warning import warn
from malvec.vectors.rows import padded_dim
from malvec.vectors.word_vectors import WordVectors

__all__ = ["SingularVectors", "Svd", "SvdReport"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SingularVectors:
    """``A ≈ left @ np.diag(singular_values) @ right.T``.

    Attributes:
        left: float32 [rows, dim], orthonormal columns; zero where the singular value is 0. Its
            largest components are positive.
        singular_values: float64 [dim], descending.
        right: float32 [columns, dim].
        report: how they were found.
    """

    left: Floats
    singular_values: npt.NDArray[np.float64]
    right: Floats
    report: SvdReport


@dataclass(frozen=True)
class Svd(CoreRecipe):
    """Truncated SVD by a randomised block Krylov method (Golub & Kahan, 1965; Musco & Musco, 2015).

    Word vectors are ``U S^power`` (Levy et al., 2015) of the rows' side, or ``V S^power`` of the
    columns'. The result is the same at any number of threads, and each dimension's largest
    component is positive.

    Example:
        >>> vectors = Svd(dim=100).fit(mv.counts.ppmi(counts, smoothing=0.75))
        >>> documents = mv.document_counts(corpus)
        >>> Svd(dim=50).decompose(mv.counts.tfidf(documents)).left.shape  # a row per document
        (3000, 50)
    """

    dim: int = knob(100, "length of the vectors")
    power: float = knob(0.5, "exponent of the singular values: 0 for U, 0.5, 1 for U S")
    tolerance: float = knob(
        0.01, "largest residual ‖A'u - s v‖ / s; singular values are off by about its square"
    )
    iterations: int = knob(
        0, "at most so many passes over matrix and transpose, 16 dimensions each; 0 is dim / 2 + 20"
    )
    of: Literal["rows", "columns"] = knob("rows", "whose vectors: rows or columns")
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(None, "threads; by default one per processor")

    def memory(self, rows: int, columns: int, cells: int) -> int:
        """About how many bytes the decomposition takes beside the matrix, where it is not
        symmetric.

        Example:
            >>> Svd(dim=100).memory(100_000, 100_000, 30_000_000) // 10**6
            700
        """
        searched = 16 * (self.dim // 4 + 4) if self.iterations == 0 else 16 * self.iterations
        return (
            4 * (rows + columns) * min(searched, min(rows, columns) + 16)
            + 8 * cells
            + 4 * (rows + columns) * padded_dim(self.dim)
        )

    def fit(self, cells: Cells, *, progress: bool | None = None) -> WordVectors:
        """Vectors of the rows, or of the columns, which must have names.

        Args:
            cells: usually what ``ppmi`` or ``tfidf`` made of counts.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            The vectors, with an :class:`SvdReport` in ``report``.

        Raises:
            ValueError: no names, more dimensions than rows or columns, a matrix that is empty or
                all zero, a value that is not finite.
            MemoryError: if the search space does not fit; before anything is allocated.
        """
        _check(cells, self.dim)
        names = cells.row_names if self.of == "rows" else cells.column_names
        if names is None:
            raise ValueError(
                f"the {self.of} have no names: use decompose(), or make the cells with names"
            )
        found = self._decompose(
            cells, left=self.of == "rows", right=self.of == "columns", progress=progress
        )
        values, matrix = found.values, found.left if self.of == "rows" else found.right
        assert matrix is not None
        scale = np.where(values > 0, np.maximum(values, np.finfo(float).tiny) ** self.power, 0)
        np.multiply(matrix, scale.astype(np.float32), out=matrix)
        return WordVectors(
            names,
            matrix,
            report=found.report,
            metadata={**cells.metadata, **self.metadata()},
            pipeline=cells.pipeline,
        )

    def decompose(self, cells: Cells, *, progress: bool | None = None) -> SingularVectors:
        """Both sides and the singular values, for rows and columns with or without names. Arguments
        and errors as in :meth:`fit`.

        Example:
            >>> cells = Cells.from_matrix(np.diag([3.0, 2.0, 1.0]))
            >>> Svd(dim=2).decompose(cells).singular_values.round(3)
            array([3., 2.])
        """
        _check(cells, self.dim)
        found = self._decompose(cells, left=True, right=True, progress=progress)
        assert found.left is not None
        assert found.right is not None
        return SingularVectors(found.left, found.values, found.right, found.report)

    def _decompose(self, cells: Cells, *, left: bool, right: bool, progress: bool | None) -> _Found:
        """The singular values, and the vectors of the sides that are wanted."""
        rows, columns = cells.shape
        advice = "use a smaller dim, or a larger min_count when counting"
        check_memory(
            self.memory(rows, columns, len(cells)), "the search space and its vectors", advice
        )
        threads, started = available_threads(self.threads), time.monotonic()
        native = _float_cells(cells, threads)
        left_vectors = _core.matrix(rows, self.dim) if left else None
        right_vectors = _core.matrix(columns, self.dim) if right else None
        knobs = {**self._native_knobs(), "threads": threads}
        with progress_bar(None, "Svd", " iterations", progress) as advance:

            def tick(done: int, residual: float, terms: int) -> None:
                advance(done, residual=f"{residual:.3g}")

            found = _core.svd(knobs, native, left_vectors, right_vectors, tick)
        report = _report(self, cells, found, threads, time.monotonic() - started)
        _warn_unless_converged(report, self.tolerance)
        return _Found(left_vectors, right_vectors, found["singular_values"], report)


@dataclass(frozen=True)
class _Found:
    """A decomposition of which a side may not have been wanted."""

    left: Floats | None
    right: Floats | None
    values: npt.NDArray[np.float64]
    report: SvdReport


def _warn_unless_converged(report: SvdReport, tolerance: float) -> None:
    if not report.converged:
        warn(
            f"the largest residual is {report.residual:.2g} after {report.iterations} iterations:"
            f" raise iterations, or tolerance above {tolerance}"
        )


def _check(cells: Cells, dim: int) -> None:
    check_cells(cells)
    rows, columns = cells.shape
    if len(cells) == 0:
        raise ValueError(
            f"the matrix of {rows:,} x {columns:,} has no cells: there is nothing to decompose"
        )
    if dim > min(rows, columns):
        raise ValueError(
            f"dim={dim}: a matrix of {rows:,} x {columns:,} has only {min(rows, columns):,}"
            " singular values"
        )


def _float_cells(cells: Cells, threads: int) -> Any:
    """The cells with float32 values, known to be sound and finite."""
    offsets, columns, values, width = cells.native
    _core.check_cells(offsets, columns, width, threads)
    with np.errstate(over="ignore"):
        floats = values.astype(np.float32, copy=False)
    where = _core.first_not_finite(floats, threads)
    if where < len(floats):
        row = int(np.searchsorted(offsets, where, "right")) - 1
        raise ValueError(
            f"the value in row {row}, column {columns[where]} is {values[where]}: values must be"
            " finite float32 numbers"
        )
    return offsets, columns, floats, width


def _report(
    recipe: Svd, cells: Cells, found: dict[str, Any], threads: int, seconds: float
) -> SvdReport:
    values, residuals = found["singular_values"], found["residuals"]
    real = values > 0
    return SvdReport(
        recipe=recipe.describe(),
        rows=cells.shape[0],
        columns=cells.shape[1],
        cells=len(cells),
        singular_values=tuple(values.tolist()),
        residual=float((residuals[real] / values[real]).max(initial=0)),
        explained=min(1.0, float((values**2).sum()) / found["squared_norm"]),
        rank=int(real.sum()),
        iterations=found["iterations"],
        dimensions=found["dimensions"],
        converged=found["converged"],
        symmetric=found["symmetric"],
        seconds=seconds,
        threads=threads,
        isa=_core.ISA,
        peak_memory=peak_memory(),
        reweighting=json.loads(cells.metadata.get("reweighting", "{}")),
    )
