"""The command line as users meet it: help, mistakes, evaluation, pipes that close."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import malvec

import malvec as mv


def test_version_and_help() -> None:
    assert malvec("--version").stdout.startswith("malvec ")
    assert "skipgram" in malvec("train", "--help").stdout
    shown = malvec("--help").stdout
    assert shown.index("train ") < shown.index("similar ")
    for command in (
        "train skipgram",
        "train cbow",
        "similar",
        "analogy",
        "evaluate",
        "convert",
        "compress",
        "info",
        "doctor",
        "demo",
    ):
        assert f"Example: malvec {command}" in malvec(*command.split(), "--help").stdout


def test_evaluate(vectors_file: Path, tmp_path: Path) -> None:
    pairs, questions = tmp_path / "pairs.tsv", tmp_path / "questions.txt"
    pairs.write_text("영화\t배우\t9\n음악\t노래\t8\n영화\t가수\t2\n음악\t없는말\t3\n")
    questions.write_text(": section\n영화 배우 음악 가수\n영화 감독 음악 가수\n")
    rows = malvec(
        "evaluate", vectors_file, "--similarity", pairs, "--analogy", questions
    ).stdout.splitlines()
    assert rows[0].split("\t") == ["set", "kind", "score", "low", "high", "known", "total"]
    assert rows[1].split("\t")[-2:] == ["3", "4"]
    results = json.loads(
        malvec(
            "evaluate", vectors_file, "--similarity", pairs, "--analogy", questions, "--json"
        ).stdout
    )
    loaded = mv.load(vectors_file)
    assert results[0]["score"] == mv.evaluate.similarity(loaded, pairs).score
    assert results[0]["missing_words"] == ["없는말"]
    assert (results[1]["score"], results[1]["known"]) == (
        mv.evaluate.analogy(loaded, questions).score,
        2,
    )
    malvec("evaluate", vectors_file, check=2)


def test_one_bad_set_does_not_hide_the_others(vectors_file: Path, tmp_path: Path) -> None:
    good, absent, empty, foreign = (
        tmp_path / name for name in ("good.tsv", "absent.tsv", "empty.tsv", "foreign.tsv")
    )
    good.write_text("영화\t배우\t9\n음악\t노래\t8\n영화\t가수\t2\n")
    empty.write_text("# nothing\n")
    foreign.write_text("a\tb\t1\nc\td\t2\n")
    flags = [text for path in (absent, good, empty, foreign) for text in ("--similarity", path)]
    done = malvec("evaluate", vectors_file, *flags, "--analogy", good, check=1)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["set", "good.tsv"]
    told = done.stderr.splitlines()
    # the last one is no file of analogies
    names = [path.stem for path in (absent, empty, foreign, good)]
    assert [name for line in told for name in names if f"{name}.tsv" in line] == names
    assert "empty.tsv: none of its 1 lines is two words" in told[1]
    assert told[2].endswith("missing, for example: a, b, c, d")
    assert (
        malvec("evaluate", vectors_file, "--similarity", absent, "--json", check=1).stdout == "[]\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("similar", "absent.safetensors", "x"), 1, "absent.safetensors"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin"), 1, "absent.txt"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "no/such/v.bin"), 1, "no/such"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.parquet"), 2, ".safetensors"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--dim", "0"), 2, "dim"),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--loss", "none"), 2, "loss"),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--tokenizer", "none"),
            2,
            "whitespace",
        ),
        (("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--every", "soon"), 2, "soon"),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--save-corpus", "."),
            1,
            "is a folder",
        ),
        (
            ("train", "skipgram", "-i", "absent.txt", "-o", "v.bin", "--save-corpus", "no/such"),
            1,
            "no such folder",
        ),
        (("train", "nothing"), 2, "nothing"),
    ],
)
def test_mistakes_are_told_in_words(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = malvec(*arguments, check=code)
    assert message in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback() -> None:
    environment = {**os.environ, "MALVEC_DEBUG": "1"}
    command = [sys.executable, "-m", "malvec", "info", "absent.safetensors"]
    assert (
        b"Traceback"
        in subprocess.run(command, capture_output=True, env=environment, check=False).stderr
    )


def test_a_closed_pipe_is_no_error(vectors_file: Path) -> None:
    questions = "영화\n" * 20_000
    command = f"{sys.executable} -m malvec similar {vectors_file} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], input=questions, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("영화\t")
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["tokenize", "words", "similar {}"])
def test_standard_input_that_is_closed(command: str, seasons: mv.Corpus, tmp_path: Path) -> None:
    mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(seasons).save(tmp_path / "v.safetensors")
    shell = f"exec {sys.executable} -m malvec {command.format(tmp_path / 'v.safetensors')} <&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True)
    assert done.returncode == 1
    assert "standard input is closed" in done.stderr
    assert "Error" not in done.stderr
