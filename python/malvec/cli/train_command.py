"""Shared by all ``malvec train`` commands: options made from the fields of a job and of a recipe,
the begin and the end of a fit."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

import malvec as mv
from malvec.cli.command import Command, Group, first_sentence, plain
from malvec.cli.options import option, parameters, show_options, take_options
from malvec.cli.outcome import STOPPED, say
from malvec.models.checkpoint import CHECKPOINT, parse_interval
from malvec.runtime.recipe import Recipe

__all__ = [
    "TrainJob",
    "add_command",
    "check_interval",
    "public_recipes",
    "run_fit",
    "summarise",
    "train",
]

train = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Train on text or on counts: vectors, documents, topics, factors, tokenizers.",
)


@dataclass(frozen=True, kw_only=True)
class TrainJob:
    """The options that every ``train`` command has besides what it reads and the knobs of its
    recipe."""

    output: Path = option(
        "where the vectors go: .safetensors, .txt, .vec or .bin", "--output", "-o"
    )
    checkpoint: Path | None = option("directory for checkpoints", default=None)
    every: str = option("time between checkpoints: 30s, 10min, 2h", default="10min")
    resume: bool = option("go on from the checkpoint if there is one, or begin anew", default=True)
    quiet: bool = option("no progress bar, no summary", "--quiet", "-q", default=False)
    json: bool = option("print the report as JSON on stdout", "--json", default=False)


def public_recipes(*kinds: type[Recipe]) -> tuple[type[Recipe], ...]:
    """The recipes that malvec shows of these kinds, in its order."""
    public = (getattr(mv, name) for name in mv.__all__)
    return tuple(each for each in public if isinstance(each, type) and issubclass(each, kinds))


def add_command(
    recipe: type[Any], kind: type[Any], run: Callable[[Any, Any], None], example: str
) -> None:
    """Registers the command of a recipe under its name in lower case: ``run(job of that kind,
    recipe)``."""
    files = sorted(parameters(kind, "Files"), key=lambda parameter: parameter.name != "input")
    shown = [*files, *parameters(recipe, "Training")]

    def command(**options: Any) -> None:
        job = take_options(kind, options)
        try:
            trainer = take_options(recipe, options)
        except (TypeError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None
        run(job, trainer)

    name = recipe.__name__.lower()
    command.__doc__ = first_sentence(plain(str(recipe.__doc__)))
    show_options(command, shown)
    train.command(name, cls=Command, epilog=f"Example: {example}")(command)


def check_interval(job: TrainJob) -> None:
    """Wrong usage if the interval of checkpoints is none."""
    try:
        parse_interval(job.every)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def run_fit(job: TrainJob, fit: Callable[..., Any]) -> Any:
    """The result of a fit with what the job says and the fit can; after Ctrl-C what was learnt
    until then."""
    if job.checkpoint is not None and not job.resume:
        (job.checkpoint / CHECKPOINT).unlink(missing_ok=True)
    wanted = {"progress": not job.quiet, "checkpoint": job.checkpoint, "every": job.every}
    can = inspect.signature(fit).parameters
    if job.checkpoint is not None and "checkpoint" not in can:
        raise typer.BadParameter(
            "this model is made in one go, without checkpoints: leave --checkpoint out"
        )
    try:
        return fit(**{name: value for name, value in wanted.items() if name in can})
    except mv.Interrupted as stop:
        return stop.result


def summarise(job: TrainJob, report: Any) -> None:
    """Prints the report; exit code 130 if training was stopped before its end."""
    if job.json:
        print(report.to_json())
    if not job.quiet:
        print(f"{report}\nsaved {job.output}", file=sys.stderr)
    if getattr(report, "stopped", False):
        say(f"stopped before the end; {job.output} holds what was learnt so far")
        raise typer.Exit(STOPPED)
