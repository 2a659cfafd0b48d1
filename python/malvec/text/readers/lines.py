"""A text per line: plain, with a label, or as the Naver film reviews have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from malvec.errors import FormatError
from malvec.text.readers.reader import Reader, Record, numbered_lines
from malvec.text.sources import Source

__all__ = ["Labelled", "Lines", "Nsmc"]

_SEPARATORS = ("\u241e", "\x1e", "\t")
_CRAWL = ("id", "film", "rating", "text")


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
    r"""Every line is a text, a separator and a label; the last separator counts.

    Args:
        separator: what stands between; None: the first of ␞ (U+241E), the control character U+001E,
            and tab that the first line has.

    Example:
        >>> reader = mv.text.readers.Labelled("sentences.tsv")
        >>> [record.label for record in reader.records()]
        ['4.2', '3.1', '0.4']
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
                separator = separator or next(
                    (sign for sign in _SEPARATORS if sign in line), _SEPARATORS[0]
                )
                text, found, label = line.rpartition(separator)
                if not found:
                    raise FormatError(
                        f"{source.path}, line {number}: there is no {separator!r} between text and"
                        " label"
                    )
                yield Record(text, label)


@dataclass(frozen=True)
class Nsmc(Reader):
    """Naver's film reviews (NSMC): columns by tabs, with the header ``id document label``, or the
    crawl's ``id film rating text``.

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
    columns: tuple[str, ...] = ()
    for number, line in numbered_lines(source):
        cells = line.split("\t")
        if number == 1:
            columns = tuple(cells) if cells[0] == "id" else _CRAWL
            text = "document" if "document" in columns else "text"
            label = "label" if "label" in columns else "rating"
            if text not in columns or label not in columns:
                raise FormatError(
                    f"{source.path}: its header is {line!r:.80}, which has no column document and"
                    " label"
                )
            if cells[0] == "id":
                continue
        if len(cells) != len(columns):
            raise FormatError(
                f"{source.path}, line {number}: has {len(cells)} columns, not the {len(columns)} of"
                f" {', '.join(columns)}"
            )
        row = dict(zip(columns, cells, strict=True))
        yield Record(row.pop(text), row.pop(label), row)
