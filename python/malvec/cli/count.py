"""``malvec count``: text, or an encoded corpus, to counts."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.files import check_place
from malvec.cli.texts import CLEAN_HELP, FIELD_HELP, FORMAT_HELP, encoded, normalizer_of, reader_of
from malvec.cli.tokenizer_options import TOKENIZERS, chosen_tokenizer
from malvec.cli.train_command import parameters, told
from malvec.counts.budget import Budget, parse_memory
from malvec.counts.report import Counting
from malvec.text.sources import find_sources

__all__ = ["count"]


@dataclass(frozen=True)
class CountJob:
    """The options of ``malvec count``."""

    input: list[str] = field(
        metadata=told(
            "text file, one text per line; may be repeated; or a saved corpus", "--input", "-i"
        )
    )
    output: Path = field(metadata=told("where the counts go: .safetensors", "--output", "-o"))
    window: int = field(default=10, metadata=told("words to either side"))
    weight: str = field(
        default="harmonic",
        metadata=told("what a pair adds: harmonic 1/d, linear (window - d + 1) / window, flat 1"),
    )
    symmetric: bool = field(default=True, metadata=told("add each pair in both directions"))
    documents: bool = field(
        default=False,
        metadata=told("count words in sentences instead, sentences x words", "--documents"),
    )
    memory: str = field(
        default="4GiB",
        metadata=told("memory for counting; what does not fit goes to temporary files"),
    )
    threads: int | None = field(
        default=None, metadata=told("threads; by default one per processor", min=1)
    )
    directory: Path | None = field(
        default=None, metadata=told("folder for temporary files; by default that of the output")
    )
    format: str = field(default="lines", metadata=told(FORMAT_HELP))
    text_field: str | None = field(default=None, metadata=told(FIELD_HELP, "--field"))
    clean: str = field(default="", metadata=told(CLEAN_HELP))
    tokenizer: str = field(
        default="whitespace",
        metadata=told(f"how a line becomes words: {', '.join(TOKENIZERS)}, or a file of units"),
    )
    user_dictionary: Path | None = field(
        default=None,
        metadata=told("file of words to keep in one piece, a line each: word[TAB tag]"),
    )
    keep_tags: str | None = field(
        default=None, metadata=told("keep tokens whose tag begins with one of these, such as NN,VV")
    )
    min_count: int = field(default=5, metadata=told("rarer words are left out", min=1))
    max_vocab: int | None = field(
        default=None, metadata=told("at most so many words, the most frequent ones", min=1)
    )
    quiet: bool = field(
        default=False, metadata=told("no progress bar, no summary", "--quiet", "-q")
    )
    json: bool = field(default=False, metadata=told("print the report as JSON on stdout", "--json"))


def count(**options: Any) -> None:
    """Count which words stand near which, for GloVe, Swivel, PMI and the like."""
    job = CountJob(**options)
    check_output(job.input, job.output)
    reader, normalizer = reader_of(job.input, job.format, job.text_field), normalizer_of(job.clean)
    check_counting(Counting(job.window, job.weight, job.symmetric), job.memory)
    tokenizer = chosen_tokenizer(job.tokenizer, job.user_dictionary, job.keep_tags)
    corpus = saved_corpus(job.input)
    if corpus is None:
        knobs = dict(
            tokenizer=tokenizer,
            min_count=job.min_count,
            max_vocab=job.max_vocab,
            progress=not job.quiet,
        )
        corpus = encoded(reader, job.input, **knobs, normalizer=normalizer)
    budget = Budget(job.memory, job.threads, not job.quiet, job.directory, job.output).knobs()
    counted: Any = (
        mv.document_counts(corpus, **budget)
        if job.documents
        else mv.count(corpus, job.window, job.weight, job.symmetric, **budget)
    )
    if job.json:
        print(counted.report.to_json())
    if not job.quiet:
        print(f"{corpus.report}\n{counted.report}\nsaved {job.output}", file=sys.stderr)


shown = [*parameters(CountJob, "Options")]
count.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
count.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}


def check_counting(counting: Counting, memory: str) -> None:
    """Wrong usage, before anything is read, where a knob cannot be."""
    try:
        counting.check()
        parse_memory(memory)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def saved_corpus(input: list[str]) -> mv.Corpus | None:
    """The encoded corpus, where that is the input."""
    if not any(path.endswith(".safetensors") for path in input):
        return None
    if len(input) > 1:
        raise typer.BadParameter(
            "a saved corpus is counted alone: count each one, and merge the counts"
        )
    return mv.Corpus.open(input[0])


def check_output(input: list[str], output: Path) -> None:
    """Fails now, not after an hour, where the counts could not be written or would overwrite what
    is read."""
    if output.suffix != ".safetensors":
        raise typer.BadParameter(f"{output}: the name must end in .safetensors")
    check_place(output)
    encoded = any(path.endswith(".safetensors") for path in input)
    read = (
        input if encoded else [source.path for source in find_sources(input) if source.path != "-"]
    )
    if any(output.exists() and Path(path).exists() and output.samefile(path) for path in read):
        raise typer.BadParameter(f"{output} is also an input: it would be overwritten")
