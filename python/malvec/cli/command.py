"""Commands and groups of them, with help that is complete at 80 columns: whatever does not fit its
line is broken, nothing is cut."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

import click

from malvec.cli.config import command_in, keep_options, use_options
from malvec.cli.grammar import Run
from malvec.cli.logs import logged
from malvec.cli.options import NAMED, parameters, plain, runner
from malvec.cli.outcome import STOPPED
from malvec.runtime.progress import silent

__all__ = ["HELP", "Command", "Group", "command", "first_sentence", "group"]

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


class Command(click.Command):
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
            except click.exceptions.Exit as end:
                if self.kept and end.exit_code == STOPPED:
                    keep_options(ctx)
                raise
        if self.kept:
            keep_options(ctx)
        return done

    def format_arguments(self, ctx: Any, formatter: Any) -> None:
        """Nothing: arguments are the first section of options."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The sections, each with its options."""
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The example, broken as a shell reads it."""
        write_example(self.epilog, formatter)


class Group(click.Group):
    """Commands with their summaries in full; ``--config FILE`` runs the one that a file names."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the command of a file in front where a file comes first."""
        if args and args[0].partition("=")[0] == "--config" and (path := given(args, "--config")):
            own = str(ctx.command_path).split()[1:]
            args = [*command_in(path)[len(own) :], *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order in which they were added."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments begin with; wrong usage that names those that there are
        where none is alike, or that which is meant by another system's name."""
        names, name = self.list_commands(ctx), args[0]
        if name not in names and not name.startswith("-"):
            meant = [each for each in ELSEWHERE.get(name, ()) if each in names]
            like = [] if meant else get_close_matches(name, names, 3)
            hint = f"Did you mean {' or '.join(map(repr, like))}?"
            hint = hint if like else f"There is {', '.join(meant or names)}"
            ctx.fail(f"No such command {name!r}. {hint}")
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
        section = "Arguments" if place else getattr(parameter, "section", "Options")
        sections.setdefault(section, []).append((record[0], plain(record[1])))
    if Run.section in sections:
        sections[Run.section] = sections.pop(Run.section)
    for section, records in sections.items():
        if records:
            with formatter.section(section):
                write_rows(records, formatter)


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


def group(summary: str) -> Group:
    """A group without commands."""
    help = f"{summary} With --config FILE the one that the file names."
    return Group(no_args_is_help=True, context_settings=HELP, help=help)


def command(
    name: str, run: Callable[..., None], example: str, recipe: type[Any] | None = None
) -> Command:
    """The command that calls ``run(job)``, or ``run(job, recipe)``; the options are the fields of
    both, and the recipe tells the help."""
    (kind,) = [each for name, each in get_type_hints(run).items() if name == "job"]
    listed = list(parameters(kind))
    if recipe is None:
        said = plain(inspect.cleandoc(str(run.__doc__)))
    else:
        listed += parameters(recipe, "Training")
        said = first_sentence(plain(str(recipe.__doc__)))
    listed.sort(key=lambda each: each.nargs == -1)  # what takes all that comes is last
    made = Command(
        name,
        params=listed,
        callback=runner(run, kind) if recipe is None else runner(run, kind, recipe),
        help=said,
        epilog=f"Example: {example}",
        context_settings=HELP,
    )
    made.kept = kind.kept
    return made
