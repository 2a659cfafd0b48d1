"""Reading of evaluation sets: small text tables whose delimiter is found by looking, and whose
skipped lines are counted."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from malvec.errors import FormatError
from malvec.text.blocks import whole_text

__all__ = [
    "OutlierSet",
    "Questions",
    "WordPairs",
    "read_categories",
    "read_lines",
    "read_outliers",
    "read_pairs",
    "read_questions",
    "shown",
]

_COMMENTS = ("#", "//")


@dataclass
class WordPairs:
    """Pairs of words with a human score, and how many header and comment lines were passed over."""

    pairs: list[tuple[str, str, float]] = field(default_factory=list)
    skipped_lines: int = 0


@dataclass
class Questions:
    """Analogy questions: section and the four words; and how many header and comment lines were
    passed over."""

    questions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    skipped_lines: int = 0


@dataclass(frozen=True)
class OutlierSet:
    """Words that belong together, and words each of which does not belong to them."""

    name: str
    words: tuple[str, ...]
    outliers: tuple[str, ...]


def read_pairs(path: str | os.PathLike[str], encoding: str | None = None) -> WordPairs:
    """Lines "word word score", separated by tabs, commas, semicolons or blanks; the score is the
    first number after the words.

    Raises:
        ValueError: a line without two words and a number after the first such line, with its
            number; no such line at all; no text.

    Example:
        >>> read_pairs("kinds.csv").pairs[0]
        ('왕', '여왕', 8.9)
    """
    result = WordPairs()
    for number, fields in _records(path, encoding, lambda fields: _score(fields) is not None):
        score = _score(fields)
        if score is not None:
            result.pairs.append((fields[0], fields[1], score))
        elif fields[0].startswith(_COMMENTS) or not (result.pairs or _odd_number(fields)):
            result.skipped_lines += 1
        elif odd := _odd_number(fields):
            raise FormatError(f"{path}, line {number}: {odd!r} is no number: write it as 1.5")
        else:
            raise ValueError(f"{path}, line {number}: not two words and a score: {shown(fields)}")
    if not result.pairs:
        raise ValueError(
            f"{path}: none of its {result.skipped_lines:,} lines is two words and a score, split by"
            " tabs, commas, semicolons or blanks"
        )
    return result


def read_questions(path: str | os.PathLike[str], encoding: str | None = None) -> Questions:
    """Google's layout: lines of four words, and lines ": name" that open a section.

    Raises:
        ValueError: a line that is neither, after the first section or question, with its number; no
            question at all; no text.

    Example:
        >>> read_questions("people.txt").questions[0]
        ('사람', ('남자', '왕', '여자', '여왕'))
    """
    result = Questions()
    section, begun = "", False
    for number, fields in _records(path, encoding, lambda fields: len(fields) == 4):
        if fields[0].startswith(":"):
            section, begun = " ".join(fields)[1:].strip(), True
        elif fields[0].startswith(_COMMENTS) or (len(fields) != 4 and not begun):
            result.skipped_lines += 1
        elif len(fields) == 4:
            result.questions.append((section, tuple(fields)))
            begun = True
        else:
            raise ValueError(f"{path}, line {number}: {len(fields)} words, not 4: {shown(fields)}")
    if not result.questions:
        raise ValueError(
            f"{path}: no line of four words; {result.skipped_lines:,} lines could not be read"
        )
    return result


def read_categories(
    path: str | os.PathLike[str], encoding: str | None = None
) -> tuple[list[tuple[str, str]], int]:
    """Lines "word category", split by tabs, commas, semicolons or blanks; and how many header and
    comment lines were passed over.

    Raises:
        ValueError: a line of another number of fields, with its number; no such line at all; no
            text.
    """
    items: list[tuple[str, str]] = []
    skipped = 0
    for number, fields in _records(path, encoding, _is_pair):
        header = (
            not items
            and len(fields) == 2
            and {field.lower() for field in fields} & {"word", "단어"}
        )
        if fields[0].startswith(_COMMENTS) or header:
            skipped += 1
        elif _is_pair(fields):
            items.append((fields[0], fields[1]))
        else:
            raise ValueError(f"{path}, line {number}: {_no_category(fields, not items)}")
    if not items:
        raise ValueError(f"{path}: no line of a word and its category")
    return items, skipped


def _no_category(fields: list[str], first: bool) -> str:
    """Why a line is not a word and its category."""
    one = "" if len(fields) == 1 else "s"
    many = f"{len(fields)} field{one}" if all(fields) else "an empty field"
    marks = "; a word and its category are split by tabs, commas, semicolons or blanks"
    return f"{many}, not a word and its category: {shown(fields)}{marks if first else ''}"


def _is_pair(fields: list[str]) -> bool:
    return len(fields) == 2 and all(fields)


def read_outliers(
    path: str | os.PathLike[str], encoding: str | None = None
) -> tuple[list[OutlierSet], int]:
    """Sets of the 8-8-8 layout: a folder of ``.txt`` files, or one file whose sets stand under
    lines ": name"; and skipped lines.

    Raises:
        ValueError: a set without its two parts, with the line it begins at; a folder without files;
            no text.
    """
    files = sorted(Path(path).glob("*.txt")) if Path(path).is_dir() else [Path(path)]
    if not files:
        raise ValueError(f"{path}: there is no file *.txt in this folder")
    sets, skipped = [], 0
    for file in files:
        lines = read_lines(file, encoding, empty=True)
        starts = [i for i, (_, line) in enumerate(lines) if line.startswith(":")]
        for first, last in zip(
            [*([] if starts[:1] == [0] else [0]), *starts],
            [*(s for s in starts if s), len(lines)],
            strict=True,
        ):
            block = lines[first:last]
            if any(line.strip() and not line.startswith(_COMMENTS) for _, line in block):
                sets.append(_outlier_set(file, block))
        skipped += sum(line.startswith(_COMMENTS) for _, line in lines)
    return sets, skipped


def _outlier_set(file: Path, block: list[tuple[int, str]]) -> OutlierSet:
    named = block[0][1].startswith(":")
    name = block[0][1][1:].strip() if named else file.stem
    parts: list[list[str]] = [[]]
    for _, line in block[named:]:
        if line.startswith(_COMMENTS):
            continue
        if word := line.strip():
            parts[-1].append(word)
        elif parts[-1]:
            parts.append([])
    parts = [part for part in parts if part]
    if len(parts) != 2 or len(parts[0]) < 2:
        sizes = " and ".join(str(len(part)) for part in parts) or "no"
        raise ValueError(
            f"{file}, line {block[0][0]}: a set is two words or more, an empty line, and its"
            f" outliers, a word a line; here: {sizes}"
        )
    return OutlierSet(name, tuple(parts[0]), tuple(parts[1]))


def read_lines(
    path: str | os.PathLike[str], encoding: str | None = None, *, empty: bool = False
) -> list[tuple[int, str]]:
    """Numbers and texts of the lines, without the empty ones unless asked for.

    Raises:
        FormatError: it is not UTF-8 text, or seems to be in another encoding.
        ValueError: there is no line with a word in it.
    """
    text = whole_text(path, encoding, strict=False)
    if "\0" in text:
        raise FormatError(
            f"{path} is not text in UTF-8 but binary: {text.count(chr(0)):,} of its bytes are zero"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1)]
    if not any(line.strip() for _, line in lines):
        raise ValueError(f"{path} is empty: no line with a word in it")
    return [(number, line) for number, line in lines if empty or line.strip()]


def _records(
    path: str | os.PathLike[str], encoding: str | None, fits: Callable[[list[str]], bool]
) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and fields, split by the delimiter under which most lines fit; empty lines are
    left out."""
    lines = read_lines(path, encoding)
    delimiter = max(
        ("\t", ",", ";", None), key=lambda mark: sum(fits(_split(line, mark)) for _, line in lines)
    )
    return ((number, _split(line, delimiter)) for number, line in lines)


def shown(fields: list[str]) -> str:
    """A line for a message: short, and nothing in it that is not printed."""
    text = repr(" | ".join(fields))
    return text if len(text) <= 80 else f"{text[:80]}…"


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return [part for part in re.split(r"[ \t]+", line) if part]
    if delimiter != "\t" and '"' in line:
        quoted = csv.reader([line.strip()], delimiter=delimiter, skipinitialspace=True)
        return [part.strip() for part in next(quoted)]
    return [part.strip().strip('"') for part in line.strip().split(delimiter)]


def _odd_number(fields: list[str]) -> str:
    """What was meant for a score but is written with a comma or in brackets, or nothing."""
    found = (re.fullmatch(r"[\[(]?[-+]?\d+(?:[.,]\d+)?[\])]?", field) for field in fields[2:])
    return next((match[0] for match in found if match and not match[0].isdecimal()), "")


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
