"""Word scores and the L-tokenizer against soynlp.

    python -m benchmarks.against.words --texts reviews.tsv --column 3 --peer-python PATH

Each system runs in a process of its own, in turn. All scores of all words are compared with
soynlp's, and the tokens of all texts. Seconds are from the texts in a file (malvec) or in a list
(soynlp) to all scores.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

HERE = Path(__file__).parent
COLUMNS = [
    *("cohesion_forward", "cohesion_backward"),
    *("left_branching_entropy", "right_branching_entropy"),
    *("left_accessor_variety", "right_accessor_variety"),
    *("left_frequency", "right_frequency"),
]
BEST = "malvec, 2 threads"
SECONDS = {
    "seconds": "word scores, s",
    "token_seconds": "L-tokenizer, s",
    "one_by_one_seconds": "L-tokenizer, a call per text, s",
}
RATIOS = {"word scores, s": f"{BEST} is faster by", "L-tokenizer, s": "its L-tokenizer by"}


def write_texts(wanted: argparse.Namespace, folder: Path) -> int:
    """The texts, composed as malvec reads them; how many there are."""
    lines = filter(None, wanted.texts.read_text("utf-8").split("\n"))
    if wanted.column is not None:
        fields = (line.split("\t") + [""] * wanted.column for line in lines)
        lines = (parts[wanted.column] for parts in fields)
    texts = list(lines)
    (folder / "texts").write_text(unicodedata.normalize("NFC", "\n".join(texts)), "utf-8")
    return len(texts)


def write_scores(folder: Path) -> int:
    """The words that the tokenizers are given, with their scores; how many there are."""
    scores = mv.word_discovery.count_words(folder / "texts").table(min_frequency=100).scores()
    long = {word: score for word, score in scores.items() if len(word) > 1}
    (folder / "scores").write_text(json.dumps(long), "utf-8")
    return len(long)


def load_scores(path: Path) -> dict[str, list[float]]:
    """Word to its eight values."""
    rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8", newline="\n"))
    return {row[0]: [float(value) for value in row[1:]] for row in rows}


def compared(ours: Path, theirs: Path) -> dict[str, Any]:
    """How far the scores of all words and the tokens of all texts are apart."""
    own, peer = load_scores(ours), load_scores(theirs)
    both = own.keys() & peer.keys()
    apart = max(
        (float(np.abs(np.subtract(own[word], peer[word])).max()) for word in both), default=0.0
    )
    tokens = [json.loads(Path(f"{path}.tokens").read_text("utf-8")) for path in (ours, theirs)]
    same = sum(a == b for a, b in zip(*tokens, strict=True))
    return {
        "words": len(both),
        "words_of_one_only": len(own.keys() ^ peer.keys()),
        "largest_difference": apart,
        "texts_with_same_tokens": same,
    }


def systems(wanted: argparse.Namespace, folder: Path) -> dict[str, Callable[[], dict[str, Any]]]:
    """All that take part."""
    request = {name: getattr(wanted, name) for name in ("min_frequency", "token_texts")}
    request |= {"texts": f"{folder}/texts", "scores": f"{folder}/scores", "columns": COLUMNS}
    own = {
        name: request | {"threads": threads, "out": f"{folder}/own{threads}"}
        for name, threads in ((BEST, 2), ("malvec, 1 thread", 1))
    }
    found = {
        name: partial(run_program, sys.executable, HERE / "run_malvec.py", told)
        for name, told in own.items()
    }
    if wanted.peer_python:
        told = request | {"out": f"{folder}/peer"}
        found["soynlp"] = partial(run_program, wanted.peer_python, HERE / "run_soynlp.py", told)
    return found


def rows_of(answers: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """Medians of every system, and how they stand to malvec's."""
    rows = []
    for name, found in answers.items():
        runs = [
            {
                "speed": {title: run[key] for key, title in SECONDS.items() if key in run},
                "memory": {"peak, bytes": run["peak"]},
            }
            for run in found
        ]
        rows.append(row_of_runs(name, runs, quality={"words": found[0]["words"]}))
    base = rows[0]["speed"]
    for row in rows[1:]:
        row["ratios"] = {title: row["speed"][name] / base[name] for name, title in RATIOS.items()}
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.words", __doc__)
    parser.add_argument("--texts", required=True, type=Path, help="one text per line")
    parser.add_argument(
        "--column", type=int, help="of tab-separated lines, from 0; by default the whole line"
    )
    add_peer(parser, "soynlp")
    parser.add_argument("--min-frequency", type=int, default=5)
    parser.add_argument("--token-texts", type=int, default=200_000)
    parser.add_argument("--peer-rounds", type=int, default=1)
    wanted = parser.parse_args()
    settings = {"file": wanted.texts.name, "min_frequency": wanted.min_frequency}
    versions, checks = {}, {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings["texts"] = write_texts(wanted, folder)
        settings["token_texts"] = min(settings["texts"], wanted.token_texts)
        settings["scored_words"] = write_scores(folder)
        fewer = {"soynlp": wanted.peer_rounds}
        answers = in_turn(systems(wanted, folder), wanted.rounds, fewer=fewer)
        if wanted.peer_python:
            versions = {"soynlp": answers["soynlp"][0]["version"]}
            checks = compared(folder / "own2", folder / "peer")
    parts = {"settings": settings, "versions": versions, "checks": checks}
    report(wanted, "Words without a dictionary", rows_of(answers), **parts)
