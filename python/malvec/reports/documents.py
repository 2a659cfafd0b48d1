"""What a training of document vectors did."""

from __future__ import annotations

from dataclasses import dataclass

from malvec.reports.training import TrainingReport

__all__ = ["DocumentReport"]


@dataclass(frozen=True)
class DocumentReport(TrainingReport):
    """The report of a model of documents: that of a training, and what became of the documents.

    Attributes:
        documents: documents given.
        tags: different tags, each with a vector.
        untrained: tags of which no document has a known word; their vectors are zeros.
    """

    documents: int = 0
    tags: int = 0
    untrained: int = 0

    def _read(self) -> list[str]:
        untrained = (
            f"; {self.untrained:,} tags without a known word have zeros" if self.untrained else ""
        )
        return [*super()._read(), f"{self.documents:,} documents, {self.tags:,} tags{untrained}"]
