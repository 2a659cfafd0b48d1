"""Texts as the command line gets them: files of some layout, or standard input."""

from __future__ import annotations

from typing import Any

import typer

import malvec as mv
from malvec.text.normalizer import Normalizer
from malvec.text.readers import Reader

__all__ = ["CLEAN_HELP", "FIELD_HELP", "FORMAT_HELP", "encoded", "normalizer_of", "reader_of"]

FORMAT_HELP = f"layout of the input: {', '.join(mv.text.readers.BY_NAME)}"
FIELD_HELP = "name of the field (jsonl) or column (parquet) with the text"
CLEAN_HELP = (
    "cleaning of the text besides Unicode NFC, such as"
    " repeats=2,emoticons,halfwidth,html,controls,squeeze; none: as it is"
)
_FIELDS = {"jsonl": "field", "parquet": "column"}


def reader_of(input: list[str], format: str, field: str | None) -> Reader | None:
    """The reader for a layout, None for plain lines; wrong usage where there is none or it has no
    fields."""
    if field is not None and format not in _FIELDS:
        raise typer.BadParameter(
            f"--field goes with --format {' or '.join(_FIELDS)}, not with {format}"
        )
    try:
        reader = mv.text.readers.by_name(
            format, tuple(input), **({} if field is None else {_FIELDS[format]: field})
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return None if format == "lines" else reader


def normalizer_of(clean: str) -> Normalizer | None:
    """The cleaning that a list such as ``repeats=2,html`` describes; None for ``none``."""
    if clean == "none":
        return None
    settings: dict[str, Any] = {}
    for part in filter(None, clean.split(",")):
        name, given, value = part.partition("=")
        settings[name] = (int(value) if value.isdecimal() else value) if given else True
    try:
        return Normalizer(**settings)
    except (TypeError, ValueError) as error:
        raise typer.BadParameter(f"--clean {clean}: {error}") from None


def encoded(reader: Reader | None, input: list[str], **knobs: Any) -> mv.Corpus:
    """The corpus of a reader's texts, or of plain lines."""
    return (
        mv.Corpus.from_files(input, **knobs)
        if reader is None
        else mv.Corpus.from_texts(reader, **knobs)
    )
