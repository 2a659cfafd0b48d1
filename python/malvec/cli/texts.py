"""Texts on the command line: files of some layout, or standard input, and how they become
words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

import click

import malvec as mv
from malvec.cli.files import seems_own, text_paths
from malvec.cli.options import inputs, option, suggesting
from malvec.cli.tokenizer_options import TOKENIZERS
from malvec.text.blocks import line_blocks
from malvec.text.encodings import check_encoding
from malvec.text.normalizer import Normalizer
from malvec.text.readers import Reader
from malvec.text.sources import find_sources
from malvec.tokenizers import Tokenizer
from malvec.tokenizers.running.processes import OnError
from malvec.vocab import encode_word

__all__ = [
    "Cutting",
    "CuttingAnew",
    "Reading",
    "Vocabulary",
    "blocks_of",
    "counted",
    "each_text",
    "encode_corpus",
    "normalizer_of",
    "one_line",
    "paths_of",
    "reader_of",
    "texts_of",
    "time_limit_of",
]

WITH_FIELDS = ("csv", "jsonl", "parquet")
STEPS = tuple(step.name for step in fields(Normalizer))
BLOCK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Where texts come from, for every command that reads some."""

    section: ClassVar[str] = "Text"

    input: tuple[str, ...] = inputs(
        "files of text, a text per line; folders, patterns; - or none is standard input"
    )
    format: str = option("layout of the input", choices=mv.text.readers.BY_NAME, default="lines")
    field: str | None = option(
        "name of the field with the text, in csv, jsonl and parquet; a.b is b in a", default=None
    )
    encoding: str | None = option(
        "encoding of the input, such as cp949, utf-16 or shift-jis; by default UTF-8", default=None
    )
    clean: str | None = option(
        f"steps of cleaning, with commas between, such as repeats=2,html: {', '.join(STEPS)};"
        " none: not even form NFC",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Cutting:
    """How a text becomes words, for every command that cuts some."""

    section: ClassVar[str] = "Tokens"

    tokenizer: str | None = suggesting(
        option(
            f"how a text becomes words: {', '.join(TOKENIZERS)}, or a file of sub-word units",
            "--tokenizer",
            "-t",
            default="whitespace",
        ),
        TOKENIZERS,
    )
    user_dictionary: Path | None = option(
        "file of words to keep in one piece, a line each: word[TAB tag]; for mecab also MeCab's"
        " CSV or compiled .dic, whose words are found where they cost least",
        default=None,
    )
    keep_tags: str | None = option(
        "keep tokens whose tag begins with one of these, such as NN,VV", default=None
    )
    scores: Path | None = option(
        "table of malvec words, for l-tokenizer, max-score and nouns", default=None
    )
    processes: int | None = option(
        "processes of the tokenizer; 0: in this one; by default as many as help",
        default=None,
        min=0,
    )
    on_error: OnError = option(
        "a text that the tokenizer fails on: raise ends it all, skip leaves it empty, passthrough"
        " cuts it at blanks",
        default="raise",
    )
    time_limit: float | None = option(
        "seconds that the tokenizer may take for a text; 0: any number", default=None, min=0
    )


@dataclass(frozen=True, kw_only=True)
class CuttingAnew(Cutting):
    """The same where a model knows how its text was cut."""

    section: ClassVar[str] = "Tokens"

    tokenizer: str | None = suggesting(
        option(
            "how a text becomes words; by default as the text of the model did",
            "--tokenizer",
            "-t",
            default=None,
        ),
        TOKENIZERS,
    )


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Which words are counted."""

    section: ClassVar[str] = "Vocabulary"

    min_count: int = option("rarer words are left out", default=5, min=1)
    max_vocab: int | None = option(
        "at most so many words, the most frequent ones", default=None, min=1
    )


@dataclass(frozen=True)
class CleanTexts:
    """The texts of a reader, cleaned; they can be gone through again and again."""

    reader: Reader
    normalizer: Normalizer

    def __iter__(self) -> Iterator[str]:
        return map(self.normalizer, self.reader)


def reader_of(job: Reading) -> Reader:
    """The reader of the input; wrong usage where its layout has no fields."""
    label: str | None = getattr(job, "label", None)
    if (job.field is not None or label is not None) and job.format not in WITH_FIELDS:
        given = "--label" if job.field is None else "--field"
        raise click.BadParameter(
            f"{given} goes with --format {' or '.join(WITH_FIELDS)}, not with {job.format}"
        )
    settings = {"encoding": job.encoding}
    settings |= {} if job.field is None else {"field": job.field}
    settings |= {} if label is None else {"label": label}
    try:
        check_encoding(job.encoding)
        return mv.text.readers.by_name(job.format, job.input, **settings)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def normalizer_of(clean: str | None, default: Normalizer | None = None) -> Normalizer | None:
    """The cleaning that a list such as ``repeats=2,html`` describes; None for ``none``."""
    if clean is None:
        return default
    settings: dict[str, Any] = {}
    for part in filter(None, clean.split(",") if clean != "none" else ()):
        name, given, value = part.strip().partition("=")
        if name not in STEPS:
            like = get_close_matches(name, STEPS, 1)
            hint = f"; did you mean {like[0]}?" if like else f": there are {', '.join(STEPS)}"
            raise click.BadParameter(f"--clean: there is no step {name!r}{hint}")
        settings[name] = (int(value) if value.isdecimal() else value) if given else True
    try:
        return None if clean == "none" else Normalizer(**settings)
    except (TypeError, ValueError) as error:
        raise click.BadParameter(f"--clean {clean}: {error}") from None


def texts_of(job: Reading) -> Any:
    """The texts as malvec's functions take them: paths where lines are read as they are, else an
    iterable that can be gone through again."""
    reader, normalizer = reader_of(job), normalizer_of(job.clean)
    if normalizer is not None:
        return CleanTexts(reader, normalizer)
    if job.format != "lines" or job.encoding is not None:
        return reader
    return job.input[0] if len(job.input) == 1 else [Path(path) for path in job.input]


def each_text(job: Reading) -> Iterator[str]:
    """The texts one by one, cleaned where that is wished."""
    reader, normalizer = reader_of(job), normalizer_of(job.clean)
    return iter(reader) if normalizer is None else map(normalizer, reader)


def counted(texts: Iterable[str], advance: Callable[[int], None]) -> Iterator[str]:
    """The texts; how many went by is told every so often."""
    number = 0
    for number, text in enumerate(texts, 1):
        yield text
        if number % 256 == 0:
            advance(number)
    advance(number)


def encode_corpus(job: Any, **knobs: Any) -> mv.Corpus:
    """The corpus of the input of a job that reads and cuts, or the saved one that the input is;
    ``knobs`` count more than the job."""
    if is_encoded(job):
        return saved_corpus(job)
    of_job = {
        "min_count": getattr(job, "min_count", 1),
        "max_vocab": getattr(job, "max_vocab", None),
        "processes": job.processes,
        "on_error": job.on_error,
        "time_limit": time_limit_of(job, knobs["tokenizer"]),
        "progress": job.shown,
        "normalizer": normalizer_of(job.clean, Normalizer()),
    }
    knobs = of_job | knobs
    if job.format == "lines":
        return mv.Corpus.from_files(list(job.input), encoding=job.encoding, **knobs)
    return mv.Corpus.from_texts(reader_of(job), **knobs)


def is_encoded(job: Reading) -> bool:
    """Whether the input is a corpus that --save-corpus wrote."""
    return any(path != "-" and seems_own(Path(path)) for path in job.input)


def saved_corpus(job: Any) -> mv.Corpus:
    """The encoded corpus that the input is; wrong usage where its words were to be others."""
    if len(job.input) > 1:
        raise click.BadParameter("a saved corpus is read alone: give one, or the texts themselves")
    kinds = (Reading, Cutting, Vocabulary)
    knobs = [each for kind in kinds for each in fields(kind) if each.name != "input"]
    given = [each.name for each in knobs if getattr(job, each.name, each.default) != each.default]
    if given:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise click.BadParameter(
            f"{names}: the words of a saved corpus stay as they are; give the text itself"
        )
    return mv.Corpus.load(job.input[0])


def time_limit_of(job: Cutting, tokenizer: Tokenizer) -> float | None:
    """The limit for a text where the tokenizer has none of its own."""
    return None if tokenizer.limit() is not None else job.time_limit or None


def paths_of(job: Reading) -> list[str]:
    """The files of the input, which are looked for now."""
    if isinstance(job, Cutting) and is_encoded(job):
        return list(job.input)
    return text_paths(job.input, job.encoding)


def blocks_of(job: Reading, size: int = BLOCK) -> Iterator[bytes]:
    """The texts as blocks of whole lines, cleaned; those of a pipe as soon as they are there."""
    normalizer = normalizer_of(job.clean)
    for block in line_blocks_of(job, size) if job.format == "lines" else joined(reader_of(job)):
        yield block if normalizer is None else normalizer.lines(block)


def line_blocks_of(job: Reading, size: int) -> Iterator[bytes]:
    """Blocks of lines of the files, looked for before any is read."""
    for source in find_sources(list(job.input), job.encoding):
        yield from line_blocks(source, size, arriving=source.path == "-")


def one_line(text: str) -> str:
    """The text with blanks for its ends of lines."""
    return " ".join(text.splitlines())


def joined(texts: Reader) -> Iterator[bytes]:
    """Texts as lines, some of them together."""
    lines: list[bytes] = []
    for text in texts:
        lines.append(encode_word(f"{one_line(text)}\n"))
        if len(lines) == 256:
            yield b"".join(lines)
            lines.clear()
    yield b"".join(lines)
