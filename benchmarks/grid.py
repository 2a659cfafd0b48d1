"""What all tables of results share."""

from __future__ import annotations

from typing import Any

__all__ = ["grid", "measured_on"]


def grid(titles: list[str], rows: list[list[str]]) -> str:
    """A Markdown table whose first column is text."""
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measured_on(result: dict[str, Any]) -> str:
    """Where and when."""
    return f"{result['processor']}, {result['date']}"
