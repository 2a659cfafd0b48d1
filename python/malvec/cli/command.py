"""Commands and groups of them, with help that is complete at 80 columns: whatever does not fit its
line is broken, nothing is cut."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import typer
import typer.core

__all__ = ["Command", "Group", "command_of", "first_sentence"]

WIDTH, LEFT = 72, 26


def first_sentence(text: str) -> str:
    """The first sentence of a docstring, in one line."""
    start = " ".join(text.partition("\n\n")[0].split())
    return f"{start.partition('. ')[0].rstrip('.:')}."


def plain(text: str) -> str:
    """A docstring without its marks for reStructuredText."""
    return text.replace("``", "")


class Command(typer.core.TyperCommand):
    """A command whose options stand in sections."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The sections, each with its options."""
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The example, broken as a shell reads it."""
        write_example(self.epilog, formatter)


class Group(typer.core.TyperGroup):
    """Commands with their summaries in full."""

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
    """Arguments and options in the sections that their parameters name."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:
            continue
        own = "Arguments" if parameter.param_type_name == "argument" else "Options"
        section = getattr(parameter, "rich_help_panel", None) or own
        sections.setdefault(section, []).append((record[0], plain(record[1])))
    for section, records in sections.items():
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


def command_of(made: Callable[..., None] | typer.Typer, name: str, example: str) -> Any:
    """The command that a function is, or the group."""
    if isinstance(made, typer.Typer):
        return typer.main.get_command(made)
    alone = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    alone.command(name, cls=Command, epilog=f"Example: {example}", help=plain(str(made.__doc__)))(
        made
    )
    return typer.main.get_command(alone)
