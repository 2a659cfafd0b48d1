"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe over text, its options
made from the recipe's own fields."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args

import typer

import malvec as mv
from malvec.cli.files import (
    check_apart,
    check_place,
    check_writable,
    save_model,
    save_vectors,
    text_paths,
)
from malvec.cli.options import option
from malvec.cli.texts import TextOptions, encode_corpus, normalizer_of, reader_of
from malvec.cli.tokenizer_options import chosen_tokenizer
from malvec.cli.train_command import (
    TrainJob,
    add_command,
    check_interval,
    public_recipes,
    run_fit,
    summarise,
)
from malvec.models.tokens.recipe import TokenRecipe
from malvec.tokenizers import Tokenizer
from malvec.tokenizers.running.chunks import OnError

__all__ = ["RECIPES", "TextJob", "register"]

RECIPES = public_recipes(TokenRecipe, mv.Nplm)


@dataclass(frozen=True, kw_only=True)
class TextJob(TextOptions, TrainJob):
    """Options of recipes over text: the input, how it becomes words, and the corpus to keep."""

    input: list[str] = option(
        "text file, one text per line; may be repeated; - is stdin", "--input", "-i"
    )
    on_error: str = option(
        "a line that the tokenizer fails on: raise, skip or passthrough", default="raise"
    )
    time_limit: float | None = option(
        "seconds that the tokenizer may take for a line", default=None, min=0
    )
    save_corpus: Path | None = option(
        "keep the encoded corpus in this .safetensors file", default=None
    )


def run(job: TextJob, trainer: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_writable(job.output)
    if job.save_corpus is not None:
        check_place(job.save_corpus)
    tokenizer = checked_words(job)
    check_apart([job.output, job.save_corpus], text_paths(job.input, job.encoding))
    corpus = read_corpus(job, tokenizer)
    if not job.quiet:
        print(corpus.report, file=sys.stderr)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    learnt = run_fit(job, partial(trainer.fit, corpus))
    if isinstance(learnt, mv.vectors.LanguageModel):
        save_model(learnt, job.output)
    else:
        save_vectors(learnt, job.output)
    summarise(job, learnt.report)


def read_corpus(job: Any, tokenizer: Tokenizer, **more: Any) -> mv.Corpus:
    """The corpus of the input."""
    return encode_corpus(
        reader_of(job.input, job.format, job.field, job.encoding),
        job.input,
        job.encoding,
        tokenizer=tokenizer,
        min_count=job.min_count,
        max_vocab=job.max_vocab,
        on_error=job.on_error,
        time_limit=None if tokenizer.limit() is not None else job.time_limit or None,
        progress=not job.quiet,
        normalizer=normalizer_of(job.clean),
        **more,
    )


def checked_words(job: TextJob) -> Tokenizer:
    """The tokenizer; wrong usage if there is none of that name, or the interval of checkpoints is
    none."""
    check_interval(job)
    if job.on_error not in get_args(OnError):
        raise typer.BadParameter(
            f"--on-error is one of {', '.join(get_args(OnError))}, not {job.on_error}"
        )
    return chosen_tokenizer(
        job.tokenizer, job.user_dictionary, job.keep_tags, job.time_limit, job.scores
    )


def register() -> None:
    """Makes the commands."""
    for recipe in RECIPES:
        name = recipe.__name__.lower()
        add_command(
            recipe,
            TextJob,
            run,
            f"malvec train {name} -i reviews.txt -o reviews.safetensors --tokenizer mecab"
            " --epochs 10",
        )
