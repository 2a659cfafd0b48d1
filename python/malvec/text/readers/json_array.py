"""Arrays of JSON objects, one object after another, in memory no more than a few of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from malvec.errors import FormatError

__all__ = ["objects"]

_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def objects(lines: Iterable[tuple[int, str]], path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of an array over numbered lines, each with the number of the line at which it
    ends.

    Raises:
        FormatError: it is no array of objects, damaged, or cut.
    """
    rest, begun, number = "", False, 0
    for number, line in lines:
        rest = f"{rest}\n{line}" if begun else line.lstrip()[1:]
        begun = True
        if "}" in line:
            found, rest = _complete(rest)
            yield from ((number, each) for each in found)
    rest = rest.strip()
    if rest != "]":
        why = "damaged, or cut" if rest.startswith("{") or not rest else "not a JSON object"
        where = f"{path}, line {number}"
        raise FormatError(f"{where}: in an array of JSON objects, {why}: {rest!r:.60}")


def _complete(text: str) -> tuple[list[dict[str, Any]], str]:
    """The objects that are complete at the beginning of a text, and what follows them."""
    found, at = list[dict[str, Any]](), 0
    while True:
        at = _between(text, at)
        if not text.startswith("{", at):
            return found, text[at:]
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):  # the rest of it comes with later lines
            return found, text[at:]
        found.append(value)


def _between(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at
