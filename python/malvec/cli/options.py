"""The arguments and options of a command are the fields of a dataclass, its job: one place for
their names, help and defaults."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from malvec.cli.outcome import say

__all__ = [
    "argument",
    "inputs",
    "option",
    "parameters",
    "plain",
    "renamed",
    "runner",
    "suggesting",
    "take_options",
]

Options = TypeVar("Options")
METAVARS = (
    (click.Choice, "CHOICE"),
    (click.Path, "FILE"),
    (click.types.IntParamType, "N"),
    (click.types.FloatParamType, "X"),
)
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


class Argument(click.Argument):
    """An argument that has a place in the help."""

    def __init__(self, name: str, help: str, **settings: Any) -> None:
        super().__init__([name], **settings)
        self.help = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its name, and what it is."""
        facts = [f"default: {self.default}"] if isinstance(self.default, (str, Path)) else []
        facts += ["required"] if self.required else []
        said = str(self.help)
        return self.name.upper(), f"{said}  [{'; '.join(facts)}]" if facts else said


class Option(click.Option):
    """An option under a heading of the help."""

    def __init__(self, *names: str, section: str = "Options", **settings: Any) -> None:
        super().__init__(names, show_default=True, **settings)
        self.section = section


def parameters(kind: type[Any], section: str | None = None) -> Iterator[click.Parameter]:
    """The fields of a dataclass as parameters of a command: its own first, then those of its bases,
    each class under its ``section``."""
    hints = typing.get_type_hints(kind)
    left = {each.name: each for each in fields(kind)}
    for owner in kind.__mro__:
        heading = section or vars(owner).get("section", "Options")
        for name in inspect.get_annotations(owner):
            if name in left:
                yield from shown(left.pop(name), hints[name], heading)


def shown(each: Field[Any], hint: Any, section: str) -> Iterator[click.Parameter]:
    """A field as an argument, an option or both, and its old names as hidden options."""
    told, values = each.metadata, values_of(hint, each)
    several = typing.get_origin(hint) is tuple
    flag = values is click.BOOL
    given: dict[str, Any] = {"type": values, "required": needed(each, several)}
    if each.default is not MISSING and not several:
        given |= {"default": each.default}
    named: dict[str, Any] = {"section": section, "metavar": None if flag else metavar(values)}
    if told.get("place"):
        yield Argument(each.name, sentence(told["help"]), nargs=-1 if several else 1, **given)
        if told.get("flags"):
            named |= {"help": f"{each.name.upper()} by name; may be repeated."}
            yield Option(each.name + NAMED, *told["flags"], type=values, multiple=several, **named)
        return
    named |= {"help": with_choices(sentence(told["help"]), values)}
    named |= {"is_flag": True} if flag else {"multiple": several}
    if "values" in told:
        named |= {"shell_complete": begun(told["values"])}
    yield Option(each.name, *flags_of(each, values), **given, **named)
    for number, name in enumerate(old_names(each)):
        yield Option(f"{each.name}{OLD}{number}", name, type=values, hidden=True)


def needed(each: Field[Any], several: bool) -> bool:
    """Whether a command cannot run without it; what has a place and a name may come by either."""
    by_either = several and each.metadata.get("place") and each.metadata.get("flags")
    return each.default is MISSING and not by_either


def flags_of(each: Field[Any], values: Any) -> tuple[str, ...]:
    """The names of an option; a flag that has none of its own has one that denies it, too."""
    name = each.name.replace("_", "-")
    usual = f"--{name}/--no-{name}" if values is click.BOOL else f"--{name}"
    return each.metadata.get("flags") or (usual,)


def old_names(each: Field[Any]) -> tuple[str, ...]:
    """The names that an option had before; a knob of a recipe does not know its own."""
    return tuple(each.metadata.get("old", OLD_KNOBS.get(each.name, ())))


def begun(values: tuple[str, ...]) -> Callable[[Any, Any, str], list[str]]:
    """What the shell offers for the beginning of a value."""

    def complete(ctx: Any, param: Any, incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


def values_of(hint: Any, each: Field[Any]) -> Any:
    """The values that a field takes, one at a time."""
    least, kind = each.metadata.get("min"), bare(hint)
    choices = each.metadata.get("choices") or (
        typing.get_args(kind) if typing.get_origin(kind) is Literal else ()
    )
    if choices:
        return click.Choice(choices)
    if kind is Path:
        return click.Path(path_type=Path)
    if least is not None:
        return (click.IntRange if kind is int else click.FloatRange)(min=least)
    return click.types.convert_type(kind)


def bare(hint: Any) -> Any:
    """The type of one value: without None, without the tuple."""
    inside = [each for each in typing.get_args(hint) if each is not type(None)]
    if typing.get_origin(hint) is Literal or not inside:
        return hint
    return bare(inside[0])


def metavar(values: Any) -> str:
    """What stands for a value in the help."""
    for kind, name in METAVARS:
        if isinstance(values, kind):
            return name
    return "TEXT"


def with_choices(help: str, values: Any) -> str:
    """The help with all values that there are."""
    choices = values.choices if isinstance(values, click.Choice) else ()
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


def runner(run: Callable[..., None], *kinds: type[Any]) -> Callable[..., None]:
    """A function of options by name that calls ``run`` with an object of each of these classes."""

    def command(**options: Any) -> None:
        run(*(take_options(kind, options) for kind in kinds))

    return command


def take_options(kind: type[Options], options: dict[str, Any]) -> Options:
    """A dataclass of the options that are its fields; they are removed from ``options``. Wrong
    usage where a value cannot be."""
    taken = {each.name: take(each, options) for each in fields(kind)}  # type: ignore[arg-type]
    try:
        return kind(**taken)
    except (TypeError, ValueError) as error:
        raise click.BadParameter(str(error)) from None


def take(each: Field[Any], options: dict[str, Any]) -> Any:
    """The value of a field, by whatever name it was given."""
    value = options.pop(each.name)
    for number, flag in enumerate(old_names(each)):
        given = options.pop(f"{each.name}{OLD}{number}")
        if given is not None:
            new = next(iter(each.metadata["flags"]), f"--{each.name.replace('_', '-')}")
            say(f"{flag} is called {new} now")
            value = given
    if each.name + NAMED in options or isinstance(each.default, tuple) or isinstance(value, tuple):
        together = (*(value or ()), *(options.pop(each.name + NAMED, None) or ()))
        if not together and each.default is MISSING:
            raise click.BadParameter(f"no {each.name} is given")
        return together or each.default
    return value
