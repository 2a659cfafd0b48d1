"""The arguments and options of a command are the fields of a dataclass, its job: one place for
their names, help and defaults."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, Optional, TypeVar

import typer
from typer.models import ArgumentInfo

from malvec.cli.outcome import say

__all__ = [
    "argument",
    "inputs",
    "option",
    "parameters",
    "plain",
    "renamed",
    "suggesting",
    "take_options",
    "typed",
]

Options = TypeVar("Options")
METAVARS: dict[Any, str] = {int: "N", float: "X", str: "TEXT", Path: "FILE"}
NAMED, OLD = "_by_name", "_by_old_name"
OLD_KNOBS = {"subwords": ("--units",)}


def option(
    help: str,
    *flags: str,
    default: Any = MISSING,
    min: float | None = None,
    choices: Iterable[str] = (),
) -> Any:
    """A field that becomes an option of a command.

    Args:
        help: a sentence; its capital and full stop come by themselves.
        flags: its names; without any, that of the field.
        default: without one, the option must be given.
        min: the least number.
        choices: the values there are, where the type does not say.
    """
    told = {"help": help, "flags": flags, "min": min, "choices": tuple(choices)}
    return field(default=default, metadata=told)


def renamed(now: Any, *old: str) -> Any:
    """An option that had other names before: they are not shown, and who uses one is told the new
    one."""
    return field(default=now.default, metadata={**now.metadata, "old": old})


def suggesting(now: Any, values: Iterable[str]) -> Any:
    """An option that takes any text, for which the shell offers some."""
    return field(default=now.default, metadata={**now.metadata, "values": tuple(values)})


def argument(help: str, default: Any = MISSING) -> Any:
    """A field that is given by its place; a tuple takes all that is there."""
    return field(default=default, metadata={"help": help, "place": True})


def inputs(help: str, default: Any = ("-",)) -> Any:
    """A tuple that is given by its place, by ``--input`` or ``-i``, or by both together."""
    told = {"help": help, "place": True, "flags": ("--input", "-i")}
    return field(default=default, metadata=told)


def parameters(kind: type[Any], section: str | None = None) -> Iterator[inspect.Parameter]:
    """The fields of a dataclass as parameters that Typer reads: its own first, then those of its
    bases, each class under its ``section``."""
    hints = typing.get_type_hints(kind)
    left = {each.name: each for each in fields(kind)}
    for owner in kind.__mro__:
        heading = section or vars(owner).get("section", "Options")
        for name in inspect.get_annotations(owner):
            if name in left:
                yield from shown(left.pop(name), hints[name], heading)


def shown(each: Field[Any], hint: Any, section: str) -> Iterator[inspect.Parameter]:
    """A field as an argument, an option or both, and its old names as hidden options."""
    told, (hint, default) = each.metadata, readable(hint, each)
    help = told["help"] if told.get("place") else with_choices(sentence(told["help"]), hint)
    if told.get("place"):
        place = typer.Argument(help=sentence(help), metavar=each.name.upper())
        yield parameter(each.name, hint, place, default)
        if not told.get("flags"):
            return
        help = f"{each.name.upper()} by name; may be repeated."
    known = typer.Option(
        *told.get("flags", ()),
        help=help,
        min=told.get("min"),
        metavar=metavar(hint),
        rich_help_panel=section,
        autocompletion=begun(told["values"]) if "values" in told else None,
    )
    name = each.name + NAMED if told.get("place") else each.name
    yield parameter(name, hint, known, default)
    for number, flag in enumerate(old_names(each)):
        yield parameter(
            f"{each.name}{OLD}{number}", hint | None, typer.Option(flag, hidden=True), None
        )


def old_names(each: Field[Any]) -> tuple[str, ...]:
    """The names that an option had before; a knob of a recipe does not know its own."""
    return tuple(each.metadata.get("old", OLD_KNOBS.get(each.name, ())))


def begun(values: tuple[str, ...]) -> Callable[[str], list[str]]:
    """What the shell offers for the beginning of a value."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def parameter(name: str, hint: Any, known: Any, default: Any) -> inspect.Parameter:
    """A parameter with what Typer wants to know of it."""
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[hint, known]
    )


def readable(hint: Any, each: Field[Any]) -> tuple[Any, Any]:
    """Type and default as Typer knows them: a tuple becomes a list that may be missing."""
    needed = each.default is MISSING
    if choices := each.metadata.get("choices"):
        one = Literal.__getitem__(choices)
        hint = Optional[one] if each.default is None else one  # noqa: UP045
    if typing.get_origin(hint) is tuple:
        needed = needed and not (each.metadata.get("place") and each.metadata.get("flags"))
        hint = list[typing.get_args(hint)[0]]  # type: ignore[misc]
        return (hint, inspect.Parameter.empty) if needed else (hint | None, None)
    return hint, inspect.Parameter.empty if needed else each.default


def bare(hint: Any) -> Any:
    """The type of one value: without None, without the list."""
    inside = [each for each in typing.get_args(hint) if each is not type(None)]
    if typing.get_origin(hint) is Literal or not inside:
        return hint
    return bare(inside[0])


def metavar(hint: Any) -> str | None:
    """What stands for the value in the help; None for flags."""
    return "CHOICE" if typing.get_origin(bare(hint)) is Literal else METAVARS.get(bare(hint))


def with_choices(help: str, hint: Any) -> str:
    """The help with all values that there are."""
    choices = typing.get_args(bare(hint)) if typing.get_origin(bare(hint)) is Literal else ()
    missing = [choice for choice in choices if choice not in help]
    return f"{help} One of {', '.join(choices)}." if missing else help


def plain(text: str) -> str:
    """A docstring without its marks for reStructuredText."""
    return text.replace("``", "")


def sentence(text: str) -> str:
    """The first sentence of a knob's help with a capital and a full stop; where it begins with a
    value of the knob, that stays as it is."""
    first = plain(text).split(". ")[0].rstrip(".")
    return f"{first if first.split()[0].endswith(':') else first[0].upper() + first[1:]}."


def typed(run: Callable[..., None], *kinds: tuple[type[Any], str | None]) -> Callable[..., None]:
    """A function for Typer that calls ``run`` with an object of each of these classes, made of the
    options that its fields became."""

    def command(**options: Any) -> None:
        run(*(take_options(kind, options) for kind, _ in kinds))

    listed = [each for kind, section in kinds for each in parameters(kind, section)]
    listed.sort(key=takes_all)
    command.__doc__ = run.__doc__
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in listed}
    return command


def takes_all(parameter: inspect.Parameter) -> bool:
    """Whether it is an argument that takes whatever comes, and therefore the last."""
    hint, known = typing.get_args(parameter.annotation)[:2]
    return isinstance(known, ArgumentInfo) and "list" in str(hint)


def take_options(kind: type[Options], options: dict[str, Any]) -> Options:
    """A dataclass of the options that are its fields; they are removed from ``options``. Wrong
    usage where a value cannot be."""
    taken = {each.name: take(each, options) for each in fields(kind)}  # type: ignore[arg-type]
    try:
        return kind(**taken)
    except (TypeError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None


def take(each: Field[Any], options: dict[str, Any]) -> Any:
    """The value of a field, by whatever name it was given."""
    value = options.pop(each.name)
    for number, flag in enumerate(old_names(each)):
        given = options.pop(f"{each.name}{OLD}{number}")
        if given is not None:
            new = next(iter(each.metadata["flags"]), f"--{each.name.replace('_', '-')}")
            say(f"{flag} is called {new} now")
            value = given
    if each.name + NAMED in options or isinstance(each.default, tuple) or isinstance(value, list):
        together = (*(value or ()), *(options.pop(each.name + NAMED, None) or ()))
        if not together and each.default is MISSING:
            raise typer.BadParameter(f"no {each.name} is given")
        return together or each.default
    return value
