"""What learning to space read and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from malvec.reports.report import Report, describe_call

__all__ = ["SpacingReport"]


@dataclass(frozen=True)
class SpacingReport(Report):
    """What learning to space read and kept.

    Attributes:
        sources: the paths as they were given, or "texts".
        bytes, lines, characters, blanks: what was read; blanks at the ends of lines and repeated
            ones aside.
        empty_lines: lines without a character.
        windows, patterns: windows kept, and ways of blanks in them.
        seconds, threads: wall time of it all.
        recipe: the recipe's name and knobs.
    """

    sources: tuple[str, ...]
    bytes: int
    lines: int
    empty_lines: int
    characters: int
    blanks: int
    windows: int
    patterns: int
    seconds: float
    threads: int
    recipe: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        rate = self.characters / max(self.seconds, 1e-9)
        return (
            f"{describe_call(self.recipe)}\n{self.lines:,} lines ({self.empty_lines:,} of them"
            f" empty), {self.characters:,} characters, {self.blanks:,} blanks\n{self.windows:,}"
            f" windows with {self.patterns:,} patterns kept\n{self.seconds:.1f} s, {rate:,.0f}"
            f" characters/s, {self.threads} threads"
        )
