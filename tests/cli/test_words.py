"""``malvec words`` as users meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import malvec

import malvec as mv
from malvec.word_discovery import COLUMNS

pytestmark = pytest.mark.filterwarnings("always:only .* of the eojeols")


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "reviews.txt"
    path.write_text("\n".join(mv.datasets.review_texts()[:2000]), "utf-8")
    return path


def test_texts_to_a_table(reviews: Path, tmp_path: Path) -> None:
    out = tmp_path / "words.tsv"
    done = malvec("words", reviews, "--min-frequency", 20, "--output", out, "--json", "--quiet")
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == "\t".join(COLUMNS)
    table = mv.word_discovery.count_words(reviews).table(min_frequency=20)
    assert [line.split("\t")[0] for line in lines[1:]] == list(table.vocab)
    assert json.loads(done.stdout)["texts"] == 2000
    assert "of the eojeols begin" in done.stderr
    piped = malvec("words", "--min-frequency", 20, "-q", stdin=reviews.read_text("utf-8"))
    assert piped.stdout == out.read_text("utf-8")


def test_statistics_are_kept_and_added_up(reviews: Path, tmp_path: Path) -> None:
    kept = tmp_path / "s.safetensors"
    malvec("words", reviews, "--save", kept, "-o", tmp_path / "w.tsv")
    twice = malvec("words", kept, reviews, "--min-frequency", 40, "-q").stdout.splitlines()
    table = (mv.word_discovery.count_words(reviews) + mv.word_discovery.count_words(reviews)).table(
        min_frequency=40
    )
    assert [line.split("\t")[0] for line in twice[1:]] == list(table.vocab)


def test_nouns_and_training_with_the_table(reviews: Path, tmp_path: Path) -> None:
    nouns = malvec("words", reviews, "--nouns", "-q").stdout.splitlines()
    assert nouns[0].split("\t")[:2] == ["word", "frequency"]
    assert nouns[1].split("\t")[0] == "영화"
    malvec("words", reviews, "--min-frequency", 20, "-o", tmp_path / "w.tsv", "-q")
    knobs = (
        "--tokenizer",
        "l-tokenizer",
        "--scores",
        tmp_path / "w.tsv",
        "--dim",
        8,
        "--epochs",
        1,
        "-q",
    )
    malvec("train", "skipgram", "-i", reviews, "-o", tmp_path / "v.safetensors", *knobs)
    assert "영화" in mv.load(tmp_path / "v.safetensors")
    refused = malvec(
        "train",
        "skipgram",
        "-i",
        reviews,
        "-o",
        tmp_path / "v.safetensors",
        "--tokenizer",
        "max-score",
        check=2,
    )
    assert "--scores" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["/nowhere/reviews.txt"], 1, "No such file"),
        (["/nowhere/s.safetensors"], 1, "No such file"),
        (["TEXT", "--output", "TEXT"], 2, "overwritten"),
        (["TEXT", "--save", "s.bin"], 2, ".safetensors"),
        (["TEXT", "--json"], 2, "--output"),
        (["TEXT", "--max-left-length", "300"], 2, "max_left_length=300"),
        (["TEXT", "--memory", "much"], 2, "memory"),
        (["TEXT", "--output", "/nowhere/w.tsv"], 1, "no such folder"),
    ],
)
def test_mistakes_are_told_before_reading(
    reviews: Path, arguments: list[str], code: int, message: str
) -> None:
    done = malvec(
        "words",
        *(str(reviews) if argument == "TEXT" else argument for argument in arguments),
        check=code,
    )
    assert message in " ".join(done.stderr.replace("│", " ").split())
