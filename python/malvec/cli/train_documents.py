"""``malvec train doc2vec``, ``lda`` and ``lsa``: each line of the input is a document, its tags
stand in the same line of another file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, check_place, text_paths
from malvec.cli.options import option
from malvec.cli.train_command import add_command, run_fit, summarise
from malvec.cli.train_tokens import TextJob, checked_words, read_corpus
from malvec.documents.topic_model import tomotopy
from malvec.runtime.recipe import Recipe
from malvec.text.blocks import lines

__all__ = ["DocumentJob", "register"]


@dataclass(frozen=True, kw_only=True)
class DocumentJob(TextJob):
    """Options of recipes over documents: their tags, and the output."""

    output: Path = option("where the documents go: .safetensors", "--output", "-o")

    tags: Path | None = option(
        "the tags of each line of the input, with tabs between; by default its number",
        default=None,
    )


def read_tags(path: Path, encoding: str | None = None) -> list[list[str]]:
    """The tags of each line; an empty line has none. Lines end as those of the input do."""
    return [[tag for tag in line.split("\t") if tag] for line in lines(str(path), encoding)]


def run(job: DocumentJob, trainer: Any) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    if job.output.suffix != ".safetensors":
        raise typer.BadParameter(f"{job.output}: document vectors are saved as .safetensors only")
    check_place(job.output)
    if isinstance(trainer, mv.Lda):
        tomotopy()  # if it is missing, better now than after the text was read
    if job.save_corpus is not None:
        check_place(job.save_corpus)
    tokenizer = checked_words(job)
    check_apart([job.output, job.save_corpus], [*text_paths(job.input, job.encoding), job.tags])
    tags = None if job.tags is None else read_tags(job.tags, job.encoding)
    corpus = read_corpus(job, tokenizer, keep_empty=True)
    if not job.quiet:
        print(corpus.report, file=sys.stderr)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    documents = run_fit(job, partial(trainer.fit, corpus, tags))
    documents.save(job.output)
    summarise(job, documents.report)


def register() -> None:
    """Makes the commands."""
    kinds: tuple[type[Recipe], ...] = (mv.Doc2Vec, mv.Lda, mv.Lsa)
    for recipe in kinds:
        name = recipe.__name__.lower()
        add_command(
            recipe,
            DocumentJob,
            run,
            f"malvec train {name} -i reviews.txt --tags films.txt -o films.safetensors --tokenizer"
            " mecab",
        )
