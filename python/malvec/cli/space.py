"""``malvec train spacing`` learns where blanks stand; ``malvec space`` puts them, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import click

import malvec as mv
from malvec.cli.files import check_apart
from malvec.cli.filters import TextOutput, writing
from malvec.cli.options import argument, option
from malvec.cli.texts import Reading, blocks_of, paths_of, texts_of
from malvec.cli.train_command import Made, add_command
from malvec.text.spacing.model import read_exceptions

__all__ = ["register", "space"]

BLOCK = 1 << 22
EXCEPTIONS = "file of texts whose spacing is kept as written, one per line"


@dataclass(frozen=True, kw_only=True)
class SpacingJob(Reading, Made):
    """The options of ``malvec train spacing`` besides its knobs."""

    section: ClassVar[str] = "Files"

    output: Path = option("where the model goes: .safetensors", "--output", "-o")
    exceptions: Path | None = option(EXCEPTIONS, default=None)


def register() -> None:
    """Adds ``malvec train spacing``."""
    add_command(mv.Spacing, learn, "reviews.txt -o spacing.safetensors")


def learn(job: SpacingJob, recipe: mv.Spacing) -> None:
    """Learns from files, and saves."""
    if job.output.suffix != ".safetensors":
        raise click.BadParameter(f"{job.output}: the name must end in .safetensors")
    check_apart([job.output], [*paths_of(job), job.exceptions])
    exceptions = () if job.exceptions is None else read_exceptions(job.exceptions)
    model = recipe.fit(texts_of(job), exceptions=exceptions, progress=job.shown)
    model.save(job.output)
    job.tell(model.report, job.output)


@dataclass(frozen=True, kw_only=True)
class SpaceJob(TextOutput):
    """The options of ``malvec space``."""

    model: Path = argument("spacing model, as malvec train spacing writes it")
    exceptions: Path | None = option(EXCEPTIONS, default=None)
    keep_blanks: bool | None = option(
        "blanks of the text stay; by default as the model was trained", default=None
    )
    threads: int | None = option("threads; by default one per processor", default=None, min=1)


def space(job: SpaceJob) -> None:
    """Put blanks where they belong, line by line. No other character changes."""
    model = mv.text.spacing.SpacingModel.load(job.model)
    knobs: dict[str, Any] = {} if job.keep_blanks is None else {"keep_blanks": job.keep_blanks}
    kept = None if job.exceptions is None else read_exceptions(job.exceptions)
    model = model.with_options(exceptions=kept, **knobs)
    with writing(job, job.model, job.exceptions) as write:
        for block in blocks_of(job, BLOCK):
            write(model.correct_bytes(block, threads=job.threads))
