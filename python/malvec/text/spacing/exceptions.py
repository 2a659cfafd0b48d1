"""Exceptions: texts whose spacing stays as it is written."""

from __future__ import annotations

import os
from collections.abc import Iterable

from malvec.text.blocks import whole_text

__all__ = ["check_exceptions", "read_exceptions"]


def check_exceptions(exceptions: Iterable[str]) -> tuple[str, ...]:
    """The exceptions, each once; ``TypeError`` or ``ValueError`` for what cannot be one."""
    if isinstance(exceptions, (str, bytes)):
        raise TypeError(
            f"exceptions must be a list of texts, not one {type(exceptions).__name__}:"
            f" {exceptions[:60]!r}"
        )
    seen: dict[str, str] = {}
    for text in exceptions:
        if not isinstance(text, str):
            raise TypeError(f"an exception must be a str, not {type(text).__name__}: {text!r:.60}")
        bare = text.replace(" ", "")
        if not bare or "\n" in text:
            raise ValueError(
                f"the exception {text!r:.60} must be one line with a character other than the blank"
            )
        if seen.setdefault(bare, text) != text:
            raise ValueError(
                f"the exceptions {seen[bare]!r:.60} and {text!r:.60} contradict each other"
            )
    return tuple(seen.values())


def read_exceptions(path: str | os.PathLike[str], encoding: str | None = None) -> tuple[str, ...]:
    """The exceptions in a file, one per line; blanks at the ends of a line count, empty lines do
    not."""
    return check_exceptions(
        line for line in whole_text(path, encoding).splitlines() if line.strip()
    )
