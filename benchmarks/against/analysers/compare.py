"""Analysers: malvec's layer against the bare analyser, and two threads, the core's or the
analyser's own, against one: ``python -m benchmarks.against.analysers``.

All take turns on the same texts. ``bare`` is the analyser's own call in this process:
``mecab.MeCab().morphs``, the forms of ``kiwipiepy.Kiwi(num_workers=1).tokenize``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, seconds


def bare(name: str) -> Callable[[str], list[str]]:
    """The analyser without malvec."""
    if name == "mecab":
        morphs: Callable[[str], list[str]] = importlib.import_module("mecab").MeCab().morphs
        return morphs
    tokenize = importlib.import_module("kiwipiepy").Kiwi(num_workers=1).tokenize
    return lambda text: [token.form for token in tokenize(text)]


def jobs_of(name: str, texts: list[str]) -> dict[str, Callable[[], float]]:
    """Seconds of each way to call an analyser; the tokens are the same."""
    ours, theirs = mv.tokenizers.by_name(name), bare(name)
    some = texts[:100]
    if [ours(text) for text in some] != [theirs(text) for text in some]:
        raise RuntimeError(f"malvec and the bare {name} do not give the same tokens")
    batch = mv.tokenizers.batch
    ways: dict[str, Callable[[], Any]] = {
        "bare": lambda: [theirs(text) for text in texts],
        "malvec": lambda: [ours(text) for text in texts],
    }
    two = mv.tokenizers.by_name(name, num_workers=2) if ours.threaded() else ours
    two.load()
    ways["malvec, batch, 2 threads"] = lambda: batch(two, texts, None if ours.threaded() else 2)
    return {way: partial(seconds, run) for way, run in ways.items()}


def rows_of(name: str, taken: dict[str, list[float]], texts: int) -> list[Row]:
    """Texts per second, and how the ways stand to one another."""
    rows = {
        way: row_of_runs(way, [{"speed": {"texts/s": texts / s, "s": s}} for s in found], case=name)
        for way, found in taken.items()
    }
    took = {way: row["speed"].pop("s") for way, row in rows.items()}
    _, ours, two = took
    rows[ours]["ratios"] = {"time beside the bare analyser's": took[ours] / took["bare"] - 1}
    rows[two]["ratios"] = {
        "faster than one after another by": took[ours] / took[two],
        "faster than the bare analyser by": took["bare"] / took[two],
    }
    return list(rows.values())


def main() -> None:
    """The command line."""
    parser = new_parser("against.analysers", __doc__, rounds=5)
    parser.add_argument(
        "--texts", type=Path, help="a file with a text per line; by default the bundled reviews"
    )
    parser.add_argument(
        "--limit", type=int, default=40_000, help="so many texts; Kiwi gets a quarter of them"
    )
    wanted = parser.parse_args()
    texts = list(mv.datasets.review_texts())
    if wanted.texts:
        texts = wanted.texts.read_text("utf-8").splitlines()
    rows: list[Row] = []
    for name, limit in (("mecab", wanted.limit), ("kiwi", wanted.limit // 4)):
        some = texts[:limit]
        rows += rows_of(name, in_turn(jobs_of(name, some), wanted.rounds), len(some))
    versions = installed("python-mecab-ko", "kiwipiepy")
    settings = {"texts": wanted.limit}
    report(wanted, "Tokens by Mecab and Kiwi", rows, settings=settings, versions=versions)
