"""The lines of a user dictionary: ``word[TAB tag[TAB score]]``, or one of mecab-ko-dic's CSV."""

from __future__ import annotations

import csv
import math
import re

__all__ = ["is_of_mecab", "is_remark", "line_of", "parse_line"]

# A line that begins with "#" is a remark: words that begin so, or with a byte order mark, stand
# behind a backslash.
_MARKED = re.compile("\\\\*[#\ufeff]")
_WITH_COMMA = re.compile(r"[^,]+,\s*[A-Z]{2,3}")
_NUMBER = re.compile('"?-?[0-9]*"?')
_GROUPED = re.compile("[0-9]{1,3}(,[0-9]{3})+")  # 1,000,000


def parse_line(line: str) -> tuple[str, str | None, float | None] | None:
    """Word, tag and score of a line, None for those it does not tell; None for a remark.

    Raises:
        ValueError: it is no such line.
    """
    if not line or is_remark(line):
        return None
    if is_of_mecab(line):
        return _of_mecab(line)
    word, *rest = line.split("\t")
    if len(rest) > 2:
        raise ValueError(
            "a line is a word, or a word, a TAB and its tag, and perhaps a TAB and its score, but"
            f" there are {len(rest) + 1} columns: {line!r:.60}"
        )
    if not rest and _WITH_COMMA.fullmatch(word):
        raise ValueError(f"{word!r:.60}: a word and its tag are separated by a TAB, not by a comma")
    if not rest and _lacks_columns(word):
        raise ValueError(
            f"{word!r:.60} has {word.count(',') + 1} columns, but a line of MeCab's CSV is"
            " word,left id,right id,cost,tag,…; a word with commas needs a TAB and its tag behind"
            " it"
        )
    if rest == [""]:
        raise ValueError(
            f"{word!r:.60}: the tag '' behind the TAB is none: give one, or take the TAB away"
        )
    if not rest and " " in word.strip():
        raise ValueError(
            f"{word!r:.60}: a word and its tag are separated by a TAB, not by blanks; a word with a"
            " blank in it needs a TAB and its tag behind it"
        )
    word = word[1:] if word.startswith("\\") and _MARKED.match(word) else word
    return word, rest[0] if rest else None, _score(rest[1]) if len(rest) == 2 else None


def is_of_mecab(line: str) -> bool:
    """Whether it is read as one of MeCab's CSV, whatever its columns are."""
    return "\t" not in line and line.count(",") >= 4


def is_remark(line: str) -> bool:
    """Whether it begins with ``#``, but is no line of MeCab's CSV for a word that does so, with
    numbers or nothing in its place: ``#,1786,3546,100,SW`` is none."""
    if not line.startswith("#"):
        return False
    numbers = line.split(",", 4)[1:4]
    return line[1:2].isspace() or not is_of_mecab(line) or not _are_numbers(numbers)


def line_of(word: str, tag: str, score: float = 0.0) -> str:
    """The line that :func:`parse_line` reads."""
    marked = "\\" + word if _MARKED.match(word) else word
    return f"{marked}\t{tag}\t{score!r}\n" if score else f"{marked}\t{tag}\n"


def _lacks_columns(word: str) -> bool:
    """Whether it seems to be a line of MeCab's CSV without its tag."""
    first, *others = word.split(",")
    short = "" in others or (len(others) == 3 and _are_numbers(others))
    return bool(first) and short and not _GROUPED.fullmatch(word)


def _are_numbers(columns: list[str]) -> bool:
    return all(_NUMBER.fullmatch(column.strip()) for column in columns)


def _of_mecab(line: str) -> tuple[str, str, None]:
    """A line of mecab-ko-dic: the word, two numbers, what it costs, its tag, …; what it costs is
    found anew."""
    try:
        columns = next(csv.reader([line]))
    except csv.Error as error:  # such as a column that is too long
        raise ValueError(f"{line!r:.60}: {error}") from None
    if len(columns) < 5:
        why = ": a quote is not closed" if line.count('"') % 2 else ""
        raise ValueError(f"{line!r:.60}: neither a word nor a line of mecab-ko-dic{why}")
    return columns[0], columns[4], None


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise ValueError(f"the score {text!r:.20} is not a number")
    return score
