"""The commands of ``malvec`` by name: where each is, and what it does in a sentence. A command is
imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from malvec.cli.command import HELP, Command, Group, command
from malvec.cli.outcome import MISUSED, say
from malvec.version import __version__

__all__ = ["COMMANDS", "app", "run"]


class Place(NamedTuple):
    """A command: its module, which has a function or a group of its name; a sentence; an
    example."""

    module: str
    summary: str
    example: str = ""


COMMANDS = {
    "train": Place(
        "train",
        "Train on text or on counts: vectors, documents, topics, factors, tokenizers.",
    ),
    "tokenize": Place(
        "tokenize",
        "Split each line into tokens, with blanks between.",
        "malvec tokenize reviews.txt --tokenizer mecab --keep-tags NN,VV",
    ),
    "normalize": Place(
        "filters",
        "Clean texts, line by line.",
        "malvec normalize reviews.txt --clean repeats=2,emoticons,html -o clean.txt",
    ),
    "dedupe": Place(
        "filters",
        "Leave out texts that say nearly the same as an earlier one.",
        "malvec dedupe reviews.txt --threshold 0.7 -o unlike.txt",
    ),
    "sentences": Place(
        "filters",
        "Split texts into sentences, one per line.",
        "malvec sentences articles.txt | malvec tokenize --tokenizer mecab",
    ),
    "words": Place(
        "words",
        "Find words in texts by how their characters hold together.",
        "malvec words reviews.txt --min-frequency 100 --output words.tsv",
    ),
    "phrases": Place(
        "phrases",
        "Join words that belong together, such as new_york.",
        "malvec phrases tokens.txt --passes 2 > phrases.txt",
    ),
    "space": Place(
        "space",
        "Put blanks where they belong, line by line.",
        "malvec space spacing.safetensors reviews.txt > spaced.txt",
    ),
    "count": Place(
        "count",
        "Count which words stand near which, for GloVe, Swivel, PMI and the like.",
        "malvec count reviews.txt -o counts.safetensors --tokenizer mecab --window 10",
    ),
    "similar": Place(
        "query",
        "Print the words most similar to each word, or the documents to each tag.",
        "malvec similar reviews.safetensors 영화 배우",
    ),
    "analogy": Place(
        "query",
        'Answer "a is to b as c is to ...".',
        "malvec analogy reviews.safetensors 남자 여자 아빠",
    ),
    "recommend": Place(
        "query",
        "Recommend items to each user.",
        "malvec recommend factors.safetensors kim lee --topn 5",
    ),
    "topics": Place(
        "topics",
        "Print the topics of a model.",
        "malvec topics topics.safetensors --topn 8",
    ),
    "encode": Place(
        "encode",
        "Turn every line of text into a vector.",
        "malvec encode reviews.safetensors texts.txt --method sif --output sentences.npy",
    ),
    "classify": Place(
        "classify",
        "Tell the label of every text.",
        "malvec classify sentiment.safetensors new.txt",
    ),
    "evaluate": Place(
        "evaluate",
        "Score vectors by the judgement of people.",
        "malvec evaluate reviews.safetensors --similarity pairs.csv --analogy questions.txt",
    ),
    "explore": Place(
        "pictures",
        "Write a page to search words and to see a map of them.",
        "malvec explore reviews.safetensors -o explorer.html",
    ),
    "plot": Place(
        "pictures", "Draw words, documents, texts, topics, factors or trainings as a picture."
    ),
    "convert": Place(
        "convert",
        "Copy vectors into another kind of file.",
        "malvec convert reviews.safetensors reviews.vec.gz",
    ),
    "compress": Place(
        "compress",
        "Write vectors in a byte per component or less.",
        "malvec compress reviews.safetensors small.safetensors",
    ),
    "index": Place(
        "index",
        "Write vectors with a structure beside them that answers sooner.",
        "malvec index reviews.txt --encoder reviews.safetensors -o reviews.index",
    ),
    "info": Place(
        "info",
        "Show what a file holds.",
        "malvec info reviews.safetensors",
    ),
    "doctor": Place(
        "doctor",
        "Show what was found on this machine, and how to add what is missing.",
        "malvec doctor",
    ),
    "config": Place(
        "linking",
        "Print how C and C++ programs find libmalvec.",
        "malvec config --cflags --libs",
    ),
    "demo": Place(
        "demo",
        "Train on 100,000 Korean film reviews that come with malvec, and look at what was learnt.",
        "malvec demo --output reviews.safetensors",
    ),
}


class Commands(Group):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order of their use."""
        return list(COMMANDS)

    def summary(self, ctx: Any, name: str) -> str:
        """What a command does, in a sentence."""
        return COMMANDS[name].summary

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        place = COMMANDS[cmd_name]
        found: Any = getattr(import_module(f"malvec.cli.{place.module}"), cmd_name)
        return found if isinstance(found, Group) else command(cmd_name, found, place.example)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """How a name goes on; no command is imported for that."""
        light = Group(name="malvec", params=self.params)
        light.commands = {
            name: Command(name, help=place.summary) for name, place in COMMANDS.items()
        }
        return light.shell_complete(click.Context(light), incomplete)


def show_version(ctx: Any, param: Any, wanted: bool) -> None:
    """Prints the version and ends."""
    if wanted:
        print(f"malvec {__version__}")
        ctx.exit()


def show_completion(ctx: Any, param: Any, shell: str | None) -> None:
    """Prints what a shell runs to complete commands, and ends."""
    if shell:
        from click.shell_completion import get_completion_class

        made: Any = get_completion_class(shell)
        print(made(app, {}, "malvec", COMPLETE).source())
        ctx.exit()


COMPLETE = "_MALVEC_COMPLETE"
SHELLS = click.Choice(["bash", "zsh", "fish"])
app = Commands(
    name="malvec",
    help="Word vectors from large corpora, Korean first.",
    no_args_is_help=True,
    context_settings=HELP,
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=show_version,
            help="Print the version.",
        ),
        click.Option(
            ["--show-completion"],
            type=SHELLS,
            metavar="SHELL",
            expose_value=False,
            is_eager=True,
            callback=show_completion,
            help="Print the script by which bash, zsh or fish completes commands.",
        ),
    ],
)


def run(arguments: Sequence[str]) -> int:
    """Runs the command of these arguments: its exit code."""
    if COMPLETE in os.environ:  # a shell asks how a word could go on
        app.main(prog_name="malvec")
    try:
        with app.make_context("malvec", list(arguments)) as context:
            app.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        show_misuse(error)
        return MISUSED
    return 0


def show_misuse(error: click.UsageError) -> None:
    """What is wrong with the arguments, and where to read on; the help where there were none."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    said = error.format_message().removeprefix("Invalid value: ")
    known = [name for each in error.ctx.command.params for name in each.opts] if error.ctx else []
    if getattr(error, "option_name", "") in ("-k", "--k") and "--topn" in known:
        said += " Did you mean --topn?"
    say(said)
    if error.ctx is not None:
        say(f"{error.ctx.command_path} --help shows what can be given")
