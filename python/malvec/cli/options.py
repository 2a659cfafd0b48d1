"""The options of a command from the fields of a dataclass: one place for their names, help and
defaults."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, field, fields
from typing import Annotated, Any, TypeVar

import typer

from malvec.cli.command import plain

__all__ = ["option", "parameters", "show_options", "take_options"]

Options = TypeVar("Options")


def option(help: str, *flags: str, default: Any = MISSING, min: int | None = None) -> Any:
    """A field that becomes an option of a command; without flags the option is called as the field,
    without a default it must be given."""
    return field(default=default, metadata={"help": help, "flags": flags, "min": min})


def parameters(kind: type[Any], panel: str) -> Iterator[inspect.Parameter]:
    """The fields of a dataclass as keyword parameters that Typer makes options of; a tuple becomes
    an option that may be repeated."""
    hints = typing.get_type_hints(kind)
    for knob in fields(kind):
        hint, default = hints[knob.name], knob.default
        if typing.get_origin(hint) is tuple:
            hint = list[typing.get_args(hint)[0]]  # type: ignore[misc]
            default = MISSING if default is MISSING else list(default)
        shown = typer.Option(
            *knob.metadata.get("flags", ()),
            help=sentence(knob.metadata["help"]),
            min=knob.metadata.get("min"),
            rich_help_panel=panel,
        )
        yield inspect.Parameter(
            knob.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if default is MISSING else default,
            annotation=Annotated[hint, shown],
        )


def sentence(text: str) -> str:
    """The first sentence of a knob's help with a capital and a full stop; where it begins with a
    value of the knob, that stays as it is."""
    first = plain(text).split(". ")[0]
    return f"{first if first.split()[0].endswith(':') else first[0].upper() + first[1:]}."


def show_options(command: Callable[..., None], shown: Iterable[inspect.Parameter]) -> None:
    """Gives a command that takes ``**options`` the parameters that Typer reads."""
    listed = list(shown)
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in listed}


def take_options(kind: type[Options], options: dict[str, Any]) -> Options:
    """A dataclass of the options that are its fields; they are removed from ``options``."""
    hints = typing.get_type_hints(kind)
    taken = {knob.name: options.pop(knob.name) for knob in fields(kind)}  # type: ignore[arg-type]
    tuples = {name for name in taken if typing.get_origin(hints[name]) is tuple}
    return kind(
        **{name: tuple(value) if name in tuples else value for name, value in taken.items()}
    )
