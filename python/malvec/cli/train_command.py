"""Shared by all ``malvec train`` commands: options made from the fields of a job and of a recipe,
the begin and the end of a fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import click

import malvec as mv
from malvec.cli.command import command, group
from malvec.cli.files import load_any
from malvec.cli.grammar import Reported
from malvec.cli.options import option
from malvec.cli.outcome import STOPPED, say
from malvec.models.checkpoint import CHECKPOINT, parse_interval
from malvec.runtime.recipe import Recipe

__all__ = [
    "Made",
    "TrainJob",
    "add_command",
    "check_interval",
    "public_recipes",
    "run_fit",
    "summarise",
    "train",
]

train = group("Train on text or on counts: vectors, documents, topics, factors, tokenizers.")


@dataclass(frozen=True, kw_only=True)
class Made(Reported):
    """The options of every ``train`` command, whatever it makes."""

    section: ClassVar[str] = "Files"
    kept: ClassVar[bool] = True

    output: Path = option(
        "where the vectors go: .safetensors, .txt, .vec or .bin", "--output", "-o"
    )


@dataclass(frozen=True, kw_only=True)
class TrainJob(Made):
    """The options of those that learn for long."""

    section: ClassVar[str] = "Files"

    checkpoint: Path | None = option("directory for checkpoints", default=None)
    every: str = option("time between checkpoints: 30s, 10min, 2h", default="10min")
    resume: bool = option("go on from the checkpoint if there is one, or begin anew", default=True)
    initial: Path | None = option(
        "file of a model or of vectors whose words begin with its vectors", default=None
    )


def public_recipes(*kinds: type[Recipe]) -> tuple[type[Recipe], ...]:
    """The recipes that malvec shows of these kinds, in its order."""
    public = (getattr(mv, name) for name in mv.__all__)
    return tuple(each for each in public if isinstance(each, type) and issubclass(each, kinds))


def add_command(recipe: type[Any], run: Callable[..., None], example: str) -> None:
    """Registers the command of a recipe under its name in lower case: ``run(job, recipe)``."""
    name = recipe.__name__.lower()
    train.add_command(command(name, run, f"malvec train {name} {example}", recipe))


def check_interval(job: TrainJob) -> None:
    """Wrong usage if the interval of checkpoints is none."""
    try:
        parse_interval(job.every)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def run_fit(job: TrainJob, fit: Callable[..., Any]) -> Any:
    """The result of a fit with what the job says and the fit can; after Ctrl-C what was learnt
    until then."""
    if job.checkpoint is not None and not job.resume:
        (job.checkpoint / CHECKPOINT).unlink(missing_ok=True)
    if job.checkpoint is not None and (job.checkpoint / CHECKPOINT).exists() and not job.quiet:
        say(f"going on from {job.checkpoint / CHECKPOINT}; --no-resume begins anew")
    can = inspect.signature(fit).parameters
    for name, why in (
        ("checkpoint", "this model is made in one go, without checkpoints"),
        ("initial", "this model always begins anew"),
    ):
        if getattr(job, name) is not None and name not in can:
            raise click.BadParameter(f"{why}: leave --{name} out")
    wanted = {"progress": job.shown, "checkpoint": job.checkpoint, "every": job.every}
    wanted["initial"] = initial_of(job)
    try:
        return fit(**{name: value for name, value in wanted.items() if name in can})
    except mv.Interrupted as stop:
        return stop.result


def initial_of(job: TrainJob) -> Any:
    """What the fit begins with, read from its file."""
    return None if job.initial is None else load_any(job.initial)


def summarise(job: Made, report: Any) -> None:
    """Prints the report; exit code 130 if training was stopped before its end."""
    job.tell(report, job.output)
    if getattr(report, "stopped", False):
        say(f"stopped before the end; {job.output} holds what was learnt so far")
        raise click.exceptions.Exit(STOPPED)
