"""Reading of evaluation sets: small text tables whose delimiter is found by looking, and whose skipped lines are counted."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Questions", "WordPairs", "read_pairs", "read_questions"]

_COMMENTS = ("#", "//")


@dataclass
class WordPairs:
    """Pairs of words with a human score, and how many header and comment lines were passed over."""

    pairs: list[tuple[str, str, float]] = field(default_factory=list)
    skipped_lines: int = 0


@dataclass
class Questions:
    """Analogy questions: section and the four words; and how many header and comment lines were passed over."""

    questions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    skipped_lines: int = 0


def read_pairs(path: str | os.PathLike[str]) -> WordPairs:
    """Lines "word word score", separated by tabs, commas, semicolons or blanks; the score is the first number after the words.

    Raises:
        ValueError: a line without two words and a number after the first such line, with its number; no such line at all; no text.

    Example:
        >>> read_pairs("ws353-en.txt").pairs[0]
        ('love', 'sex', 6.77)
    """
    result = WordPairs()
    for number, fields in _records(path, lambda fields: _score(fields) is not None):
        score = _score(fields)
        if score is not None:
            result.pairs.append((fields[0], fields[1], score))
        elif not result.pairs or fields[0].startswith(_COMMENTS):
            result.skipped_lines += 1
        else:
            raise ValueError(f"{path}, line {number}: not two words and a score: {_shown(fields)}")
    if not result.pairs:
        raise ValueError(
            f"{path}: none of its {result.skipped_lines:,} lines is two words and a score, split by tabs, commas, semicolons or blanks"
        )
    return result


def read_questions(path: str | os.PathLike[str]) -> Questions:
    """Google's layout: lines of four words, and lines ": name" that open a section.

    Raises:
        ValueError: a line that is neither, after the first section or question, with its number; no question at all; no text.

    Example:
        >>> read_questions("questions-words.txt").questions[0]
        ('capital-common-countries', ('Athens', 'Greece', 'Baghdad', 'Iraq'))
    """
    result = Questions()
    section, begun = "", False
    for number, fields in _records(path, lambda fields: len(fields) == 4):
        if fields[0].startswith(":"):
            section, begun = " ".join(fields)[1:].strip(), True
        elif fields[0].startswith(_COMMENTS) or (len(fields) != 4 and not begun):
            result.skipped_lines += 1
        elif len(fields) == 4:
            result.questions.append((section, tuple(fields)))
            begun = True
        else:
            raise ValueError(f"{path}, line {number}: {len(fields)} words, not 4: {_shown(fields)}")
    if not result.questions:
        raise ValueError(f"{path}: no line of four words; {result.skipped_lines:,} lines could not be read")
    return result


def _records(path: str | os.PathLike[str], fits: Callable[[list[str]], bool]) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and fields, split by the delimiter under which most lines fit; empty lines are left out."""
    raw = Path(path).read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ValueError(f"{path} is UTF-16; save it as UTF-8")
    if b"\0" in raw:
        raise ValueError(f"{path} is not text in UTF-8 but UTF-16 or binary: {raw.count(0):,} of its bytes are zero")
    text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise ValueError(f"{path} is empty: no line with a word in it")
    delimiter = max(("\t", ",", ";", None), key=lambda mark: sum(fits(_split(line, mark)) for _, line in lines))
    return ((number, _split(line, delimiter)) for number, line in lines)


def _shown(fields: list[str]) -> str:
    """A line for a message: short, and nothing in it that is not printed."""
    text = repr(" | ".join(fields))
    return text if len(text) <= 80 else f"{text[:80]}…"


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return [part for part in re.split(r"[ \t]+", line) if part]
    return [part.strip().strip('"') for part in line.strip().split(delimiter)]


def _score(fields: list[str]) -> float | None:
    if len(fields) < 3 or not fields[0] or not fields[1] or fields[0].startswith(_COMMENTS):
        return None
    for text in fields[2:]:
        try:
            value = float(text)
        except ValueError:
            continue
        return value if value - value == 0 else None
    return None
