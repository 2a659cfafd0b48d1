"""What the training of sub-word units read, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from malvec.reports.report import Report, describe_call

__all__ = ["SubwordReport"]


@dataclass(frozen=True)
class SubwordReport(Report):
    """How units were trained.

    Attributes:
        recipe: name and knobs.
        texts: texts read.
        used: texts trained on, fewer where ``max_texts`` drew a sample.
        characters: characters of the texts trained on.
        cut: runs without a blank longer than ``max_word``, cut there for training.
        units: units in the vocabulary; fewer than ``vocab_size`` where the text has no more that
            are frequent enough.
        unknown: share of the characters, of the first texts read, that the vocabulary lacks.
        seconds: wall time.
        peak_memory: most memory of the training process, in bytes.
    """

    recipe: Mapping[str, Any]
    texts: int
    used: int
    characters: int
    cut: int
    units: int
    unknown: float
    seconds: float
    peak_memory: int

    def __str__(self) -> str:
        lines = [
            describe_call(self.recipe),
            (
                f"{self.units:,} units from {self.used:,} of {self.texts:,} texts,"
                f" {self.characters:,} characters; {self.unknown:.3%} of characters unknown"
            ),
            f"{self.seconds:.1f} s, peak memory {self.peak_memory / 2**20:,.0f} MiB",
        ]
        if self.cut:
            lines.insert(
                2,
                f"{self.cut:,} words longer than {self.recipe['max_word']} characters were cut for"
                " training",
            )
        return "\n".join(lines)
