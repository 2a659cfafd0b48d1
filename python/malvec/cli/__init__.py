"""The command line: ``malvec train``, ``similar``, ``analogy``, ``evaluate``, ``convert``, ``info``, ``doctor``, ``demo``."""

from __future__ import annotations

import io
import sys
from importlib.metadata import version

import typer

from malvec.cli.convert import convert, info
from malvec.cli.demo import demo
from malvec.cli.doctor import doctor
from malvec.cli.evaluate import evaluate
from malvec.cli.outcome import STOPPED, ends_well, say
from malvec.cli.query import analogy, similar
from malvec.cli.train import train

__all__ = ["app", "main"]

app = typer.Typer(
    name="malvec",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(train, name="train")
for command in (similar, analogy, evaluate, convert, info, doctor, demo):
    app.command()(ends_well(command))


def show_version(wanted: bool) -> None:
    """Prints the version and ends."""
    if wanted:
        print(f"malvec {version('malvec')}")
        raise typer.Exit


@app.callback()
def malvec(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=show_version, is_eager=True),
) -> None:
    """Word vectors from large corpora, Korean first."""


def main() -> None:
    """The entry point of the command ``malvec``."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        app()
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(STOPPED)
