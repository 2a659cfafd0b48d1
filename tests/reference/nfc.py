"""Unicode's form NFC as Python's own tables have it, long runs of marks broken by patterns."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain

MOST_MARKS = 30
_JOINER = "\N{COMBINING GRAPHEME JOINER}"
# Nothing combines in the ideographs and Hangul syllables between, nor above.
RANGES = (range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xF900, 0x1F000))
# Found quickly, and seldom there: only in such a run can a run of marks be too long.
_SUSPECT = re.compile(
    "[" + "".join(f"{chr(r.start)}-{chr(r.stop - 1)}" for r in RANGES) + f"]{{{MOST_MARKS + 1},}}"
)


def to_nfc(text: str) -> str:
    """The text in form NFC."""
    # Once more, since the form takes a few characters apart, into two marks or with one at the end.
    return _broken(unicodedata.normalize("NFC", _broken(text)))


def compose(block: bytes) -> bytes:
    """UTF-8 in form NFC; bytes that are not UTF-8 stay."""
    return to_nfc(block.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _broken(text: str) -> str:
    """With a joiner in every run of marks that is too long."""
    return _SUSPECT.sub(lambda run: _long_runs().sub(rf"\g<0>{_JOINER}", run[0]), text)


@cache
def _long_runs() -> re.Pattern[str]:
    """Thirty marks that another one follows."""
    marks = "".join(c for c in map(chr, chain(*RANGES)) if combines(c))
    return re.compile(f"[{marks}]{{{MOST_MARKS}}}(?=[{marks}])")


def combines(character: str) -> bool:
    """Whether nothing in it starts a new letter, once it is taken apart."""
    return all(map(unicodedata.combining, unicodedata.normalize("NFD", character)))
