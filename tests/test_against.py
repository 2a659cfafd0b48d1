"""Reading what other systems print, and the table of results."""

from __future__ import annotations

import pytest

from benchmarks.against.job import Job
from benchmarks.against.rounds import count, summary
from benchmarks.against.systems import system
from benchmarks.table import fill, table

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


def test_summary_and_table() -> None:
    runs = [
        ("malvec", 400.0),
        ("malvec", 300.0),
        ("malvec", 500.0),
        ("slow", 100.0),
        ("slow", 90.0),
        ("slow", 120.0),
    ]
    results = [
        {
            "system": name,
            "words_per_second": rate,
            "train_seconds": 1.0,
            "process_seconds": 2.0,
            "scores": {"pairs": 0.5},
            "note": "",
        }
        for name, rate in runs
    ]
    rows = summary(results)
    assert [
        (row["system"], row["words_per_second"], row["malvec_is_times_as_fast"]) for row in rows
    ] == [
        ("malvec", 400, 1),
        ("slow", 100, 4),
    ]
    facts = {
        "model": "skipgram",
        "corpus": "c.txt",
        "tokens": 1_000_000,
        "knobs": {"dim": 100},
        "processor": "P",
        "date": "D",
    }
    text = table({**facts, "summary": rows})
    assert "| slow | 0.00 M | 4.0 × | 2 s | 50.0 |" in text
    readme = "before\n<!-- results -->\nold\n<!-- /results -->\nafter\n"
    assert fill(readme, [text]) == f"before\n<!-- results -->\n{text}\n<!-- /results -->\nafter\n"
    assert fill(fill(readme, [text]), [text]) == fill(readme, [text])
