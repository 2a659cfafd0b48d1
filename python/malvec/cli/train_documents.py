"""``malvec train doc2vec``, ``lda`` and ``lsa``: each line of the input is a document, its tags
stand in the same line of another file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import click

import malvec as mv
from malvec.cli.files import check_apart, check_place
from malvec.cli.options import option
from malvec.cli.texts import paths_of
from malvec.cli.train_command import add_command, run_fit, summarise
from malvec.cli.train_tokens import TextJob, checked_words, read_corpus
from malvec.documents.topic_model import tomotopy
from malvec.runtime.recipe import Recipe
from malvec.storage.kinds import check_name
from malvec.text.blocks import lines

__all__ = ["DocumentJob", "register"]


@dataclass(frozen=True, kw_only=True)
class DocumentJob(TextJob):
    """Options of recipes over documents: their tags, and the output."""

    section: ClassVar[str] = "Files"

    output: Path = option("where the documents go: .safetensors", "--output", "-o")
    tags: Path | None = option(
        "the tags of each line of the input, with tabs between; by default its number",
        default=None,
    )


def read_tags(path: Path, encoding: str | None = None) -> list[list[str]]:
    """The tags of each line; an empty line has none. Lines end as those of the input do."""
    return [[tag for tag in line.split("\t") if tag] for line in lines(str(path), encoding)]


def run(job: DocumentJob, recipe: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    if job.output.suffix != ".safetensors":
        raise click.BadParameter(f"{job.output}: document vectors are saved as .safetensors only")
    check_place(job.output)
    if isinstance(recipe, mv.Lda):
        tomotopy()  # if it is missing, better now than after the text was read
    if job.save_corpus is not None:
        check_place(job.save_corpus)
        check_name(job.save_corpus, "corpus")
    tokenizer = checked_words(job)
    check_apart([job.output, job.save_corpus], [*paths_of(job), job.tags, job.initial])
    tags = None if job.tags is None else read_tags(job.tags, job.encoding)
    corpus = read_corpus(job, tokenizer, keep_empty=True)
    documents = run_fit(job, partial(recipe.fit, corpus, tags))
    documents.save(job.output)
    summarise(job, documents.report)


def register() -> None:
    """Makes the commands."""
    kinds: tuple[type[Recipe], ...] = (mv.Doc2Vec, mv.Lda, mv.Lsa)
    for recipe in kinds:
        add_command(
            recipe, run, "reviews.txt --tags films.txt -o films.safetensors --tokenizer mecab"
        )
