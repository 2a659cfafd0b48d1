"""Unicode's form NFC of any text in time linear in it.

The order of combining marks is part of the form, and sorting a run of them takes quadratic time: a
line of two megabytes of marks would take hours. No writing needs more than a few on a letter, so a
run is broken after 30, as Unicode's stream-safe format does it (UAX #15, D4), with a combining
grapheme joiner, U+034F, which is not seen.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain

__all__ = ["to_nfc"]

_MOST_MARKS = 30
_JOINER = "\N{COMBINING GRAPHEME JOINER}"
# Nothing combines in the ideographs and Hangul syllables between, nor above.
_RANGES = (range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xF900, 0x1F000))


def to_nfc(text: str) -> str:
    """The text in form NFC.

    Example:
        >>> to_nfc("한"), to_nfc("a" + 40 * "\\N{COMBINING ACUTE ACCENT}").count("\\u034f")
        ('한', 1)
    """
    # Once more, since the form takes a few characters apart, into two marks or with one at the end.
    return _broken(unicodedata.normalize("NFC", _broken(text)))


def _broken(text: str) -> str:
    """With a joiner in every run of marks that is too long."""
    return text if len(text) <= _MOST_MARKS else _long_runs().sub(rf"\g<0>{_JOINER}", text)


@cache
def _long_runs() -> re.Pattern[str]:
    """Thirty marks that another one follows."""
    marks = "".join(c for c in map(chr, chain(*_RANGES)) if _combines(c))
    return re.compile(f"[{marks}]{{{_MOST_MARKS}}}(?=[{marks}])")


def _combines(character: str) -> bool:
    """Whether nothing in it starts a new letter, once it is taken apart."""
    return all(map(unicodedata.combining, unicodedata.normalize("NFD", character)))
