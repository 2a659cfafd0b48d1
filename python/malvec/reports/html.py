"""Small tables of HTML, as notebooks show them; whatever a name holds, it stays text."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["MOST_ROWS", "html_card", "html_table", "html_text", "shortened"]

MOST_ROWS = 20
_MOST_ITEMS = 12
_MOST_CHARACTERS = 2000
_NUMBER = ' style="text-align: right; font-variant-numeric: tabular-nums"'
_TEXT = ' style="text-align: left"'


def html_text(value: object) -> str:
    """Text for a page: nothing in it is a tag, and bytes that are not UTF-8 are replacement
    characters.

    Example:
        >>> html_text("<b> & ")
        '&lt;b&gt; &amp; '
    """
    return html.escape(str(value).encode("utf-8", "replace").decode("utf-8"))


def html_table(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, total: int = 0, caption: str = ""
) -> str:
    """A table of the first twenty rows; a last one tells how many more there are.

    Args:
        header: the names of the columns; none for a table without.
        rows: a value per column each.
        total: how many rows there are, where ``rows`` are the first of them.
        caption: above the table.

    Example:
        >>> html_table(["word", "score"], [("<b>", 0.5)]).count("&lt;b&gt;")
        1
    """
    told = f"<caption{_TEXT}>{html_text(caption)}</caption>" if caption else ""
    head = "".join(f"<th{_TEXT}>{html_text(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:MOST_ROWS])
    more = max(total, len(rows)) - MOST_ROWS
    if more > 0:
        body += f'<tr><td colspan="{len(rows[0])}"{_TEXT}>… {more:,} more</td></tr>'
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<table>{told}{top}<tbody>{body}</tbody></table>"


def html_card(title: str, facts: Mapping[str, object]) -> str:
    """What an object tells of itself: its title, and a row per fact.

    Example:
        >>> "<td" in html_card("Corpus", {"sentences": 3000})
        True
    """
    rows = "".join(
        f"<tr><th{_TEXT}>{html_text(name.replace('_', ' '))}</th>{_cell(value, _TEXT)}</tr>"
        for name, value in facts.items()
    )
    return f"<table><caption{_TEXT}>{html_text(title)}</caption><tbody>{rows}</tbody></table>"


def _cell(value: object, style: str = "") -> str:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    lines = html_text(_spelled(value)).replace("\n", "<br>")
    return f"<td{style or (_NUMBER if number else _TEXT)}>{lines}</td>"


def _spelled(value: object) -> str:
    """A value as people read it, shortened where it is long."""
    if value is None or (isinstance(value, float | np.floating) and math.isnan(value)):
        return "–"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return f"{value:,}"
    if isinstance(value, float | np.floating):
        return f"{value:,.0f}" if 1000 <= abs(float(value)) < 1e15 else f"{value:.4g}"
    if isinstance(value, Mapping):
        return _joined([f"{name}: {_spelled(item)}" for name, item in value.items()])
    if isinstance(value, tuple | list):
        return _joined([_spelled(item) for item in value])
    return shortened(str(value), _MOST_CHARACTERS)


def _joined(items: list[str]) -> str:
    """Items in a row, the first dozen of them."""
    more = f", … ({len(items):,} in all)" if len(items) > _MOST_ITEMS else ""
    return shortened(", ".join(items[:_MOST_ITEMS]), _MOST_CHARACTERS) + more


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, the last of which tells that there are more.

    Example:
        >>> shortened("영화", 2), shortened("영화관", 2)
        ('영화', '영…')
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
