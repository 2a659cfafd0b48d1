"""Rows for people and for programs: aligned columns on a terminal, tabs in a pipe, JSON where asked for."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["aligned", "display_width", "emit", "emit_json"]


def display_width(text: str) -> int:
    """Columns the text takes on a terminal: two for wide characters such as Hangul, none for combining marks."""
    return sum(character_width(character) for character in text)


def character_width(character: str) -> int:
    """Columns of one character."""
    if "\u1160" <= character <= "\u11ff" or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0  # the vowels and finals of decomposed Hangul stand inside the syllable
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def aligned(rows: Iterable[Sequence[object]], gap: int = 2) -> list[str]:
    """The rows as lines with columns one below the other; numbers to the right, all else to the left."""
    cells = [[(show(value), isinstance(value, (int, float))) for value in row] for row in rows]
    columns = max((len(row) for row in cells), default=0)
    widths = [max(display_width(row[i][0]) for row in cells if i < len(row)) for i in range(columns)]
    return [(" " * gap).join(pad(*cell, width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in cells]


def pad(text: str, to_the_right: bool, width: int) -> str:
    """The text filled up with blanks."""
    blanks = " " * (width - display_width(text))
    return blanks + text if to_the_right else text + blanks


def show(value: object) -> str:
    """A cell as text: floats with four digits."""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def emit(rows: Iterable[Sequence[object]], header: Sequence[str]) -> None:
    """Prints rows: under a header and aligned on a terminal, separated by tabs elsewhere."""
    for line in aligned([header, *rows]) if sys.stdout.isatty() else ["\t".join(map(show, row)) for row in rows]:
        print(line)


def emit_json(value: object) -> None:
    """Prints a value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False))
