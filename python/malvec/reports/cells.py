"""What a training on a sparse matrix did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from malvec.reports.report import Report, describe_call, describe_losses

__all__ = ["CellReport"]


@dataclass(frozen=True)
class CellReport(Report):
    """The report of a model trained on a sparse matrix, epoch by epoch.

    Attributes:
        recipe: the recipe's name and knobs.
        rows: rows of the matrix.
        columns: columns of the matrix.
        cells: cells that are not empty.
        losses: mean loss per cell, one for each epoch begun.
        seconds: wall time of the training, without counting and saving.
        cells_per_second: cells of all epochs per second of wall time.
        threads: number of threads; the result does not depend on it.
        isa: instruction-set level of the core.
        peak_memory: most memory held by the process until the end of training, in bytes.
        stopped: True where training ended before its time, by a callback or Ctrl-C.
        version: version of malvec.
        source: the metadata of the cells: what they are and how they were made.
    """

    recipe: Mapping[str, Any]
    rows: int
    columns: int
    cells: int
    losses: tuple[float, ...]
    seconds: float
    cells_per_second: float
    threads: int
    isa: str
    peak_memory: int
    stopped: bool
    version: str
    source: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        losses = describe_losses(self.losses, 5)
        return "\n".join(
            [
                describe_call(self.recipe),
                f"{self.rows:,} rows, {self.columns:,} columns, {self.cells:,} cells",
                f"loss per cell, by epoch: {losses}{' (stopped early)' if self.stopped else ''}",
                (
                    f"{self.seconds:.1f} s, {self.cells_per_second:,.0f} cells/s, {self.threads}"
                    f" threads, {self.isa}, peak memory {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )
