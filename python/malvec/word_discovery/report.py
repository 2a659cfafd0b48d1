"""What counting words read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from malvec.reports.report import Report

__all__ = ["WordReport"]


@dataclass(frozen=True)
class WordReport(Report):
    """The report of word statistics. Nothing is dropped in counting, so there is nothing else to
    tell.

    Attributes:
        sources: the paths as they were given, or what stood in for them.
        files: how many files were read.
        bytes: bytes of text.
        texts: texts (lines) read.
        empty_texts: those without an eojeol.
        eojeols: stretches between blanks.
        distinct_eojeols: how many of them differ.
        invalid_utf8_eojeols: those that are not UTF-8; each wrong byte counts as a character, as
            Python's "surrogateescape" reads it.
        seconds: wall time.
        threads: threads of the core.
        on_disk: the text's ids lay in a temporary file.
    """

    sources: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    texts: int = 0
    empty_texts: int = 0
    eojeols: int = 0
    distinct_eojeols: int = 0
    invalid_utf8_eojeols: int = 0
    seconds: float = 0.0
    threads: int = 0
    on_disk: bool = False

    def added(self, other: WordReport, distinct_eojeols: int) -> WordReport:
        """The report of the sum of two statistics."""
        mine, theirs = self.numbers, other.numbers
        sums: dict[str, Any] = {name: mine[name] + theirs[name] for name in mine}
        sums |= {"distinct_eojeols": distinct_eojeols, "threads": max(self.threads, other.threads)}
        return dataclasses.replace(
            self,
            **sums,
            sources=self.sources + other.sources,
            on_disk=self.on_disk or other.on_disk,
        )

    def __str__(self) -> str:
        invalid = f", {self.invalid_utf8_eojeols:,} not UTF-8" if self.invalid_utf8_eojeols else ""
        kinds = f"{self.eojeols:,} eojeols ({self.distinct_eojeols:,} different{invalid})"
        place = ", ids in a temporary file" if self.on_disk else ""
        return (
            f"{kinds} in {self.texts:,} texts, {self.empty_texts:,} of them empty\n"
            f"{self.bytes / 1e6:,.1f} MB in {self.seconds:.2f} s, {self.threads} threads{place}"
        )
