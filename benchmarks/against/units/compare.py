"""What malvec's layer over ``tokenizers`` costs: the same texts cut by the bare library and by
malvec's sub-word units, in turn, in processor time.

    python -m benchmarks.against.units --text reviews.txt
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import tokenizers as library

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn


def spent(job: Callable[[], Any]) -> dict[str, dict[str, float]]:
    """A run."""
    begin = time.thread_time()
    job()
    return {"speed": {"processor time, s": time.thread_time() - begin}}


def rows_of(recipe: Any, texts: list[str], rounds: int) -> list[Row]:
    """Both systems with the vocabulary that a recipe learns; the ratio is that of a round."""
    case, units = type(recipe).__name__, recipe.fit(texts)
    bare = library.Tokenizer.from_str(units.json)
    jobs: dict[str, Callable[[], Any]] = {
        "tokenizers": lambda: [
            bare.encode(text, add_special_tokens=False).tokens for text in texts
        ],
        "malvec": lambda: [units(text) for text in texts],
    }
    if jobs["tokenizers"]() != jobs["malvec"]():
        raise RuntimeError("malvec and the bare library do not give the same tokens")
    runs = in_turn({name: partial(spent, job) for name, job in jobs.items()}, rounds)
    rows = [row_of_runs(name, found, case=case) for name, found in runs.items()]
    seconds = [[run["speed"]["processor time, s"] for run in found] for found in runs.values()]
    ratios = [mine / theirs for theirs, mine in zip(*seconds, strict=True)]
    rows[1]["ratios"] = {"time beside the bare library's": statistics.median(ratios)}
    rows[1]["speed"]["learning the units, s"] = units.report.seconds
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.units", __doc__, rounds=11)
    parser.add_argument("--text", type=Path, required=True, help="a text per line")
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--vocab-size", type=int, default=16_000)
    wanted = parser.parse_args()
    with open(wanted.text, encoding="utf-8") as file:
        texts = [line.rstrip("\n") for line in islice(file, wanted.texts)]
    rows: list[Row] = []
    for kind in (mv.Bpe, mv.WordPiece):
        rows += rows_of(kind(vocab_size=wanted.vocab_size), texts, wanted.rounds)
    settings = {"file": wanted.text.name, "texts": len(texts), "vocab_size": wanted.vocab_size}
    versions = installed("tokenizers")
    report(wanted, "Sub-word units", rows, settings=settings, versions=versions)
