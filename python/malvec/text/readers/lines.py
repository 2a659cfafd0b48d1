"""A text per line: plain, with a label, or as the Naver film reviews have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from malvec.errors import FormatError
from malvec.text.readers.reader import Reader, Record, numbered_lines
from malvec.text.sources import Source

__all__ = ["Labelled", "Lines", "Nsmc"]

_SEPARATORS = ("\u241e", "\x1e", "\t")
_CRAWL = ("id", "film", "rating", "text")
_NAMED = (("document", "label"), ("text", "rating"))
_HEADERS = frozenset({"label", "labels", "class", "score", "sentiment", "라벨", "레이블", "점수"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Lines(Reader):
    """Every line is a text.

    Example:
        >>> mv.Corpus.from_texts(mv.text.readers.Lines("reviews.txt"), min_count=5)
        Corpus(2,287 sentences, 7,118 tokens, 559 words)
    """

    def records(self) -> Iterator[Record]:
        """The texts."""
        return (Record(line) for source in self.sources() for _, line in numbered_lines(source))


@dataclass(frozen=True)
class Labelled(Reader):
    r"""Every line is a text, a separator and a label; the last separator counts. For tables whose
    first line names the columns there is :class:`Csv`.

    Args:
        separator: what stands between; None: the first of ␞ (U+241E), the control character U+001E,
            and tab that the first line has. Where that is tab, the first line must be a text and a
            label and not look otherwise.

    Example:
        >>> reader = mv.text.readers.Labelled("labelled.tsv")
        >>> [record.label for record in reader.records()]
        ['good', 'bad']
    """

    separator: str | None = None

    def __post_init__(self) -> None:
        if self.separator == "":
            raise ValueError("separator='': must have at least one character")

    def records(self) -> Iterator[Record]:
        """Texts and labels."""
        for source in self.sources():
            separator = self.separator
            for number, line in numbered_lines(source):
                separator = separator or _separator(line, f"{source.path}, line {number}")
                text, found, label = line.rpartition(separator)
                if not found:
                    raise FormatError(
                        f"{source.path}, line {number}: there is no {separator!r} between text and"
                        " label"
                    )
                yield Record(text, label)


def _separator(line: str, where: str) -> str:
    """The separator of a file with this first line; ``FormatError`` where a table seems to be
    meant."""
    separator = next((sign for sign in _SEPARATORS if sign in line), _SEPARATORS[0])
    cells = line.split("\t")
    if separator != "\t":
        return separator
    if len(cells) > 2:
        looks = f"has {len(cells)} columns"
    elif {cell.strip().lower() for cell in cells} & _HEADERS:
        looks = "names columns"
    elif _NUMBER.fullmatch(cells[0]) and not _NUMBER.fullmatch(cells[1]):
        looks = "begins with the label"
    else:
        return separator
    raise FormatError(
        f"{where}: {looks}, where a text and its label were expected: {line!r:.60}; Csv reads"
        " columns by their names, separator='\\t' takes the last column for the label"
    )


@dataclass(frozen=True)
class Nsmc(Reader):
    """Naver's film reviews (NSMC): columns by tabs, with a header that has ``document`` and
    ``label`` or ``text`` and ``rating``, or the crawl's ``id film rating text`` without one.

    The label of a record is the label 0 or 1, or the rating 1 to 10; ``fields`` has ``id`` and, in
    the crawl, ``film``.

    Example:
        >>> reader = mv.text.readers.Nsmc("ratings.txt")
        >>> mv.Corpus.from_texts(reader, min_count=5)
        Corpus(2,287 sentences, 7,118 tokens, 559 words)
        >>> next(iter(reader.records())).label
        '1'
    """

    def records(self) -> Iterator[Record]:
        """Texts and labels."""
        return (record for source in self.sources() for record in _reviews(source))


def _reviews(source: Source) -> Iterator[Record]:
    columns: tuple[str, ...] = _CRAWL
    text, label = "text", "rating"
    for number, line in numbered_lines(source):
        cells = line.split("\t")
        if number == 1 and (names := _header(cells, source.path)):
            columns, (text, label) = tuple(cells), names
            continue
        if len(cells) != len(columns):
            raise FormatError(
                f"{source.path}, line {number}: has {len(cells)} columns, not the {len(columns)} of"
                f" {', '.join(columns)}"
            )
        row = dict(zip(columns, cells, strict=True))
        yield Record(row.pop(text), row.pop(label), row)


def _header(cells: list[str], path: str) -> tuple[str, str] | None:
    """The names of text and label where a first line has them; None where it is of the crawl."""
    for names in _NAMED:
        if set(names) <= set(cells):
            return names
    if len(cells) == len(_CRAWL) and cells[2].isdecimal():
        return None
    raise FormatError(
        f"{path}: its first line is {' '.join(cells)!r:.80}, which has no column document and"
        " label, and is no review of the crawl; Csv reads columns by their names"
    )
