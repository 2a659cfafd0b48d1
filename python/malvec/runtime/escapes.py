"""Characters that cannot be seen, spelled out."""

from __future__ import annotations

import re

__all__ = ["UNSEEN", "escape", "in_one_line", "visible"]

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)  # controls, separators of lines, changes of direction, bytes that were not UTF-8


def escape(character: str) -> str:
    """A character as an escape of Python's; a byte that was not UTF-8 as that byte.

    Example:
        >>> escape("\\t"), escape("\\u200b"), escape("\\udcff")
        ('\\\\t', '\\\\u200b', '\\\\xff')
    """
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(
        character, f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    )


def in_one_line(given: object) -> str:
    """The beginning of what a wrong argument looks like, for the end of a message; of a table or
    column of pandas nothing.

    Example:
        >>> in_one_line(3), in_one_line(np.eye(2))
        (': 3', ': array([[1., 0.], [0., 1.]])')
    """
    if hasattr(given, "iloc"):
        return ""
    return f": {' '.join(line.strip() for line in repr(given).splitlines()):.60}"


def visible(text: str) -> str:
    """A text in one line that cannot steer a terminal: every character that would is spelled out.

    Example:
        >>> visible("영화\\x1b[31m\\t배우")
        '영화\\\\u001b[31m\\\\t배우'
    """
    return UNSEEN.sub(lambda found: escape(found[0]), text)
