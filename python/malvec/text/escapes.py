"""Characters that cannot be seen, spelled out."""

from __future__ import annotations

__all__ = ["escape"]


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
