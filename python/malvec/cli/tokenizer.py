"""``malvec tokenizer train``: text to a tokenizer of sub-word units."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_place
from malvec.cli.outcome import ends_well
from malvec.cli.train_command import parameters, told
from malvec.text.sources import find_sources
from malvec.tokenizers.subwords.training import UnitRecipe

__all__ = ["tokenizer"]

tokenizer = typer.Typer(
    no_args_is_help=True, help="Train tokenizers of sub-word units, for --tokenizer."
)
train = typer.Typer(
    no_args_is_help=True,
    help="Train a vocabulary of sub-word units on text; it is written as a tokenizer.json.",
)
tokenizer.add_typer(train, name="train")


@dataclass(frozen=True)
class UnitsJob:
    """The options that every ``malvec tokenizer train`` has besides the knobs of its recipe."""

    output: Path = field(
        metadata=told("where the tokenizer goes: tokenizer.json", "--output", "-o")
    )
    input: list[str] = field(
        default_factory=lambda: ["-"],
        metadata=told("text file, one text per line; may be repeated", "--input", "-i"),
    )
    quiet: bool = field(
        default=False, metadata=told("no progress bar, no summary", "--quiet", "-q")
    )
    json: bool = field(default=False, metadata=told("print the report as JSON on stdout", "--json"))


def add_command(recipe: type[UnitRecipe]) -> None:
    """Registers the command of a recipe."""
    files = sorted(
        (listed(parameter) for parameter in parameters(UnitsJob, "Files")),
        key=lambda parameter: parameter.name != "input",
    )
    shown = [*files, *(listed(parameter) for parameter in parameters(recipe, "Training"))]

    def command(**options: Any) -> None:
        job = UnitsJob(**{knob.name: options.pop(knob.name) for knob in fields(UnitsJob)})
        try:
            knobs: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in options.items()
            }
            trainer = recipe(**knobs)
        except (TypeError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None
        run(job, trainer)

    name = recipe.__name__.lower()
    command.__doc__ = str(recipe.__doc__).splitlines()[0]
    command.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    example = f"malvec tokenizer train {name} -i reviews.txt -o tokenizer.json --vocab-size 8000"
    train.command(name, epilog=f"Example: {example}")(ends_well(command))


def listed(parameter: inspect.Parameter) -> inspect.Parameter:
    """Typer takes lists where recipes have tuples; without an input, standard input is read."""
    if parameter.name == "input":
        return parameter.replace(default=["-"])
    if parameter.name == "special_tokens":
        option = parameter.annotation.__metadata__[0]
        return parameter.replace(
            default=list(parameter.default), annotation=Annotated[list[str], option]
        )
    return parameter


def run(job: UnitsJob, recipe: UnitRecipe) -> None:
    """Trains and writes; what cannot be written or read is told before."""
    if job.output.suffix != ".json":
        raise typer.BadParameter(f"{job.output}: the name must end in .json")
    check_place(job.output)
    find_sources(job.input)
    source: Any = job.input[0] if len(job.input) == 1 else [Path(path) for path in job.input]
    units = recipe.fit(source, progress=not job.quiet)
    units.save(job.output)
    if job.json:
        print(units.report.to_json())
    if not job.quiet:
        print(f"{units.report}\nsaved {job.output}", file=sys.stderr)


for kind in (mv.Bpe, mv.Unigram, mv.WordPiece):
    add_command(kind)
