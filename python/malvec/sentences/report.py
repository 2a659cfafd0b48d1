"""What fitting an encoder and encoding texts did: texts, empty ones, words without a vector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from malvec.reports.html import html_card
from malvec.reports.report import Report, describe_call

__all__ = ["EncodingTally", "SentenceReport"]


@dataclass
class EncodingTally:
    """Counts of what was encoded; given to ``encode``, it is added to, so that one may go along
    with many calls.

    Attributes:
        texts: texts encoded.
        empty: those without a word that has a vector; their vectors are zeros.
        words: tokens of all texts.
        composed: words that were not seen in training and have a vector made of their sub-words.
        unseen: words without a vector, left out.

    Example:
        >>> tally = EncodingTally()
        >>> rows = encoder.encode(["재미있는 영화", "뷁뷁", ""], tally=tally)
        >>> print(tally)
        3 texts, 2 empty (vectors of zeros); 5 words, 2 without a vector
    """

    texts: int = 0
    empty: int = 0
    words: int = 0
    composed: int = 0
    unseen: int = 0

    def add(self, counted: Mapping[str, int]) -> None:
        """Counts by the names of the attributes."""
        for name, count in counted.items():
            setattr(self, name, getattr(self, name) + count)

    def __str__(self) -> str:
        composed = f", {self.composed:,} composed of sub-words" if self.composed else ""
        zeros = " (vectors of zeros)" if self.empty else ""
        return (
            f"{self.texts:,} texts, {self.empty:,} empty{zeros}; {self.words:,} words{composed},"
            f" {self.unseen:,} without a vector"
        )

    def _repr_html_(self) -> str:
        return html_card(type(self).__name__, vars(self))


@dataclass(frozen=True)
class SentenceReport(Report):
    """The report of an encoder.

    Attributes:
        recipe: the recipe's name and knobs.
        texts, empty, words, composed, unseen: what it was fitted to, as in :class:`EncodingTally`;
            zeros where nothing was read.
        shares: of each common component, its share in the sum of squares of the sentence vectors.
        seconds: wall time of the fit.
        version: version of malvec.
    """

    recipe: Mapping[str, Any]
    texts: int = 0
    empty: int = 0
    words: int = 0
    composed: int = 0
    unseen: int = 0
    shares: tuple[float, ...] = ()
    seconds: float = 0.0
    version: str = ""

    def __str__(self) -> str:
        lines = [describe_call(self.recipe)]
        if self.texts:
            names = ("texts", "empty", "words", "composed", "unseen")
            lines.append(f"fitted to {EncodingTally(**{n: getattr(self, n) for n in names})}")
        if self.shares:
            lines.append(
                "common components: "
                + ", ".join(f"{100 * share:.1f} %" for share in self.shares)
                + " of the sum of squares"
            )
        return "\n".join([*lines, f"{self.seconds:.2f} s"])
