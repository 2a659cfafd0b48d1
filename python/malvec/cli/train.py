"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe over text, its options made from the recipe's own fields."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import typer

import malvec as mv
from malvec.cli.files import check_place, check_writable, save_vectors
from malvec.cli.train_command import TrainJob, add_command, check_interval, run_fit, summarise, told
from malvec.corpus.sources import find_sources
from malvec.models.token_recipe import TokenRecipe
from malvec.tokenizers import Tokenizer

__all__ = ["RECIPES", "TextJob", "register"]

RECIPES: tuple[type[TokenRecipe], ...] = (mv.Skipgram, mv.Cbow)
TOKENIZERS = tuple(mv.tokenizers.BY_NAME)


@dataclass(frozen=True, kw_only=True)
class TextJob(TrainJob):
    """What is read and written besides."""

    input: list[str] = field(metadata=told("text file, one text per line; may be repeated; - is stdin", "--input", "-i"))
    tokenizer: str = field(default="whitespace", metadata=told(f"how a line becomes words: {', '.join(TOKENIZERS)}"))
    scores: Path | None = field(default=None, metadata=told("table of malvec words, for the tokenizers l-tokenizer and max-score"))
    min_count: int = field(default=5, metadata=told("rarer words are left out", min=1))
    max_vocab: int | None = field(default=None, metadata=told("at most so many words, the most frequent ones", min=1))
    save_corpus: Path | None = field(default=None, metadata=told("keep the encoded corpus in this .safetensors file"))


def run(job: TextJob, trainer: TokenRecipe) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_writable(job.output)
    if job.save_corpus is not None:
        check_place(job.save_corpus)
    tokenizer = checked_words(job)
    check_apart(job)
    corpus = mv.Corpus.from_files(job.input, tokenizer=tokenizer, min_count=job.min_count, max_vocab=job.max_vocab, progress=not job.quiet)
    if not job.quiet:
        print(corpus.report, file=sys.stderr)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    vectors = run_fit(job, partial(trainer.fit, corpus))
    save_vectors(vectors, job.output)
    summarise(job, vectors.report)


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
    scored = job.tokenizer in ("l-tokenizer", "max-score")
    if scored != (job.scores is not None):
        raise typer.BadParameter("the tokenizers l-tokenizer and max-score, and no others, need --scores, a table of malvec words")
    try:
        return mv.tokenizers.by_name(job.tokenizer, **({} if job.scores is None else {"scores": str(job.scores)}))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def register() -> None:
    """Makes the commands."""
    for recipe in RECIPES:
        name = recipe.__name__.lower()
        add_command(recipe, TextJob, run, f"malvec train {name} -i reviews.txt -o reviews.safetensors --tokenizer mecab --epochs 10")
