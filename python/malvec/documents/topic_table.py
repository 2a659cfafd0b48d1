"""The topics of a model, with how much of the text is theirs and their words."""

from __future__ import annotations

from dataclasses import dataclass

from malvec.reports.found import Found
from malvec.reports.html import html_table

__all__ = ["Topic", "TopicTable"]


@dataclass(frozen=True)
class Topic:
    """A topic: its number, the mean of its shares over all documents, and its most probable words
    with their probabilities."""

    number: int
    share: float
    words: Found[str]

    @property
    def listed(self) -> str:
        """The words alone, one after the other."""
        return ", ".join(word for word, _ in self.words)


class TopicTable(list[Topic]):
    """Topics in the order of their numbers: a list that ``print`` and notebooks show as a table.

    Example:
        >>> print(TopicTable([Topic(0, 0.25, Found([("영화", 0.1), ("배우", 0.05)]))]))
        topic  share  words
            0  0.250  영화, 배우
    """

    def __str__(self) -> str:
        lines = [f"{each.number:5}  {each.share:.3f}  {each.listed}" for each in self]
        return "\n".join(["topic  share  words", *lines])

    def _repr_html_(self) -> str:
        rows = [(each.number, each.share, each.listed) for each in self]
        return html_table(["topic", "share", "words"], rows)
