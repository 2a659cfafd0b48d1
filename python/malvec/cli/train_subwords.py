"""``malvec train bpe``, ``unigram`` and ``wordpiece``: text to a tokenizer of sub-word units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import click

import malvec as mv
from malvec.cli.files import check_apart
from malvec.cli.options import option
from malvec.cli.texts import Reading, paths_of, texts_of
from malvec.cli.train_command import Made, add_command
from malvec.tokenizers.subwords.training import SubwordRecipe

__all__ = ["register"]


@dataclass(frozen=True, kw_only=True)
class SubwordJob(Reading, Made):
    """Options besides the knobs of the recipe: input, output, report."""

    section: ClassVar[str] = "Files"

    output: Path = option("where the tokenizer goes: tokenizer.json", "--output", "-o")


def run(job: SubwordJob, recipe: SubwordRecipe) -> None:
    """Trains and writes; fails before where a file cannot be read or written."""
    if job.output.suffix != ".json":
        raise click.BadParameter(f"{job.output}: the name must end in .json")
    check_apart([job.output], paths_of(job))
    units = recipe.fit(texts_of(job), progress=job.shown)
    units.save(job.output)
    job.tell(units.report, job.output)


def register() -> None:
    """Makes the commands."""
    for recipe in (mv.Bpe, mv.Unigram, mv.WordPiece):
        add_command(recipe, run, "reviews.txt -o tokenizer.json --vocab-size 8000")
