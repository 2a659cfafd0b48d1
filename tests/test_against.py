"""Reading what other systems print, and the table of results."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from benchmarks import scores
from benchmarks.against.skipgram import runs
from benchmarks.against.skipgram.compare import rows_of
from benchmarks.against.skipgram.job import Job
from benchmarks.against.skipgram.runs import count
from benchmarks.against.skipgram.systems import system
from benchmarks.front_page import Headline, Quality, cells
from benchmarks.results_page import tables
from benchmarks.table import fill

JOB = Job("skipgram", "corpus.txt", "v.vec", tokens=1000, lines=50, epochs=3, threads=2)

PRINTED = [
    (
        "word2vec=/x/word2vec",
        (
            "Words in train file: 900\nAlpha: 0.02 Words/thread/sec: 9.00k\rAlpha: 0.01"
            " Words/thread/sec: 1.35k  "
        ),
        1.0,
    ),
    (
        "word2vec=/x/word2vec",
        (
            "Words in train file: 900\nWords/thread/sec: 1.35k\nRESULT words=900 train_s=0.5"
            " train_cpu_s=1.0"
        ),
        0.5,
    ),
    ("pword2vec=/x/pword2vec", "Words in train file: 900\nWords/sec: 1.00k\rWords/sec: 2.70k", 1.0),
    (
        "fasttext=/x/fasttext",
        "Number of words: 80\rProgress: 50% words/sec/thread:  100\rwords/sec/thread:  525 lr: 0",
        3.0,
    ),
    ("gensim", 'warning\n{"train_seconds": 2.5}\n', 2.5),
]


@pytest.mark.parametrize(("name", "printed", "seconds"), PRINTED)
def test_training_time_is_read(name: str, printed: str, seconds: float) -> None:
    assert system(name).train_seconds(printed, JOB) == pytest.approx(seconds)


def test_silence_is_an_error() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        system("pword2vec=/x").train_seconds("nothing", JOB)
    with pytest.raises(ValueError, match="unknown system"):
        system("nobody")
    with pytest.raises(ValueError, match="path"):
        system("word2vec")


def test_the_same_knobs_for_all() -> None:
    for name in ("word2vec=/x/word2vec", "pword2vec=/x/pword2vec"):
        command = system(name).command(JOB)
        assert command[command.index("-iter") + 1] == "3"
        assert command[command.index("-min-count") + 1] == "5"
    with pytest.raises(ValueError, match="skip-gram only"):
        system("pword2vec=/x").command(Job("cbow", "c", "v", tokens=1, lines=1))


def test_words_are_counted(tmp_path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("a b  c\n\nd\n")
    assert count(str(path)) == (4, 3)


def test_rows_and_tables() -> None:
    rates = {"malvec": [400e3, 300e3, 500e3], "slow": [100e3, 90e3, 120e3]}
    runs = {
        name: [
            {"speed": {"words/s": rate}, "quality": {"pairs": score}}
            for rate, score in zip(found, (0.4, 0.5, 0.6), strict=True)
        ]
        for name, found in rates.items()
    }
    rows = rows_of(runs, {"malvec": "", "slow": "reads twice"})
    assert [(row["system"], row["speed"]["words/s"], row["rounds"]) for row in rows] == [
        ("malvec", 400e3, 3),
        ("slow", 100e3, 3),
    ]
    assert rows[0]["quality"]["pairs"] == pytest.approx(0.5)
    assert rows[1]["ratios"] == {"malvec is faster by": 4}
    assert rows[1]["note"] == "reads twice"
    assert [run["round"] for run in rows[0]["runs"]] == [1, 2, 3]
    (table,) = tables(rows)
    assert table.splitlines()[3] == "| slow | 100,000 | 0.5 | 4.00 × |"


def test_a_headline() -> None:
    rows = [
        {"system": "malvec", "speed": {"s": 2.0}, "quality": {"loss": [0.5, 0.25]}},
        {"system": "peer", "speed": {"s": 5.0}, "quality": {"loss": [0.5, 0.125]}},
        {"system": "peer, tuned", "speed": {"s": 1.0}, "quality": {"loss": [0.5, 0.25]}},
    ]
    line = Headline(
        task="a task",
        result="made",
        figure="s",
        unit="s per epoch",
        shipped=("peer", "Peer"),
        best=("peer, tuned", "tuned"),
        quality=Quality(figure="loss", title="loss"),
    )
    found = cells(line, {"made": {"benchmark": "own.made", "rows": rows}})
    assert found[:4] == ["a task", "2.00 s per epoch", "Peer 5.00", "tuned 1.00"]
    assert found[4:] == ["2.5 × / 0.5 ×", "loss: 0.2500 · 0.1250 · 0.2500"]


def test_the_table_stands_between_its_markers() -> None:
    readme = "before\n<!-- results -->\nold\n<!-- /results -->\nafter\n"
    filled = "before\n<!-- results -->\n| a |\n<!-- /results -->\nafter\n"
    assert fill(readme, "| a |") == filled
    assert fill(filled, "| a |") == filled
    with pytest.raises(ValueError, match="the README has no"):
        fill("no markers", "| a |")


def test_vectors_are_scored(tmp_path: Path) -> None:
    words = ["왕", "여왕", "남자", "여자"]
    rows = np.array([[1, 1], [1, -1], [0.1, 1], [0.1, -1]], np.float32)
    mv.io.save_word2vec(mv.WordVectors(mv.Vocab.from_words(words), rows), tmp_path / "v.vec")
    pairs, questions = tmp_path / "pairs.tsv", tmp_path / "questions.txt"
    pairs.write_text("왕\t남자\t9\n왕\t여왕\t5\n왕\t여자\t1\n", "utf-8")
    questions.write_text(": sex\n남자 왕 여자 여왕\n", "utf-8")
    vectors = mv.io.load_word2vec(tmp_path / "v.vec")
    assert scores.score(vectors, [pairs], [questions]) == {"pairs": 100, "questions": 100}
    assert runs.score(str(tmp_path / "v.vec"), [pairs], [questions]) == {"pairs": 1, "questions": 1}
    assert runs.score("nowhere", [], []) == {}
