"""What building an index did, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from malvec.reports.report import Report

__all__ = ["ADVISED", "IndexReport"]

ADVISED = 2_000_000
"""Up to so many rows ``exact8`` is the better choice."""


@dataclass(frozen=True)
class IndexReport(Report):
    """The report of an index.

    Attributes:
        of: the kind of file of what it is of, such as ``word_vectors``; ``rows``: a matrix.
        kind: ``exact8`` or ``hnsw``.
        rows, dim: of the matrix.
        bytes: of the index, besides the vectors themselves.
        seconds: that building took.
        milliseconds: that one question took, with one thread, on the machine that built it.
        recall: the share of the ten nearest rows that were found; 1 for ``exact8``.
        wanted: the recall that was asked for.
        ef: how many rows hnsw looks at; the more, the better and the slower.
        connectivity: how many neighbours a row has in the graph of hnsw.
        repeated: names that came again with the same vector, and were kept once.
        empty: rows of zeros without a name, which were left out.

    Example:
        >>> report = mv.Index.build(vectors).report
        >>> report.kind, report.rows, report.recall
        ('exact8', 19, 1.0)
    """

    of: str
    kind: str
    rows: int
    dim: int
    bytes: int
    seconds: float = 0.0
    milliseconds: float = 0.0
    recall: float = 1.0
    wanted: float = 1.0
    ef: int = 0
    connectivity: int = 0
    repeated: int = 0
    empty: int = 0

    def __str__(self) -> str:
        built = (
            f"{self.kind} of {self.rows:,} rows x {self.dim}: {self.bytes / 2**20:,.1f} MiB, built"
            f" in {self.seconds:,.1f} s; {self.milliseconds:.2f} ms for a question: {self._worth()}"
        )
        return "\n".join([built, *self._left_out(), *self._advice()])

    def _worth(self) -> str:
        if self.kind == "exact8":
            return "exact"
        return (
            f"recall of the first ten {self.recall:.4f}, {self.wanted:g} was asked for"
            f" (ef={self.ef}, connectivity={self.connectivity})"
        )

    def _left_out(self) -> list[str]:
        told = []
        if self.repeated:
            told.append(f"{self.repeated:,} names came again with the same vector: kept once")
        if self.empty:
            told.append(f"{self.empty:,} rows without a name were left out")
        return told

    def _advice(self) -> list[str]:
        if self.kind == "exact8" or self.rows > ADVISED:
            return []
        return [f"up to {ADVISED:,} rows exact8 is advised: exact, smaller, and built in seconds"]
