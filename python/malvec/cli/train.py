"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe over text, its options made from the recipe's own fields."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.files import check_place, check_writable, save_model, save_vectors
from malvec.cli.texts import FIELD_HELP, FORMAT_HELP, encoded, reader_of
from malvec.cli.train_command import TrainJob, add_command, check_interval, run_fit, summarise, told
from malvec.corpus.sources import find_sources
from malvec.models.recipe import Recipe
from malvec.tokenizers import Tokenizer

__all__ = ["RECIPES", "TextJob", "register"]

RECIPES: tuple[type[Recipe], ...] = (mv.Skipgram, mv.Cbow, mv.Nplm)
TOKENIZERS = tuple(mv.tokenizers.BY_NAME)


@dataclass(frozen=True, kw_only=True)
class TextJob(TrainJob):
    """What is read and written besides."""

    input: list[str] = field(metadata=told("text file, one text per line; may be repeated; - is stdin", "--input", "-i"))
    format: str = field(default="lines", metadata=told(FORMAT_HELP))
    text_field: str | None = field(default=None, metadata=told(FIELD_HELP, "--field"))
    tokenizer: str = field(default="whitespace", metadata=told(f"how a line becomes words: {', '.join(TOKENIZERS)}, or a file of units"))
    min_count: int = field(default=5, metadata=told("rarer words are left out", min=1))
    max_vocab: int | None = field(default=None, metadata=told("at most so many words, the most frequent ones", min=1))
    save_corpus: Path | None = field(default=None, metadata=told("keep the encoded corpus in this .safetensors file"))


def run(job: TextJob, trainer: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_writable(job.output)
    if job.save_corpus is not None:
        check_place(job.save_corpus)
    tokenizer, reader = checked_words(job), reader_of(job.input, job.format, job.text_field)
    check_apart(job)
    knobs = dict(tokenizer=tokenizer, min_count=job.min_count, max_vocab=job.max_vocab, progress=not job.quiet)
    corpus = encoded(reader, job.input, **knobs)
    if not job.quiet:
        print(corpus.report, file=sys.stderr)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    learnt = run_fit(job, partial(trainer.fit, corpus))
    if isinstance(learnt, mv.LanguageModel):
        save_model(learnt, job.output)
    else:
        save_vectors(learnt, job.output)
    summarise(job, learnt.report)


def check_apart(job: TextJob) -> None:
    """Wrong usage where a file would be written over one that is read, or over another that is written."""
    written = [job.output] if job.save_corpus is None else [job.output, job.save_corpus]
    read = [source.path for source in find_sources(job.input) if source.path != "-"]
    for place in written:
        if any(place.exists() and place.samefile(path) for path in read):
            raise typer.BadParameter(f"{place} is also an input: it would be overwritten")
    if len({place.resolve() for place in written}) < len(written):
        raise typer.BadParameter(f"{job.output} is to hold both the corpus and the vectors: name two files")


def checked_words(job: TextJob) -> Tokenizer:
    """The tokenizer; wrong usage if there is none of that name, or the interval of checkpoints is none."""
    check_interval(job)
    try:
        return mv.tokenizers.by_name(job.tokenizer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def register() -> None:
    """Makes the commands."""
    for recipe in RECIPES:
        name = recipe.__name__.lower()
        add_command(recipe, TextJob, run, f"malvec train {name} -i reviews.txt -o reviews.safetensors --tokenizer mecab --epochs 10")
