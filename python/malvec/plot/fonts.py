"""Fonts for labels in any script: one with Hangul is looked for only where a label needs it, and
what no font has is told."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from malvec.runtime.escapes import escape
from malvec.runtime.warning import warn
from malvec.text.nfc import to_nfc

__all__ = ["HANGUL_FONTS", "Labels", "find_hangul_font", "labels_for"]

HANGUL_FONTS = (
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Source Han Sans KR",
    "Source Han Sans K",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Malgun Gothic",
    "NanumGothic",
    "NanumBarunGothic",
    "NanumSquare",
    "NanumSquareRound",
    "IBM Plex Sans KR",
    "Spoqa Han Sans Neo",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "UnDotum",
    "Baekmuk Dotum",
    "Gulim",
    "Dotum",
    "Batang",
    "NanumMyeongjo",
    "Noto Serif CJK KR",
    "UnBatang",
    "Baekmuk Batang",
    "D2Coding",
    "NanumGothicCoding",
    "Arial Unicode MS",
)
"""Families with Hangul, the first found is used."""

_LATIN = "DejaVu Sans"  # comes with matplotlib


@dataclass(frozen=True)
class Labels:
    """How text is set: ``properties`` for matplotlib, and the characters that its fonts have."""

    properties: dict[str, Any]
    characters: frozenset[int]

    def text(self, word: str) -> str:
        """The word as it can be shown: composed, control characters and bytes as escapes, a box for
        what no font has."""
        return "".join(c if ord(c) in self.characters else "□" for c in printable(word))

    @property
    def style(self) -> dict[str, Any]:
        """Keywords of matplotlib's texts: the fonts, and no formulas between dollar signs."""
        return {"parse_math": False, **self.properties}

    def set_title(self, axes: Any, title: str | None) -> None:
        """Puts a title above axes, if there is one."""
        if title:
            axes.set_title(self.text(title), wrap=True, **self.style)


def labels_for(words: Iterable[str], font: str | os.PathLike[str] | None = None) -> Labels:
    """How to set these words, warning of characters that are in no font used.

    Args:
        words: all that will be shown.
        font: the name of an installed font or the path of a font file; None for matplotlib's own,
            and one with Hangul where needed.

    Raises:
        LookupError: a label has Hangul, and no font with Hangul is installed; or there is no such
            font.
    """
    needed = {ord(c) for word in words for c in printable(word)}
    latin = _path(_LATIN)
    if font is not None:
        path = _path(font)
    elif any(map(is_hangul, needed)):
        path = find_hangul_font()
    else:
        path = None
    available = _characters(latin) | (_characters(path) if path is not None else frozenset())
    _warn_of(needed - available)
    if path is None:
        return Labels({}, available)
    family = _known_family(path)
    if family is not None:
        return Labels({"family": [family, _LATIN]}, available)
    # matplotlib's list is older than the font: it uses this font alone, no other for what it lacks
    from matplotlib.font_manager import FontProperties

    return Labels({"fontproperties": FontProperties(fname=path)}, _characters(path))


def _warn_of(lacking: set[int]) -> None:
    """A warning that names characters which no font has."""
    if lacking:
        shown = ", ".join(f"{chr(c)!r} (U+{c:04X})" for c in sorted(lacking)[:8])
        warn(f"no font used has {shown}; shown as □: font= names another one")


def find_hangul_font() -> str:
    """The path of the first font of ``HANGUL_FONTS`` that is installed and really has Hangul.

    Raises:
        LookupError: there is none; the message says how to install one.

    Example:
        >>> find_hangul_font()
        '...'
    """
    installed = _installed()
    for name in HANGUL_FONTS:
        path = installed.get(_folded(name))
        if path is not None and ord("가") in _characters(path):
            return path
    raise LookupError(
        "no font with Hangul is installed: install one of malvec.plot.HANGUL_FONTS (Debian, Ubuntu:"
        " apt install fonts-nanum), or give the path of a font file as font="
    )


def printable(word: str) -> str:
    """A word with what cannot be seen as escapes, in composed form.

    Example:
        >>> printable("a\\tb")
        'a\\\\tb'
    """
    return "".join(c if c.isprintable() or c == " " else escape(c) for c in to_nfc(word))


def is_hangul(character: int) -> bool:
    """Whether a character is a syllable or a letter of Hangul."""
    return any(
        low <= character <= high
        for low, high in ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
    )


def _folded(name: str) -> str:
    return name.replace(" ", "").lower()


def _installed() -> dict[str, str]:
    """Paths by name: the families that matplotlib knows, then files installed since it made its
    list, by their file names."""
    from matplotlib import font_manager

    found: dict[str, str] = {}
    regular = sorted(
        font_manager.fontManager.ttflist,
        key=lambda font: (font.style != "normal", abs(_weight(font.weight) - 400)),
    )
    for entry in regular:
        if Path(entry.fname).exists():
            found.setdefault(_folded(entry.name), entry.fname)
    for path in sorted(font_manager.findSystemFonts()):
        found.setdefault(_folded(Path(path).stem.removesuffix("-Regular").replace("-", "")), path)
    return found


def _weight(weight: int | str) -> int:
    return (
        weight
        if isinstance(weight, int)
        else {"light": 300, "normal": 400, "regular": 400, "medium": 500, "bold": 700}.get(
            weight, 600
        )
    )


def _path(font: str | os.PathLike[str]) -> str:
    text = os.fspath(font)
    if os.path.isfile(text):
        return text
    path = _installed().get(_folded(text))
    if path is None:
        raise LookupError(
            f"font={text!r}: there is no such file, and no font of this name is installed"
        )
    return path


def _known_family(path: str) -> str | None:
    """The name under which matplotlib finds this very file, if it does."""
    from matplotlib import font_manager

    for entry in font_manager.fontManager.ttflist:
        if entry.fname == path:
            properties = font_manager.FontProperties(family=[entry.name])
            return (
                entry.name
                if font_manager.fontManager.findfont(properties, fallback_to_default=False) == path
                else None
            )
    return None


@lru_cache(maxsize=32)
def _characters(path: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(path).get_charmap())
    except RuntimeError as error:
        raise LookupError(f"{path} is not a font that matplotlib can read: {error}") from None
