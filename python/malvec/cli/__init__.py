"""The command line: ``malvec train``, ``count``, ``similar``, ``analogy``, ``evaluate``,
``convert``, ``compress``, ``info``, …"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import typer
import typer.core

from malvec.cli import space as spacing
from malvec.cli import train as train_text
from malvec.cli import train_cells, train_documents, train_subwords
from malvec.cli.compress import compress
from malvec.cli.convert import convert, info
from malvec.cli.count import count
from malvec.cli.demo import demo
from malvec.cli.doctor import doctor
from malvec.cli.encode import encode
from malvec.cli.evaluate import evaluate
from malvec.cli.outcome import STOPPED, report_errors, say
from malvec.cli.phrases import phrases
from malvec.cli.pictures import explore, plot
from malvec.cli.query import analogy, similar
from malvec.cli.space import space
from malvec.cli.tokenize import tokenize
from malvec.cli.train_command import train
from malvec.cli.words import words

__all__ = ["app", "main"]

EXAMPLES: dict[Callable[..., None], str] = {
    tokenize: "malvec tokenize reviews.txt --tokenizer mecab --keep-tags NN,VV",
    count: "malvec count -i reviews.txt -o counts.safetensors --tokenizer mecab --window 10",
    words: "malvec words reviews.txt --min-frequency 100 --output words.tsv",
    similar: "malvec similar reviews.safetensors 영화 배우",
    analogy: "malvec analogy reviews.safetensors 남자 여자 아빠",
    encode: "malvec encode reviews.safetensors texts.txt --method sif --output sentences.npy",
    evaluate: "malvec evaluate reviews.safetensors --similarity pairs.csv --analogy questions.txt",
    explore: "malvec explore reviews.safetensors -o explorer.html",
    convert: "malvec convert reviews.safetensors reviews.vec.gz",
    compress: "malvec compress reviews.safetensors small.safetensors",
    space: "malvec space spacing.safetensors reviews.txt > spaced.txt",
    phrases: "malvec phrases tokens.txt --passes 2 > phrases.txt",
    info: "malvec info reviews.safetensors",
    doctor: "malvec doctor",
    demo: "malvec demo --output reviews.safetensors",
}


class TrainFirst(typer.core.TyperGroup):
    """The commands in the order of their use; Typer by itself puts those with commands of their own
    last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands."""
        return sorted(super().list_commands(ctx), key=lambda name: name != "train")


app = typer.Typer(
    name="malvec",
    cls=TrainFirst,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
train_text.register()
train_documents.register()
train_cells.register()
train_subwords.register()
spacing.register()
app.add_typer(train, name="train")
app.add_typer(plot, name="plot")
for command, example in EXAMPLES.items():
    app.command(epilog=f"Example: {example}")(report_errors(command))


def show_version(wanted: bool) -> None:
    """Prints the version and ends."""
    if wanted:
        print(f"malvec {version('malvec')}")
        raise typer.Exit


@app.callback()
def malvec(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=show_version, is_eager=True
    ),
) -> None:
    """Word vectors from large corpora, Korean first."""


def main() -> None:
    """The entry point of the command ``malvec``."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: say(str(message))
        try:
            app()
        except KeyboardInterrupt:
            say("stopped")
            sys.exit(STOPPED)
