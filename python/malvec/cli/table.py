"""Rows for people and for programs: aligned columns on a terminal, tabs in a pipe, JSON where asked
for."""

from __future__ import annotations

import json
import math
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from malvec.runtime.escapes import UNSEEN, visible

__all__ = [
    "Table",
    "aligned",
    "display_width",
    "emit",
    "emit_json",
    "emit_text",
    "with_texts",
    "wrapped",
]


def display_width(text: str) -> int:
    """Columns the text takes on a terminal: two for wide characters such as Hangul, none for
    combining marks."""
    return sum(character_width(character) for character in text)


def character_width(character: str) -> int:
    """Columns of one character."""
    if "\u1160" <= character <= "\u11ff" or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0  # the vowels and finals of decomposed Hangul stand inside the syllable
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def aligned(rows: Iterable[Sequence[object]], gap: int = 2, least: Sequence[int] = ()) -> list[str]:
    """The rows as lines with columns one below the other, ``least`` so wide; numbers to the right,
    all else to the left."""
    cells = [[(show(value), isinstance(value, (int, float))) for value in row] for row in rows]
    widths = column_widths([[text for text, _ in row] for row in cells], least)
    return [
        (" " * gap)
        .join(pad(*cell, width) for cell, width in zip(row, widths, strict=False))
        .rstrip()
        for row in cells
    ]


def column_widths(rows: Sequence[Sequence[str]], least: Sequence[int] = ()) -> list[int]:
    """The width of every column, at least ``least``."""
    columns = max((len(row) for row in rows), default=0)
    floor = [*least, *[0] * columns]
    return [
        max([floor[i], *(display_width(row[i]) for row in rows if i < len(row))])
        for i in range(columns)
    ]


def wrapped(text: str, used: int) -> list[str]:
    """The text in lines, broken at blanks, that fit a terminal on which ``used`` columns are taken;
    in a pipe one line."""
    if not sys.stdout.isatty():
        return [text]
    room = max(20, shutil.get_terminal_size().columns - used)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if display_width(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def with_texts(rows: Iterable[Sequence[str]]) -> list[str]:
    """The rows as lines, all columns but the last one below the other; the last is a text that
    goes on below itself where it does not fit a terminal, and at every end of a line in it."""
    listed = [(row[:-1], row[-1].splitlines() or [""]) for row in rows]
    left = aligned([row for row, _ in listed])
    width = max(map(display_width, left), default=0) + 2
    return [
        f"{'' if number else start}{' ' * (width - (0 if number else display_width(start)))}{line}"
        for start, (_, texts) in zip(left, listed, strict=True)
        for number, line in enumerate(line for text in texts for line in wrapped(text, width))
    ]


def pad(text: str, to_the_right: bool, width: int) -> str:
    """The text filled up with blanks."""
    blanks = " " * (width - display_width(text))
    return blanks + text if to_the_right else text + blanks


def show(value: object) -> str:
    """A cell as text: floats with four digits, characters that steer a terminal or part columns
    spelled out."""
    return f"{value:.4f}" if isinstance(value, float) else visible(str(value))


class Table:
    """A table that is printed as its rows come: under one header and aligned on a terminal,
    separated by tabs elsewhere."""

    def __init__(self, header: Sequence[str], *, always: bool = False) -> None:
        self._ahead: list[Sequence[object]] = [header]
        self._always = always  # a header in a pipe, too
        self._widths: list[int] = []

    def emit(self, rows: Iterable[Sequence[object]]) -> None:
        """Prints some rows; columns never become narrower."""
        if sys.stdout.isatty():
            together = [*self._ahead, *rows]
            self._ahead = []
            self._widths = column_widths(
                [[show(value) for value in row] for row in together], self._widths
            )
            lines = aligned(together, least=self._widths)
        else:
            together = [*(self._ahead if self._always else []), *rows]
            self._ahead = []
            lines = ["\t".join(map(show, row)) for row in together]
        for line in lines:
            print(line)


def emit(rows: Iterable[Sequence[object]], header: Sequence[str], *, always: bool = False) -> None:
    """Prints a whole table; ``always`` with its header, even into a pipe."""
    Table(header, always=always).emit(rows)


def emit_text(line: str) -> None:
    """Prints a line of text: into a pipe as it is, onto a terminal with characters that steer it
    spelled out."""
    print(visible(line) if sys.stdout.isatty() else line)


def emit_json(value: object) -> None:
    """Prints a value as one line of JSON; numbers that are not finite, which JSON does not have,
    become null, and characters that steer a terminal or are not UTF-8 escapes of JSON."""
    text = json.dumps(finite(value), ensure_ascii=False, allow_nan=False)
    print(UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def finite(value: Any) -> Any:
    """The value with None for every number in it that is not finite."""
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
