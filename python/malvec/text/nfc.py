"""Unicode's form NFC of any text in time linear in it: ``text/nfc.h`` of the core has the rules.

The order of combining marks is part of the form, and sorting a run of them takes quadratic time: a
line of two megabytes of marks would take hours. No writing needs more than a few on a letter, so a
run is broken after 30, as Unicode's stream-safe format does it (UAX #15, D4), with a combining
grapheme joiner, U+034F, which is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from malvec import _core

__all__ = ["pieces", "spans_as_written", "to_nfc"]


def to_nfc(text: str) -> str:
    """The text in form NFC.

    Example:
        >>> to_nfc("한"), to_nfc("a" + 40 * "\\N{COMBINING ACUTE ACCENT}").count("\\u034f")
        ('한', 1)
    """
    return _core.text_to_nfc(text)


def spans_as_written(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of the text in form NFC as spans of the text as it was written.

    Raises:
        ValueError: more is changed than characters put together.

    Example:
        >>> import unicodedata
        >>> spans_as_written(unicodedata.normalize("NFD", "한 날"), [(0, 1), (2, 3)])
        [(0, 3), (4, 7)]
    """
    if (composed := to_nfc(text)) == text:
        return spans
    places, at = list[tuple[int, int]](), 0  # where the piece of each character stands
    for piece in pieces(text):
        end = at + len(piece)
        if (changed := to_nfc(piece)) == piece:
            places += [(i, i + 1) for i in range(at, end)]
        else:
            places += [(at, end)] * len(changed)
        at = end
    if len(places) != len(composed):
        raise ValueError("the text and its form NFC have different places: normalize it before")
    return [(places[begin][0], places[end - 1][1]) for begin, end in spans]


def pieces(text: str) -> Iterator[str]:
    """The parts of a text that are composed each by itself.

    Example:
        >>> import unicodedata
        >>> [len(piece) for piece in pieces(unicodedata.normalize("NFD", "한 날"))]
        [3, 1, 3]
    """
    return (text[begin:end] for begin, end in pairwise([*_core.nfc_pieces(text), len(text)]))
