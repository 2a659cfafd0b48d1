"""``malvec words``: texts to a table of words, or of nouns, that no dictionary was needed for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

import malvec as mv
from malvec.cli.files import check_apart, text_paths
from malvec.cli.grammar import Reported
from malvec.cli.options import inputs, option
from malvec.cli.outcome import show
from malvec.cli.table import aligned
from malvec.cli.texts import Reading, texts_of
from malvec.runtime.arguments import number
from malvec.runtime.machine import parse_memory
from malvec.word_discovery import COLUMNS, WordStatistics, WordTable
from malvec.word_discovery.statistics import PartOptions

__all__ = ["words"]

NOUN_COLUMNS = ("word", "frequency", "score", "noun_votes", "predicate_votes", "alone")


@dataclass(frozen=True, kw_only=True)
class WordsJob(Reading, Reported):
    """The options of ``malvec words``."""

    input: tuple[str, ...] = inputs(
        "files of text, or .safetensors of --save, which are added up; - or none is standard input"
    )
    output: Path | None = option(
        "where the table goes, tab-separated; by default stdout", "--output", "-o", default=None
    )
    min_frequency: int = option(
        "least number of eojeols that begin, or end, with the word", default=5, min=1
    )
    min_cohesion_forward: float = option(
        "how firmly the characters must hold together, from 0 to 1", default=0.05, min=0
    )
    min_right_branching_entropy: float = option(
        "how freely words must be followed, in nats", default=0.0, min=0
    )
    max_left_length: int = option("characters of the longest word", default=10, min=1)
    max_right_length: int = option("characters of the longest right part", default=6, min=1)
    nouns: bool = option(
        "list nouns instead, by the particles that follow them", "--nouns", default=False
    )
    save: Path | None = option(
        "keep the statistics, which can be added to others, in this .safetensors file",
        default=None,
    )
    memory: str = option(
        "memory for lists of neighbours; with less, the text is gone through more often",
        default="1GiB",
    )
    threads: int | None = option("threads; by default one per processor", default=None, min=1)


def words(job: WordsJob) -> None:
    """Find words in texts by how their characters hold together. What stands beside them counts
    too."""
    knobs = checked_knobs(job)
    if job.json and job.output is None:
        raise click.BadParameter("--json prints on stdout, as the table does: give --output FILE")
    check_outputs(job)
    statistics = gather_statistics(job)
    if job.save is not None:
        statistics.save(job.save)
    table = (
        noun_table(statistics, knobs, job.threads)
        if job.nouns
        else statistics.table(
            **asdict(knobs),
            min_cohesion_forward=job.min_cohesion_forward,
            min_right_branching_entropy=job.min_right_branching_entropy,
            threads=job.threads,
        )
    )
    write(table, NOUN_COLUMNS if job.nouns else COLUMNS, job.output)
    if job.json:
        print(statistics.report.to_json())
    if not job.quiet:
        show(f"{statistics.report}\n{table!r}")


def noun_table(statistics: WordStatistics, knobs: PartOptions, threads: int | None) -> WordTable:
    """The nouns by the particles that follow them."""
    return mv.word_discovery.find_nouns(
        statistics,
        min_frequency=knobs.min_frequency,
        max_length=max(knobs.max_left_length, 2),
        threads=threads,
    )


def checked_knobs(job: WordsJob) -> PartOptions:
    """The lengths and the frequency; wrong usage where one of the values cannot be."""
    try:
        parse_memory(job.memory)
        number("min-cohesion-forward", job.min_cohesion_forward, least=0, most=1)
        return PartOptions(job.max_left_length, job.max_right_length, job.min_frequency)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def saved_and_texts(job: WordsJob) -> tuple[list[str], list[str]]:
    """The inputs that are statistics, and those that are text."""
    saved = [path for path in job.input if path.endswith(".safetensors")]
    return saved, [path for path in job.input if path not in saved]


def check_outputs(job: WordsJob) -> None:
    """Fails before anything is read where a file could not be written, or would overwrite what is
    read."""
    if job.save is not None and job.save.suffix != ".safetensors":
        raise click.BadParameter(f"{job.save}: the name must end in .safetensors")
    saved, texts = saved_and_texts(job)
    read = [*saved, *text_paths(texts, job.encoding)] if texts else saved
    for path in saved:
        if not Path(path).is_file():
            raise FileNotFoundError(2, "No such file", path)
    check_apart([job.output, job.save], read)


def gather_statistics(job: WordsJob) -> WordStatistics:
    """The statistics of all inputs together."""
    saved, texts = saved_and_texts(job)
    parts = [WordStatistics.load(path) for path in saved]
    if texts:
        parts.append(
            mv.word_discovery.count_words(
                texts_of(replace(job, input=tuple(texts))),
                memory=job.memory,
                threads=job.threads,
                progress=job.shown,
            )
        )
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total


def write(table: WordTable, columns: Sequence[str], output: Path | None) -> None:
    """The table into the file, or onto stdout."""
    if output is not None:
        table.save_tsv(output, columns)
        return
    for block in table.tsv(columns):
        text = block.decode("utf-8", "surrogateescape")
        if sys.stdout.isatty():
            rows = [line.split("\t") for line in text.splitlines()]
            print(*aligned(rows), sep="\n")
        else:
            sys.stdout.write(text)
