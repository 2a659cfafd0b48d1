"""Texts as the command line gets them: files of some layout, or standard input."""

from __future__ import annotations

from typing import Any

import typer

import malvec as mv
from malvec.readers import Reader

__all__ = ["FIELD_HELP", "FORMAT_HELP", "encoded", "reader_of"]

FORMAT_HELP = f"layout of the input: {', '.join(mv.readers.BY_NAME)}"
FIELD_HELP = "name of the field (jsonl) or column (parquet) with the text"
_FIELDS = {"jsonl": "field", "parquet": "column"}


def reader_of(input: list[str], format: str, field: str | None) -> Reader | None:
    """The reader for a layout, None for plain lines; wrong usage where there is none or it has no fields."""
    if field is not None and format not in _FIELDS:
        raise typer.BadParameter(f"--field goes with --format {' or '.join(_FIELDS)}, not with {format}")
    try:
        reader = mv.readers.by_name(format, tuple(input), **({} if field is None else {_FIELDS[format]: field}))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return None if format == "lines" else reader


def encoded(reader: Reader | None, input: list[str], **knobs: Any) -> mv.Corpus:
    """The corpus of a reader's texts, or of plain lines."""
    return mv.Corpus.from_files(input, **knobs) if reader is None else mv.Corpus.from_texts(reader, **knobs)
