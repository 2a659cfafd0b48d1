"""``malvec words``: texts to a table of words, or of nouns, that no dictionary was needed for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, text_paths
from malvec.cli.texts import Encoding
from malvec.runtime.machine import parse_memory
from malvec.word_discovery import COLUMNS, WordStatistics, WordTable
from malvec.word_discovery.statistics import PartOptions

__all__ = ["words"]

NOUN_COLUMNS = ("word", "frequency", "score", "noun_votes", "predicate_votes", "alone")
Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        help="Text files, or .safetensors of --save, which are added up; - or none is stdin."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Where the table goes, tab-separated; by default stdout."),
]
Frequency = Annotated[int, typer.Option(min=1, help="Eojeols that begin, or end, with the word.")]
Left = Annotated[int, typer.Option(min=1, help="Characters of the longest word.")]
Right = Annotated[int, typer.Option(min=1, help="Characters of the longest right part.")]
Cohesion = Annotated[
    float, typer.Option(min=0, max=1, help="How firmly the characters hold together, from 0 to 1.")
]
Entropy = Annotated[float, typer.Option(min=0, help="How freely words are followed, in nats.")]
Nouns = Annotated[
    bool, typer.Option("--nouns", help="List nouns instead, by the particles that follow them.")
]
Save = Annotated[
    Path | None,
    typer.Option(
        help="Keep the statistics, which can be added to others, in this .safetensors file."
    ),
]
Memory = Annotated[
    str,
    typer.Option(
        help="Memory for lists of neighbours; with less, the text is gone through more often."
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; by default one per processor.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print the report as JSON on stdout; needs --output.")
]


def words(
    input: Inputs = None,
    *,
    output: Output = None,
    min_frequency: Frequency = 5,
    min_cohesion_forward: Cohesion = 0.05,
    min_right_branching_entropy: Entropy = 0.0,
    max_left_length: Left = 10,
    max_right_length: Right = 6,
    nouns: Nouns = False,
    save: Save = None,
    memory: Memory = "1GiB",
    encoding: Encoding = None,
    threads: Threads = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Find words in texts by how their characters hold together. What stands beside them counts
    too."""
    knobs = checked_knobs(max_left_length, max_right_length, min_frequency, memory)
    if json and output is None:
        raise typer.BadParameter("--json prints on stdout, as the table does: give --output FILE")
    inputs = input or ["-"]
    check_outputs(inputs, output, save, encoding)
    options = {"encoding": encoding, "memory": memory, "threads": threads}
    statistics = gather_statistics(inputs, **options, progress=not quiet)
    if save is not None:
        statistics.save(save)
    least: dict[str, Any] = {
        "min_cohesion_forward": min_cohesion_forward,
        "min_right_branching_entropy": min_right_branching_entropy,
    }
    table = (
        noun_table(statistics, knobs, threads)
        if nouns
        else statistics.table(**asdict(knobs), **least, threads=threads)
    )
    write(table, NOUN_COLUMNS if nouns else COLUMNS, output)
    if json:
        print(statistics.report.to_json())
    if not quiet:
        print(f"{statistics.report}\n{table!r}", file=sys.stderr)


def noun_table(statistics: WordStatistics, knobs: PartOptions, threads: int | None) -> WordTable:
    """The nouns by the particles that follow them."""
    return mv.word_discovery.find_nouns(
        statistics,
        min_frequency=knobs.min_frequency,
        max_length=max(knobs.max_left_length, 2),
        threads=threads,
    )


def checked_knobs(
    max_left_length: int, max_right_length: int, min_frequency: int, memory: str
) -> PartOptions:
    """The lengths and the frequency; wrong usage where one of the values cannot be."""
    try:
        parse_memory(memory)
        return PartOptions(max_left_length, max_right_length, min_frequency)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def check_outputs(
    inputs: list[str], output: Path | None, save: Path | None, encoding: str | None
) -> None:
    """Fails before anything is read where a file could not be written, or would overwrite what is
    read."""
    if save is not None and save.suffix != ".safetensors":
        raise typer.BadParameter(f"{save}: the name must end in .safetensors")
    saved = [path for path in inputs if path.endswith(".safetensors")]
    texts = [path for path in inputs if not path.endswith(".safetensors")]
    read = [*saved, *text_paths(texts, encoding)] if texts else saved
    for path in saved:
        if not Path(path).is_file():
            raise FileNotFoundError(2, "No such file", path)
    check_apart([output, save], read)


def gather_statistics(inputs: list[str], **options: Any) -> WordStatistics:
    """The statistics of all inputs together; ``options`` are those of counting."""
    texts = [path for path in inputs if not path.endswith(".safetensors")]
    parts = [WordStatistics.load(path) for path in inputs if path.endswith(".safetensors")]
    if texts:
        sources: list[Path] | str = "-" if texts == ["-"] else [Path(path) for path in texts]
        parts.append(mv.word_discovery.count_words(sources, **options))
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total


def write(table: WordTable, columns: Sequence[str], output: Path | None) -> None:
    """The table into the file, or onto stdout."""
    if output is not None:
        table.save_tsv(output, columns)
        return
    for lines in table.tsv(columns):
        sys.stdout.write(lines.decode("utf-8", "surrogateescape"))
