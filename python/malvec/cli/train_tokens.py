"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe over text, its options
made from the recipe's own fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import malvec as mv
from malvec.cli.files import (
    check_apart,
    check_place,
    check_writable,
    save_model,
    save_vectors,
)
from malvec.cli.options import option
from malvec.cli.outcome import show
from malvec.cli.texts import (
    Cutting,
    Reading,
    Vocabulary,
    encode_corpus,
    normalizer_of,
    paths_of,
    reader_of,
)
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
from malvec.storage.kinds import check_name
from malvec.tokenizers import Tokenizer

__all__ = ["RECIPES", "TextJob", "checked_words", "read_corpus", "register"]

RECIPES = public_recipes(TokenRecipe, mv.Nplm)


@dataclass(frozen=True, kw_only=True)
class TextJob(Reading, Cutting, Vocabulary, TrainJob):
    """Options of recipes over text: the input, how it becomes words, and the corpus to keep."""

    section: ClassVar[str] = "Files"

    save_corpus: Path | None = option(
        "keep the encoded corpus in this .safetensors file, which train and count read as input",
        default=None,
    )
    phrases: int = option(
        "passes that join words such as new_york first; 0: none", default=0, min=0
    )


def run(job: TextJob, recipe: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_writable(job.output)
    if job.save_corpus is not None:
        check_place(job.save_corpus)
        check_name(job.save_corpus, "corpus")
    tokenizer = checked_words(job)
    check_apart([job.output, job.save_corpus], [*paths_of(job), job.initial])
    corpus = read_corpus(job, tokenizer)
    learnt = run_fit(job, partial(recipe.fit, corpus))
    if isinstance(learnt, mv.vectors.LanguageModel):
        save_model(learnt, job.output)
    else:
        save_vectors(learnt, job.output)
    summarise(job, learnt.report)


def read_corpus(job: TextJob, tokenizer: Tokenizer, **more: Any) -> mv.Corpus:
    """The corpus of the input, with phrases joined where that is wished, kept where it shall be."""
    corpus = encode_corpus(job, tokenizer=tokenizer, **more)
    if job.phrases:
        corpus = mv.corpus.merge_phrases(
            corpus, min_count=job.min_count, passes=job.phrases, progress=job.shown
        )
    if not job.quiet:
        show(corpus.report)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    return corpus


def checked_words(job: TextJob) -> Tokenizer:
    """The tokenizer; wrong usage if there is none of that name, or something else cannot be."""
    check_interval(job)
    if job.input != ("-",):
        reader_of(job)
    normalizer_of(job.clean)
    return chosen_tokenizer(job)


def register() -> None:
    """Makes the commands."""
    for recipe in RECIPES:
        add_command(recipe, run, "reviews.txt -o reviews.safetensors --tokenizer mecab --epochs 10")
