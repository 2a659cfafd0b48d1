"""Sections of docstrings that are made of what the code knows already, so that nothing is told
twice."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence

__all__ = ["add_entries", "entries"]

_WIDTH = 96
_SECTION = re.compile(r"(Args|Attributes|Returns|Raises|Examples?|Sources?):( .*)?")


def entries(doc: str | None, section: str) -> list[str]:
    """The entries of a section, each as the one line that it would be without a limit of width.

    Example:
        >>> entries("Knobs.\\n\\nArgs:\\n    a: first,\\n        and more\\n    b: second", "Args")
        ['a: first, and more', 'b: second']
    """
    lines = inspect.cleandoc(doc or "").splitlines()
    found: list[str] = []
    for line in lines[_begin(lines, section) :]:
        if line and not line.startswith(" "):
            break
        if line.startswith("     "):
            found[-1] += " " + line.strip()
        elif line:
            found.append(line.strip())
    return found


def add_entries(doc: str | None, section: str, more: Sequence[str]) -> str:
    """The docstring with more entries in a section, after those that are there; a section that is
    missing is put before the first of the others."""
    lines = inspect.cleandoc(doc or "").splitlines()
    texts = [_wrapped(text) for text in more]
    begin = _begin(lines, section)
    if begin == len(lines):
        at = next((i for i, line in enumerate(lines) if _SECTION.fullmatch(line)), len(lines))
        before = lines[:at] if at < len(lines) else [*lines, ""]
        return "\n".join([*before, f"{section}:", *texts, "", *lines[at:]]).rstrip() + "\n"
    end = begin
    while end < len(lines) and (lines[end].startswith(" ")):
        end += 1
    return "\n".join([*lines[:end], *texts, *lines[end:]]).rstrip() + "\n"


def _begin(lines: Sequence[str], section: str) -> int:
    """The line after the section's title; behind the last where there is none."""
    return lines.index(f"{section}:") + 1 if f"{section}:" in lines else len(lines)


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=4 * " ", subsequent_indent=8 * " ", break_on_hyphens=False
    )
