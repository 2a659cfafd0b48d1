"""Figures and tables as Markdown."""

from __future__ import annotations

from typing import Any


def text_of(figure: Any) -> str:
    """A figure as people read it; of lists every value."""
    if isinstance(figure, list | tuple):
        return " ".join(f"{value:.4g}" for value in figure)
    if isinstance(figure, int):
        return f"{figure:,}"
    size = abs(figure)
    if size >= 100:
        return f"{figure:,.0f}"
    if size >= 1:
        return f"{figure:.{1 if size >= 10 else 2}f}"
    return f"{figure:.3g}" if size >= 0.001 or not size else f"{figure:.1e}"


def grid(titles: list[str], rows: list[list[str]], texts: int = 1) -> str:
    """A table whose first columns are text and whose other ones are figures."""
    ruler = ["---"] * texts + ["---:"] * (len(titles) - texts)
    return "\n".join(f"| {' | '.join(line)} |" for line in [titles, ruler, *rows])


def rounds_of(rounds: int) -> str:
    """How often was measured."""
    return "one round" if rounds == 1 else f"medians of {rounds} rounds in turn"
