"""``malvec normalize``, ``dedupe`` and ``sentences``: texts in, texts out, one per line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any

import click

import malvec as mv
from malvec import _core
from malvec.cli.files import check_apart
from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.outcome import say
from malvec.cli.texts import (
    Reading,
    blocks_of,
    each_text,
    normalizer_of,
    one_line,
    paths_of,
    reader_of,
)
from malvec.runtime.escapes import visible
from malvec.runtime.progress import progress_bar
from malvec.storage.atomic import replacing
from malvec.text.duplicates import NgramsOf
from malvec.vocab import encode_word

__all__ = ["TextOutput", "dedupe", "normalize", "sentences", "writing"]

WITH_LABELS = ("labelled", "nsmc")


@dataclass(frozen=True, kw_only=True)
class TextOutput(Reading, Run):
    """Commands that write the texts that they read."""

    output: Path | None = option("file to write; by default stdout", "--output", "-o", default=None)


@contextmanager
def writing(job: TextOutput, *read: Path | None) -> Iterator[Callable[[bytes], None]]:
    """What writes blocks of lines into the output: as they are; onto a terminal with characters
    that steer it spelled out."""
    check_apart([job.output], [*read, *paths_of(job)])
    with progress_bar(None, "writing", "B", job.shown) as advance:
        if job.output is not None:
            with replacing(job.output) as file:
                yield telling(partial(print_bytes, file), advance)
        elif sys.stdout.isatty():
            yield print_visible
        else:
            yield telling(partial(print_bytes, sys.stdout.buffer), advance)


def telling(
    write: Callable[[bytes], None], advance: Callable[[int], None]
) -> Callable[[bytes], None]:
    """A ``write`` that tells how many bytes it has written."""
    done = 0

    def step(block: bytes) -> None:
        nonlocal done
        write(block)
        done += len(block)
        advance(done)

    return step


def print_bytes(file: Any, block: bytes) -> None:
    """The block, at once."""
    file.write(block)
    file.flush()


def print_visible(block: bytes) -> None:
    """The lines of a block for a terminal."""
    for line in block.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n"):
        print(visible(line))


@dataclass(frozen=True, kw_only=True)
class LabelledOutput(TextOutput):
    """Commands that can write labels beside the texts."""

    keep_labels: bool = option(
        "write a text, a tab and its label a line, which is the layout labelled; else the texts"
        " alone",
        default=False,
    )


def check_labels(job: LabelledOutput) -> None:
    """Wrong usage where labels shall be kept that the layout does not have; tells where labels are
    left out."""
    there = job.format in WITH_LABELS
    if job.keep_labels and not there:
        raise click.BadParameter(f"--keep-labels goes with --format {' or '.join(WITH_LABELS)}")
    if there and not job.keep_labels and not job.quiet:
        say("the labels are left out; --keep-labels writes them")


def with_labels(job: LabelledOutput) -> Iterator[tuple[str, str]]:
    """The texts in a line each, cleaned, with what follows them: nothing, or a tab and the label
    where labels are kept."""
    if not job.keep_labels:
        yield from ((one_line(text), "") for text in each_text(job))
        return
    normalizer = normalizer_of(job.clean)
    for record in reader_of(job).records():
        text = record.text if normalizer is None else normalizer(record.text)
        yield one_line(text).replace("\t", " "), f"\t{record.label}"


def encoded(text: str, label: str) -> bytes:
    """A line of the output."""
    return encode_word(f"{text}{label}\n")


@dataclass(frozen=True, kw_only=True)
class NormalizeJob(LabelledOutput):
    """The options of ``malvec normalize``."""


def normalize(job: NormalizeJob) -> None:
    """Clean texts, line by line. Without --clean they come into Unicode's form NFC."""
    check_labels(job)
    cleaned = job if job.clean is not None else replace(job, clean="")
    with writing(job) as write:
        lines = starmap(encoded, with_labels(cleaned)) if job.keep_labels else blocks_of(cleaned)
        for block in lines:
            write(block)


@dataclass(frozen=True, kw_only=True)
class DedupeJob(LabelledOutput):
    """The options of ``malvec dedupe``."""

    threshold: float = option(
        "Jaccard similarity of n-grams from which texts are near-duplicates", default=0.8, min=0
    )
    ngram: int = option("length of the n-grams", default=3, min=1)
    ngrams_of: NgramsOf = option("what n-grams are made of", default="char")
    permutations: int = option("numbers per text that similarity is told by", default=128, min=1)
    seed: int = option("seed of all randomness", default=1, min=0)
    threads: int | None = option("threads; by default one per processor", default=None, min=1)


def dedupe(job: DedupeJob) -> None:
    """Leave out texts that say nearly the same as an earlier one. How many, is told on stderr."""
    check_labels(job)
    rows = list(with_labels(job))
    texts = [text for text, _ in rows]
    try:
        found = mv.text.near_duplicates(
            texts,
            threshold=job.threshold,
            permutations=job.permutations,
            ngram=job.ngram,
            ngrams_of=job.ngrams_of,
            seed=job.seed,
            threads=job.threads,
            progress=job.shown,
        )
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    with writing(job) as write:
        for row, kept in zip(rows, found.keep.tolist(), strict=True):
            if kept:
                write(encoded(*row))
    if not job.quiet:
        say(str(found))


@dataclass(frozen=True, kw_only=True)
class SentencesJob(TextOutput):
    """The options of ``malvec sentences``."""


def sentences(job: SentencesJob) -> None:
    """Split texts into sentences, one per line. A line that holds none but blanks vanishes."""
    with writing(job) as write:
        if job.format == "lines":
            for block in blocks_of(job):
                write(_core.sentence_lines(block))
            return
        for text in each_text(job):
            for sentence in mv.text.split_sentences(text):
                write(encoded(sentence, ""))
