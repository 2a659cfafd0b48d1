"""``malvec count``: text, or an encoded corpus, to counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import click

import malvec as mv
from malvec.cli.files import check_apart
from malvec.cli.grammar import Reported
from malvec.cli.options import option
from malvec.cli.outcome import show
from malvec.cli.texts import Cutting, Reading, Vocabulary, encode_corpus, paths_of
from malvec.cli.tokenizer_options import chosen_tokenizer
from malvec.counts.options import CountOptions
from malvec.counts.report import Counting, Weight
from malvec.runtime.machine import parse_memory

__all__ = ["count"]


@dataclass(frozen=True, kw_only=True)
class CountJob(Reading, Cutting, Vocabulary, Reported):
    """The options of ``malvec count``."""

    kept: ClassVar[bool] = True

    output: Path = option("where the counts go: .safetensors", "--output", "-o")
    window: int = option("words to either side", default=10)
    weight: Weight = option(
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


def count(job: CountJob) -> None:
    """Count which words stand near which, for GloVe, Swivel, PMI and the like. The input is text,
    or a corpus that --save-corpus wrote."""
    check_output(job)
    check_counting(Counting(job.window, job.weight, job.symmetric), job.memory)
    tokenizer = chosen_tokenizer(job)
    corpus = encode_corpus(job, tokenizer=tokenizer)
    counted = counts_of(job, corpus)
    if not job.quiet:
        show(corpus.report)
    job.tell(counted.report, job.output)


def counts_of(job: CountJob, corpus: mv.Corpus) -> Any:
    """The counts of a corpus, written to the output while they are made."""
    knobs = CountOptions(
        memory=job.memory,
        threads=job.threads,
        progress=job.shown,
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
        raise click.BadParameter(str(error)) from None


def check_output(job: CountJob) -> None:
    """Fails now, not after an hour, where the counts could not be written or would overwrite what
    is read."""
    if job.output.suffix != ".safetensors":
        raise click.BadParameter(f"{job.output}: the name must end in .safetensors")
    check_apart([job.output], paths_of(job))
