"""What all ``malvec train`` commands share: options made from the fields of a job and of a recipe,
and how a fit begins and ends."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.outcome import STOPPED, ends_well, say
from malvec.models.checkpoint import parse_interval
from malvec.runtime.recipe import Recipe

__all__ = [
    "TrainJob",
    "add_command",
    "check_interval",
    "parameters",
    "run_fit",
    "summarise",
    "told",
    "train",
]

train = typer.Typer(
    no_args_is_help=True, help="Train word vectors on text files, and count-based models on counts."
)


def told(help: str, *flags: str, min: int | None = None) -> dict[str, Any]:
    """What an option of :class:`Job` needs besides its type; without flags it is called as the
    field."""
    return {"help": help, "flags": flags, "min": min}


@dataclass(frozen=True, kw_only=True)
class TrainJob:
    """The options that every ``train`` command has besides what it reads and the knobs of its
    recipe."""

    output: Path = field(
        metadata=told("where the vectors go: .safetensors, .txt, .vec or .bin", "--output", "-o")
    )
    checkpoint: Path | None = field(default=None, metadata=told("directory for checkpoints"))
    every: str = field(default="10min", metadata=told("time between checkpoints: 30s, 10min, 2h"))
    resume: bool = field(
        default=True, metadata=told("go on from the checkpoint if there is one, or begin anew")
    )
    quiet: bool = field(
        default=False, metadata=told("no progress bar, no summary", "--quiet", "-q")
    )
    json: bool = field(default=False, metadata=told("print the report as JSON on stdout", "--json"))


def parameters(kind: type[Any], panel: str) -> Iterator[inspect.Parameter]:
    """The fields of a dataclass as keyword parameters that Typer makes options of."""
    hints = typing.get_type_hints(kind)
    for knob in fields(kind):
        flags, least = knob.metadata.get("flags", ()), knob.metadata.get("min")
        told = typer.Option(
            *flags, help=sentence(knob.metadata["help"]), min=least, rich_help_panel=panel
        )
        default = inspect.Parameter.empty if knob.default is MISSING else knob.default
        yield inspect.Parameter(
            knob.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=Annotated[hints[knob.name], told],
        )


def sentence(text: str) -> str:
    """The first sentence of a knob's help with a capital and a full stop; where it begins with a
    value of the knob, that stays as it is."""
    first = text.split(". ")[0]
    return f"{first if first.split()[0].endswith(':') else first[0].upper() + first[1:]}."


def add_command(
    recipe: type[Recipe], kind: type[Any], run: Callable[[Any, Any], None], example: str
) -> None:
    """Registers the command of a recipe under its name in lower case: ``run(job of that kind,
    recipe)``."""
    files = sorted(parameters(kind, "Files"), key=lambda parameter: parameter.name != "input")
    shown = [*files, *parameters(recipe, "Training")]

    def command(**options: Any) -> None:
        job = kind(**{knob.name: options.pop(knob.name) for knob in fields(kind)})
        try:
            trainer = recipe(**options)
        except (TypeError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None
        run(job, trainer)

    name = recipe.__name__.lower()
    command.__doc__ = str(recipe.__doc__).splitlines()[0]
    command.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    train.command(name, epilog=f"Example: {example}")(ends_well(command))


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
        (job.checkpoint / "checkpoint.safetensors").unlink(missing_ok=True)
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
    """Tells what was made; exit code 130 if training was stopped before its end."""
    if job.json:
        print(report.to_json())
    if not job.quiet:
        print(f"{report}\nsaved {job.output}", file=sys.stderr)
    if getattr(report, "stopped", False):
        say(f"stopped before the end; {job.output} holds what was learnt so far")
        raise typer.Exit(STOPPED)
