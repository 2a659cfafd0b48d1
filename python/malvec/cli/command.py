"""Commands and groups of them, with help that is complete at 80 columns: whatever does not fit its
line is broken, nothing is cut."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

import typer
import typer.core

from malvec.cli.config import command_in, keep_options, use_options
from malvec.cli.grammar import Run
from malvec.cli.logs import logged
from malvec.cli.options import NAMED, plain, typed
from malvec.cli.outcome import STOPPED
from malvec.runtime.progress import silent

__all__ = ["Command", "Group", "add", "command_of", "first_sentence", "group"]

WIDTH, LEFT = 72, 26
ELSEWHERE = {"word2vec": ("skipgram", "cbow"), "fasttext": ("skipgram", "cbow", "classifier")}
"""What other systems call a command."""


def first_sentence(text: str) -> str:
    """The first sentence of a docstring, in one line."""
    start = " ".join(text.partition("\n\n")[0].split())
    return f"{start.partition('. ')[0].rstrip('.:')}."


def given(args: list[str], flag: str) -> str | None:
    """The value of an option among arguments that are not parsed yet."""
    for number, word in enumerate(args):
        if word == "--":
            break
        if word.startswith(f"{flag}="):
            return word.partition("=")[2]
        if word == flag:
            return "".join(args[number + 1 : number + 2])
    return None


def came_from_call(ctx: Any, name: str) -> bool:
    """Whether a parameter was given on the command line."""
    return str(ctx.get_parameter_source(name).name) == "COMMANDLINE"


class Command(typer.core.TyperCommand):
    """A command whose options stand in sections, and may come from a file."""

    kept = False
    """Whether its options are written beside its output."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, completed by those of ``--config``."""
        if path := given(args, "--config"):
            use_options(ctx, Path(path))
        rest = super().parse_args(ctx, args)
        for each in self.params:  # one argument may have two parameters, and the file counts less
            by_place, by_name = ctx.params.get(each.name), ctx.params.get(f"{each.name}{NAMED}")
            found = (ctx.default_map or {}).get(each.name)
            if found and by_name:
                ctx.params[each.name] = by_place if came_from_call(ctx, each.name) else None
            elif found and not by_place:  # some releases of Click do not look there for arguments
                ctx.params[each.name] = each.process_value(ctx, found)
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Runs it; keeps its options where it makes something, even if it was stopped."""
        quiet = ctx.params.get("quiet", False) or ctx.params.get("progress") == "off"
        with logged(ctx.params.get("log_level", "warning")), silent(quiet):
            try:
                done = super().invoke(ctx)
            except typer.Exit as end:
                if self.kept and end.exit_code == STOPPED:
                    keep_options(ctx)
                raise
        if self.kept:
            keep_options(ctx)
        return done

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What stands in the line of usage."""
        return [re.sub(r"[{}]", "", piece) for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The sections, each with its options."""
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The example, broken as a shell reads it."""
        write_example(self.epilog, formatter)


class Group(typer.core.TyperGroup):
    """Commands with their summaries in full; ``--config FILE`` runs the one that a file names."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command of a file in front where a file comes first."""
        if args and args[0].partition("=")[0] == "--config" and (path := given(args, "--config")):
            own = str(ctx.command_path).split()[1:]
            args = [*command_in(path)[len(own) :], *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments begin with; wrong usage that names those that there are
        where none is alike, or that which is meant by another system's name."""
        names, name = self.list_commands(ctx), args[0]
        meant = [each for each in ELSEWHERE.get(name, ()) if each in names]
        like = get_close_matches(name, names, 1)
        if name not in names and not name.startswith("-") and (meant or not like):
            ctx.fail(f"No such command {name!r}. There is {', '.join(meant or names)}")
        return super().resolve_command(ctx, args)

    def summary(self, ctx: Any, name: str) -> str:
        """What a command does, in a sentence."""
        return first_sentence(str(self.get_command(ctx, name).help))  # type: ignore[union-attr]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options and the commands."""
        write_options(self, ctx, formatter)
        with formatter.section("Commands"):
            names = self.list_commands(ctx)
            write_rows([(name, plain(self.summary(ctx, name))) for name in names], formatter)


def write_options(command: Any, ctx: Any, formatter: Any) -> None:
    """Arguments and options in the sections that their parameters name: arguments first, what every
    command has last."""
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:
            continue
        place = parameter.param_type_name == "argument"
        section = "Arguments" if place else getattr(parameter, "rich_help_panel", None) or "Options"
        name = shown_name(parameter) if place else record[0]
        sections.setdefault(section, []).append((name, plain(record[1])))
    if Run.section in sections:
        sections[Run.section] = sections.pop(Run.section)
    for section, records in sections.items():
        if records:
            with formatter.section(section):
                write_rows(records, formatter)


def shown_name(argument: Any) -> str:
    """The name of an argument, without the type and the braces that some releases of Typer add."""
    return str(argument.metavar or argument.name.upper())


def write_rows(rows: list[tuple[str, str]], formatter: Any) -> None:
    """Names to the left, what they mean to the right; a word is never broken."""
    left = min(max(len(name) for name, _ in rows), LEFT) + 2
    indent = " " * (formatter.current_indent + left)
    for name, text in rows:
        lines = textwrap.wrap(
            text, formatter.width - len(indent), break_long_words=False, break_on_hyphens=False
        )
        start = f"{'':{formatter.current_indent}}{name}"
        beside = len(name) <= left - 2 and bool(lines)
        first = f"{start:{len(indent)}}{lines.pop(0)}" if beside else start
        formatter.write("\n".join([first, *(indent + line for line in lines)]) + "\n")


def write_example(example: str | None, formatter: Any) -> None:
    """An example below the options."""
    if not example:
        return
    lines = textwrap.wrap(example, WIDTH, break_long_words=False, break_on_hyphens=False)
    formatter.write_paragraph()
    formatter.write("\n".join(f"  {line}" for line in " \\\n    ".join(lines).splitlines()) + "\n")


HELP = {"help_option_names": ["-h", "--help"]}


def command_of(made: Any, name: str, example: str) -> Any:
    """The command that a function of one job is, or the group."""
    if isinstance(made, typer.Typer):
        return typer.main.get_command(made)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=HELP)
    add(alone, name, made, example)
    return typer.main.get_command(alone)


def group(summary: str) -> typer.Typer:
    """A group without commands."""
    return typer.Typer(
        cls=Group,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=HELP,
        help=f"{summary} With --config FILE the one that the file names.",
    )


def add(
    group: typer.Typer,
    name: str,
    run: Callable[..., None],
    example: str,
    recipe: type[Any] | None = None,
) -> None:
    """Adds the command that calls ``run(job)``, or ``run(job, recipe)``; the options are the fields
    of both, and the recipe tells the help."""
    (kind,) = [each for name, each in get_type_hints(run).items() if name == "job"]
    kinds = [(kind, None)] if recipe is None else [(kind, None), (recipe, "Training")]
    made = type(name, (Command,), {"kept": kind.kept})
    said = (
        plain(inspect.cleandoc(str(run.__doc__)))
        if recipe is None
        else first_sentence(plain(str(recipe.__doc__)))
    )
    group.command(name, cls=made, help=said, epilog=f"Example: {example}")(typed(run, *kinds))
