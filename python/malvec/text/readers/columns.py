"""Texts as a column of a table of text, found by its name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from malvec.errors import FormatError
from malvec.text.readers.reader import Reader, Record, numbered_lines
from malvec.text.readers.structured import record_of
from malvec.text.sources import Source

__all__ = ["Csv"]

_DELIMITERS = ("\t", ",", ";", "|")
_LONGEST = 1 << 28  # characters of a field


@dataclass(frozen=True)
class Csv(Reader):
    """A column of tables whose first line names the columns (CSV, TSV). ``fields`` has the others.

    A field in quotes may hold the delimiter, line ends, and quotes as ``""`` (RFC 4180). Where tabs
    part the fields, quotes mean nothing unless asked for.

    Args:
        field: name of the column with the text.
        label: name of the column with the label, if there is one.
        delimiter: what parts fields; None: that of tab, comma, semicolon and | which the first line
            has most of.
        quoted: whether fields may stand in quotes; None: unless tabs part them.

    Raises:
        ValueError: ``delimiter`` is not one character.

    Example:
        >>> reader = mv.text.readers.Csv("stars.csv", field="review", label="stars")
        >>> [(record.text, record.label) for record in reader.records()]
        [('좋다, 정말', '5'), ('별로', '1')]
    """

    field: str = "text"
    label: str | None = None
    delimiter: str | None = None
    quoted: bool | None = None

    def __post_init__(self) -> None:
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise ValueError(f"delimiter={self.delimiter!r:.60}: must be one character, or None")

    def records(self) -> Iterator[Record]:
        """Texts, labels, and all other columns."""
        for source in self.sources():
            rows = self._rows(source)
            _, names = next(rows, (0, []))
            names = [name.strip() for name in names]
            if len(set(names)) < len(names):
                raise FormatError(f"{source.path}: two columns have one name: {', '.join(names)}")
            for number, cells in rows:
                where = f"{source.path}, line {number:,}"
                if len(cells) != len(names):
                    raise FormatError(
                        f"{where}: {len(cells)} columns, but the first line names {len(names)}"
                    )
                row = dict(zip(names, cells, strict=True))
                yield record_of(row, self.field, self.label, where)

    def _rows(self, source: Source) -> Iterator[tuple[int, list[str]]]:
        """The number of the line at which a row ends, and its cells; blank lines are no rows."""
        lines = (f"{line}\n" for _, line in numbered_lines(source))
        head = next(lines, "")
        delimiter = self.delimiter or max(_DELIMITERS, key=head.count)
        quoted = delimiter != "\t" if self.quoted is None else self.quoted
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
        reader = csv.reader(
            (line for part in ([head], lines) for line in part),
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            strict=True,
        )
        try:
            yield from ((reader.line_num, cells) for cells in reader if cells)
        except csv.Error as error:
            raise FormatError(
                f"{source.path}, line {reader.line_num:,}: {error}; where quotes mean nothing, say"
                " quoted=False"
            ) from None
