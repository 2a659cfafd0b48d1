"""``malvec count``: text, or an encoded corpus, to counts."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, text_paths
from malvec.cli.options import option, parameters, show_options, take_options
from malvec.cli.texts import TextOptions, encode_corpus, normalizer_of, reader_of
from malvec.cli.tokenizer_options import chosen_tokenizer
from malvec.counts.options import CountOptions
from malvec.counts.report import Counting
from malvec.runtime.machine import parse_memory

__all__ = ["count"]


@dataclass(frozen=True, kw_only=True)
class CountJob(TextOptions):
    """The options of ``malvec count``."""

    input: list[str] = option(
        "text file, one text per line; may be repeated; or a saved corpus", "--input", "-i"
    )
    output: Path = option("where the counts go: .safetensors", "--output", "-o")
    window: int = option("words to either side", default=10)
    weight: str = option(
        "what a pair adds: harmonic 1/d, linear (window - d + 1) / window, flat 1",
        default="harmonic",
    )
    symmetric: bool = option("add each pair in both directions", default=True)
    documents: bool = option(
        "count words in sentences instead, sentences x words", "--documents", default=False
    )
    memory: str = option(
        "memory for counting; what does not fit goes to temporary files", default="4GiB"
    )
    threads: int | None = option("threads; by default one per processor", default=None, min=1)
    directory: Path | None = option(
        "folder for temporary files; by default that of the output", default=None
    )
    quiet: bool = option("no progress bar, no summary", "--quiet", "-q", default=False)
    json: bool = option("print the report as JSON on stdout", "--json", default=False)


def count(**options: Any) -> None:
    """Count which words stand near which, for GloVe, Swivel, PMI and the like."""
    job = take_options(CountJob, options)
    check_output(job.input, job.output, job.encoding)
    reader, normalizer = (
        reader_of(job.input, job.format, job.field, job.encoding),
        normalizer_of(job.clean),
    )
    check_counting(Counting(job.window, job.weight, job.symmetric), job.memory)
    tokenizer = chosen_tokenizer(
        job.tokenizer, job.user_dictionary, job.keep_tags, scores=job.scores
    )
    corpus = saved_corpus(job)
    if corpus is None:
        corpus = encode_corpus(
            reader,
            job.input,
            job.encoding,
            tokenizer=tokenizer,
            min_count=job.min_count,
            max_vocab=job.max_vocab,
            progress=not job.quiet,
            normalizer=normalizer,
        )
    counted = counts_of(job, corpus)
    if job.json:
        print(counted.report.to_json())
    if not job.quiet:
        print(f"{corpus.report}\n{counted.report}\nsaved {job.output}", file=sys.stderr)


OWN = {knob.name for knob in fields(CountJob)} - {knob.name for knob in fields(TextOptions)}
show_options(
    count,
    sorted(parameters(CountJob, "Options"), key=lambda parameter: parameter.name not in OWN),
)


def counts_of(job: CountJob, corpus: mv.Corpus) -> Any:
    """The counts of a corpus, written to the output while they are made."""
    knobs = CountOptions(
        memory=job.memory,
        threads=job.threads,
        progress=not job.quiet,
        directory=job.directory,
        path=job.output,
    ).as_dict()
    if job.documents:
        return mv.document_counts(corpus, **knobs)
    return mv.count(corpus, job.window, job.weight, job.symmetric, **knobs)


def check_counting(counting: Counting, memory: str) -> None:
    """Wrong usage, before anything is read, where a knob cannot be."""
    try:
        counting.check()
        parse_memory(memory)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def saved_corpus(job: CountJob) -> mv.Corpus | None:
    """The encoded corpus, where that is the input."""
    if not any(path.endswith(".safetensors") for path in job.input):
        return None
    if len(job.input) > 1:
        raise typer.BadParameter(
            "a saved corpus is counted alone: count each one, and merge the counts"
        )
    given = [knob.name for knob in fields(TextOptions) if getattr(job, knob.name) != knob.default]
    if given:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise typer.BadParameter(
            f"{names}: the words of a saved corpus stay as they are; give the text itself"
        )
    return mv.Corpus.load(job.input[0])


def check_output(input: list[str], output: Path, encoding: str | None) -> None:
    """Fails now, not after an hour, where the counts could not be written or would overwrite what
    is read."""
    if output.suffix != ".safetensors":
        raise typer.BadParameter(f"{output}: the name must end in .safetensors")
    encoded = any(path.endswith(".safetensors") for path in input)
    check_apart([output], input if encoded else text_paths(input, encoding))
