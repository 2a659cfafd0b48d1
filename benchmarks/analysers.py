"""Analysers: our layer against the bare analyser, and two processes against one: ``python -m
benchmarks.analysers --help``.

All take turns on the same texts; figures are medians over the rounds, in texts per second. ``bare``
is the analyser's own call in this process: ``mecab.MeCab().morphs``, the forms of
``kiwipiepy.Kiwi(num_workers=1).tokenize``.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.against.match import processor

NAMES = ("mecab", "kiwi")


def bare(name: str) -> Callable[[str], list[str]]:
    """The analyser without malvec."""
    if name == "mecab":
        morphs: Callable[[str], list[str]] = importlib.import_module("mecab").MeCab().morphs
        return morphs
    tokenize = importlib.import_module("kiwipiepy").Kiwi(num_workers=1).tokenize
    return lambda text: [token.form for token in tokenize(text)]


def seconds(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def measure(name: str, texts: list[str], rounds: int) -> dict[str, Any]:
    """Texts per second of each way, and what they make of one another."""
    ours, theirs = mv.tokenizers.by_name(name), bare(name)
    assert [ours(text) for text in texts[:100]] == [theirs(text) for text in texts[:100]], (
        "not the same tokens"
    )
    ways: dict[str, Callable[[], Any]] = {
        "bare": lambda: [theirs(text) for text in texts],
        "malvec": lambda: [ours(text) for text in texts],
        "batch, 1 process": lambda: mv.tokenizers.batch(ours, texts, 1, time_limit=600),
        "batch, 2 processes": lambda: mv.tokenizers.batch(ours, texts, 2),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, run in ways.items():
            taken[way].append(seconds(run))
    median = {way: statistics.median(times) for way, times in taken.items()}
    return {
        "analyser": name,
        "texts_per_second": {way: len(texts) / time for way, time in median.items()},
        "overhead_of_the_layer": median["malvec"] / median["bare"] - 1,
        "two_processes_against_one": median["batch, 1 process"] / median["batch, 2 processes"],
        "two_processes_against_bare": median["bare"] / median["batch, 2 processes"],
        "seconds": taken,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--texts", type=Path, help="a file with a text per line; by default the bundled reviews"
    )
    parser.add_argument(
        "--limit", type=int, default=40_000, help="so many texts; Kiwi gets a quarter of them"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/analysers.json"))
    arguments = parser.parse_args()
    texts = (
        arguments.texts.read_text("utf-8").splitlines()
        if arguments.texts
        else list(mv.datasets.review_texts())
    )
    few = {"mecab": arguments.limit, "kiwi": arguments.limit // 4}
    rows = [measure(name, texts[: few[name]], arguments.rounds) for name in NAMES]
    facts = {
        "rounds": arguments.rounds,
        "texts": arguments.limit,
        "processor": processor(),
        "date": str(datetime.date.today()),
    }
    arguments.out.write_text(
        json.dumps({"analysers": rows, **facts}, indent=1, ensure_ascii=False) + "\n"
    )
    for row in rows:
        print(
            json.dumps(
                {key: value for key, value in row.items() if key != "seconds"}, ensure_ascii=False
            )
        )


if __name__ == "__main__":
    main()
