"""Help of every command: it fits 80 columns, nothing is cut; completion as bash asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import click
import pytest
from command_line import malvec

from malvec.cli.app import COMMANDS, app
from malvec.cli.command import first_sentence, plain


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands with their names."""
    yield path, command
    context = click.Context(command)
    for name in getattr(command, "list_commands", lambda context: [])(context):
        yield from walk(command.get_command(context, name), (*path, name))


TREE = dict(walk(app))


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_help_fits_and_is_whole(path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = malvec(*path, "--help").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "``" not in shown
    assert "…" not in shown
    joined = " ".join(shown.split())
    for parameter in TREE[path].params:
        if getattr(parameter, "hidden", False):
            continue
        assert all(name in joined for name in parameter.opts if name.startswith("-"))
        text = plain(str(getattr(parameter, "help", None) or ""))
        assert " ".join(text.split()) in joined
        assert text.endswith((".", ")")), f"{parameter.name}: {text}"
        assert text[:1] == text[:1].upper() or text.split()[0].endswith((":", "=")), text


def test_summaries_are_those_of_the_commands() -> None:
    for name, place in COMMANDS.items():
        assert place.summary == first_sentence(str(TREE[(name,)].help)), name
        assert (name, "") == (place.example.split()[1] if place.example else name, "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("malvec co", {"count", "convert", "compress", "config"}),
        ("malvec train s", {"skipgram", "swivel", "svd", "spacing"}),
        ("malvec similar --to", {"--topn"}),
        ("malvec --ver", {"--version"}),
        ("malvec tokenize -t ko", {"komoran", "konlpy-mecab"}),
        ("malvec train skipgram --loss ", {"ns", "hs"}),
        ("malvec tokenize --on-error s", {"skip"}),
    ],
)
def test_completion_as_bash_asks(typed: str, offered: set[str]) -> None:
    asked = {
        "_MALVEC_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "malvec"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_completion_is_shown(shell: str) -> None:
    shown = malvec("--show-completion", shell).stdout
    assert f"_MALVEC_COMPLETE={shell}_complete" in shown
    assert "malvec" in shown


def test_misspelt_commands_and_options_are_answered_with_their_like() -> None:
    assert "Did you mean 'similar'?" in malvec("simlar", check=2).stderr
    assert "Did you mean 'skipgram'?" in malvec("train", "skipgrm", check=2).stderr
    assert "--window" in malvec("train", "skipgram", "--windw", 3, check=2).stderr


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("plot v.safetensors", "There is scatter, topics, heatmap"),
        ("train word2vec", "There is skipgram, cbow"),
        ("train skipgrm", "Did you mean 'skipgram'"),
        ("trian", "Did you mean 'train'"),
        ("zzz", "There is train, tokenize"),
    ],
)
def test_a_wrong_command_is_answered_by_those_there_are(typed: str, told: str) -> None:
    assert told in malvec(*typed.split(), check=2).stderr


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_arguments_come_first_and_what_all_have_last(path: tuple[str, ...]) -> None:
    shown = malvec(*path, "--help").stdout
    usage = shown.partition("\n\n")[0]
    assert not set("{}<>") & set(usage)
    sections = [line for line in shown.splitlines() if line[:1] != " " and line.endswith(":")]
    places = [each for each in TREE[path].params if each.param_type_name == "argument"]
    assert (sections[0] == "Arguments:") == bool(places)
    assert "<" not in shown.partition("Arguments:")[2].partition("\n\n")[0]
    if "Every command:" in sections:
        assert sections[-1] == "Every command:"
    if any("--input" in each.opts for each in TREE[path].params):
        assert "INPUT by name" in shown
