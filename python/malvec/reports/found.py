"""What a search found: a list that a notebook shows as a table."""

from __future__ import annotations

from typing import TypeVar

from malvec.reports.html import html_table

__all__ = ["Found"]

Name = TypeVar("Name")


class Found(list[tuple[Name, float]]):
    """Names with their scores, best first: a list like any other.

    Example:
        >>> Found([("여왕", 0.98)])
        [('여왕', 0.98)]
    """

    def _repr_html_(self) -> str:
        return html_table(["found", "score"], self)
