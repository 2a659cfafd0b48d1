"""Texts as a field of records: JSON Lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from malvec.errors import FormatError
from malvec.runtime.extras import optional_package
from malvec.text.readers.json_array import objects
from malvec.text.readers.reader import Reader, Record, numbered_lines
from malvec.text.sources import Source, expand

__all__ = ["Jsonl", "Parquet"]


@dataclass(frozen=True)
class Jsonl(Reader):
    """JSON Lines: an object per line, of which one field is the text; or an array of such objects,
    printed in any way. Blank lines are no records.

    Args:
        field: name of the field with the text; ``"a.b"`` is the field b of the object a.
        label: name of the field with the label, if there is one.

    Example:
        >>> reader = mv.text.readers.Jsonl("reviews.jsonl", field="review")
        >>> mv.Corpus.from_texts(reader, min_count=5)
        Corpus(2,287 sentences, 7,118 tokens, 559 words)
    """

    field: str = "text"
    label: str | None = None

    def records(self) -> Iterator[Record]:
        """Texts, labels, and all other fields."""
        for source in self.sources():
            yield from self.records_of(source, numbered_lines(source))

    def records_of(self, source: Source, lines: Iterable[tuple[int, str]]) -> Iterator[Record]:
        """The records of numbered lines of a file."""
        rows = ((number, line) for number, line in lines if line.strip())
        head = list(islice(rows, 1))
        is_array = bool(head) and head[0][1].lstrip().startswith("[")
        read = objects if is_array else _objects
        for number, found in read(chain(head, rows), source.path):
            where = f"{source.path}, line {number}"
            yield record_of(found, self.field, self.label, where)


@dataclass(frozen=True)
class Parquet(Reader):
    """A column of Parquet files, read a few thousand rows at a time. Needs the extra ``arrow``.
    Rows without a text (null) are errors.

    Args:
        field: name of the column with the text; ``"a.b"`` is the field b of the column a.
        label: name of the column with the label, if there is one.

    Raises:
        ImportError: pyarrow is not installed.

    Example:
        >>> reader = mv.text.readers.Parquet("reviews.parquet", field="review")
        >>> mv.Corpus.from_texts(reader, min_count=5)
        Corpus(2,287 sentences, 7,118 tokens, 559 words)
    """

    field: str = "text"
    label: str | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None:
            raise ValueError("encoding= is for text; Parquet tells its own")

    def records(self) -> Iterator[Record]:
        """Texts and labels; other columns are not read."""
        arrow = optional_package("pyarrow", "reading Parquet", "arrow")
        parquet = optional_package("pyarrow.parquet", "reading Parquet", "arrow")
        for path in expand(self.paths):
            wanted = [self.field] if self.label is None else [self.field, self.label]
            try:
                table = parquet.ParquetFile(path)
                known = set(table.schema_arrow.names)
                missing = [name for name in wanted if not {name, name.split(".")[0]} & known]
                if missing:
                    raise FormatError(
                        f"{path}: no column is called {missing[0]!r}; there are"
                        f" {', '.join(table.schema_arrow.names[:10])}"
                    )
                number = 0
                for batch in table.iter_batches(columns=wanted):
                    for row in batch.to_pylist():
                        number += 1
                        yield record_of(row, self.field, self.label, f"{path}, row {number}")
            except arrow.ArrowException as error:
                raise FormatError(f"{path} is cut, damaged, or no Parquet file: {error}") from error


def _objects(lines: Iterable[tuple[int, str]], path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((number, _parsed(line, f"{path}, line {number}")) for number, line in lines)


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{where}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise FormatError(f"{where}: a JSON object was expected, not {type(value).__name__}")
    return value


def record_of(fields: dict[str, Any], text: str, label: str | None, where: str) -> Record:
    """A record of an object; the rest of its fields stays there."""
    found = _taken(fields, text, where)
    if not isinstance(found, str):
        raise FormatError(f"{where}: the field {text!r} holds {type(found).__name__}, not a text")
    return Record(found, None if label is None else str(_taken(fields, label, where)), fields)


def _taken(fields: dict[str, Any], name: str, where: str) -> Any:
    """A field of this name, taken out; or of objects within, with dots between their names."""
    first, dot, rest = name.partition(".")
    if name in fields:
        return fields.pop(name)
    if dot and isinstance(fields.get(first), dict):
        return _taken(fields[first], rest, where)
    raise FormatError(
        f"{where}: no field is called {name!r}; there are {', '.join(list(fields)[:10]) or 'none'}"
    )
