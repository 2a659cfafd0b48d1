"""``malvec train bpe``, ``unigram`` and ``wordpiece``: text to a tokenizer of sub-word units."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, text_paths
from malvec.cli.options import option
from malvec.cli.texts import ENCODING_HELP
from malvec.cli.train_command import add_command
from malvec.tokenizers.subwords.training import SubwordRecipe

__all__ = ["register"]


@dataclass(frozen=True, kw_only=True)
class SubwordJob:
    """Options besides the knobs of the recipe: input, output, report."""

    output: Path = option("where the tokenizer goes: tokenizer.json", "--output", "-o")
    input: tuple[str, ...] = option(
        "text file, one text per line; may be repeated", "--input", "-i", default=("-",)
    )
    encoding: str | None = option(ENCODING_HELP, default=None)
    quiet: bool = option("no progress bar, no summary", "--quiet", "-q", default=False)
    json: bool = option("print the report as JSON on stdout", "--json", default=False)


def run(job: SubwordJob, recipe: SubwordRecipe) -> None:
    """Trains and writes; fails before where a file cannot be read or written."""
    if job.output.suffix != ".json":
        raise typer.BadParameter(f"{job.output}: the name must end in .json")
    check_apart([job.output], text_paths(job.input, job.encoding))
    source: Any = job.input[0] if len(job.input) == 1 else [Path(path) for path in job.input]
    units = recipe.fit(source, encoding=job.encoding, progress=not job.quiet)
    units.save(job.output)
    if job.json:
        print(units.report.to_json())
    if not job.quiet:
        print(f"{units.report}\nsaved {job.output}", file=sys.stderr)


def register() -> None:
    """Makes the commands."""
    for recipe in (mv.Bpe, mv.Unigram, mv.WordPiece):
        name = recipe.__name__.lower()
        add_command(
            recipe,
            SubwordJob,
            run,
            f"malvec train {name} -i reviews.txt -o tokenizer.json --vocab-size 8000",
        )
