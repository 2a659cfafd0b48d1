"""What a singular value decomposition did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from malvec.reports.report import Report, describe_call
from malvec.version import __version__

__all__ = ["SvdReport"]


@dataclass(frozen=True)
class SvdReport(Report):
    """What a decomposition did.

    Attributes:
        recipe: the recipe's name and knobs.
        rows, columns, cells: size of the matrix.
        singular_values: descending; 0 beyond the rank.
        residual: the largest ``|Aᵀu - s v| / s``; each s is off by no more than this share of
            itself, in practice by about its square.
        explained: share of the sum of all squared cells that the singular values make up, 0 to 1.
        rank: number of singular values that are not 0.
        iterations: steps, each one pass over the matrix and one over its transpose.
        dimensions: size of the search space at the end.
        converged: whether ``residual`` came below the tolerance.
        symmetric: whether the matrix was found to be symmetric, which saves its transpose.
        seconds, threads, isa, peak_memory, version: time, and on what.
        reweighting: how the cells were made from counts, and how many were dropped, where that is
            known.
        deterministic: the same seed gives the same bits at any number of threads.
        stopped: never; half a decomposition is none.
    """

    recipe: dict[str, Any]
    rows: int
    columns: int
    cells: int
    singular_values: tuple[float, ...]
    residual: float
    explained: float
    rank: int
    iterations: int
    dimensions: int
    converged: bool
    symmetric: bool
    seconds: float
    threads: int
    isa: str
    peak_memory: int
    reweighting: dict[str, Any]
    deterministic: bool = True
    stopped: bool = False
    version: str = __version__

    def __str__(self) -> str:
        dropped = (
            f", {self.reweighting['dropped']:,} of {self.reweighting['cells']:,} dropped"
            if self.reweighting
            else ""
        )
        values = ", ".join(f"{value:.4g}" for value in self.singular_values[:3])
        return "\n".join(
            [
                describe_call(self.recipe),
                (
                    f"{self.rows:,} x {self.columns:,}, {self.cells:,}"
                    f" cells{dropped}{', symmetric' if self.symmetric else ''}"
                ),
                (
                    f"singular values {values}, … {self.singular_values[-1]:.4g}; they explain"
                    f" {100 * self.explained:.1f} %"
                ),
                (
                    f"{self.iterations} iterations, {self.dimensions} dimensions searched, largest"
                    f" residual {self.residual:.2g}{'' if self.converged else ' (not converged)'}"
                ),
                (
                    f"{self.seconds:.2f} s, {self.threads} threads, {self.isa}, peak memory"
                    f" {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )
