"""Texts on the command line: files of some layout, or standard input, and how they become
words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.options import option
from malvec.cli.tokenizer_options import TOKENIZERS
from malvec.text.encodings import check_encoding
from malvec.text.normalizer import Normalizer
from malvec.text.readers import Reader

__all__ = [
    "ENCODING_HELP",
    "Encoding",
    "TextOptions",
    "encode_corpus",
    "normalizer_of",
    "reader_of",
]

WITH_FIELDS = ("jsonl", "parquet")
ENCODING_HELP = "encoding of the input, such as cp949, utf-16 or shift-jis; by default UTF-8"
Encoding = Annotated[str | None, typer.Option(help=f"{ENCODING_HELP.capitalize()}.")]
CLEAN_HELP = (
    "cleaning of the text besides Unicode NFC, such as"
    " repeats=2,emoticons,html,squeeze; none: as it is"
)


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """How text becomes words, for every command that reads text."""

    format: str = option(
        f"layout of the input: {', '.join(mv.text.readers.BY_NAME)}", default="lines"
    )
    field: str | None = option(
        "name of the field with the text, in jsonl and parquet", default=None
    )
    encoding: str | None = option(ENCODING_HELP, default=None)
    clean: str = option(CLEAN_HELP, default="")
    tokenizer: str = option(
        f"how a line becomes words: {', '.join(TOKENIZERS)}, or a file of units",
        default="whitespace",
    )
    user_dictionary: Path | None = option(
        "file of words to keep in one piece, a line each: word[TAB tag]", default=None
    )
    keep_tags: str | None = option(
        "keep tokens whose tag begins with one of these, such as NN,VV", default=None
    )
    scores: Path | None = option(
        "table of malvec words, for the tokenizers l-tokenizer and max-score", default=None
    )
    min_count: int = option("rarer words are left out", default=5, min=1)
    max_vocab: int | None = option(
        "at most so many words, the most frequent ones", default=None, min=1
    )


def reader_of(
    input: list[str], format: str, field: str | None, encoding: str | None = None
) -> Reader | None:
    """The reader for a layout, None for plain lines; wrong usage where there is none, it has no
    fields, or the encoding is not known."""
    if field is not None and format not in WITH_FIELDS:
        raise typer.BadParameter(
            f"--field goes with --format {' or '.join(WITH_FIELDS)}, not with {format}"
        )
    settings = {"encoding": encoding} if field is None else {"encoding": encoding, "field": field}
    try:
        check_encoding(encoding)
        reader = mv.text.readers.by_name(format, tuple(input), **settings)
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


def encode_corpus(
    reader: Reader | None, input: list[str], encoding: str | None = None, **knobs: Any
) -> mv.Corpus:
    """The corpus of a reader's texts, or of plain lines in an encoding."""
    return (
        mv.Corpus.from_files(input, encoding=encoding, **knobs)
        if reader is None
        else mv.Corpus.from_texts(reader, **knobs)
    )
