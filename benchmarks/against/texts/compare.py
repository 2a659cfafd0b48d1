"""Cleaning, jamo distances and near-duplicates on a file of a text per line, against soynlp where
its interpreter is given.

    python -m benchmarks.against.texts --texts reviews.txt --peer-python peers/bin/python

``--column 3`` takes a column of a tab-separated file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import Row, add_ratios, row_of_runs
from benchmarks.rounds import in_turn, run_program, seconds

PEER = Path(__file__).with_name("run_soynlp.py")
EMOTICONS, JAMO = "emoticons, a call per text", "jamo distances"
BY_TEXT = {"NFC, a call per text": {}, EMOTICONS: {"repeats": 2, "emoticons": True}}
AT_ONCE: dict[str, dict[str, Any]] = {
    "NFC, lines at once": {},
    "all steps, lines at once": {
        "repeats": 2,
        **dict.fromkeys(("emoticons", "halfwidth", "html", "controls", "squeeze"), True),
    },
}


def our_jobs(texts: list[str], threads: int) -> dict[str, Callable[[], float]]:
    """Seconds of each case."""
    block, words = "\n".join(texts).encode(), [text[:6] for text in texts[:20000]]

    def one_by_one(normalizer: Callable[[str], str]) -> float:
        return seconds(lambda: [normalizer(text) for text in texts])

    def at_once(normalizer: mv.Normalizer) -> float:
        return seconds(lambda: normalizer.lines(block))

    jobs: dict[str, Callable[[], float]] = {
        case: partial(one_by_one, mv.Normalizer(**knobs)) for case, knobs in BY_TEXT.items()
    }
    jobs |= {case: partial(at_once, mv.Normalizer(**knobs)) for case, knobs in AT_ONCE.items()}
    distances = partial(mv.text.jamo.distances, "재밌엇다", words, threads=threads)
    jobs[JAMO] = partial(seconds, distances)
    jobs["near-duplicates"] = partial(
        seconds, partial(mv.text.near_duplicates, texts, threads=threads)
    )
    return jobs


def rows_of(taken: dict[str, list[Any]], megabytes: float) -> list[Row]:
    """A row per case, of both systems."""
    peer = {JAMO: "jamo", EMOTICONS: "emoticons"}
    rows = []
    for case, found in taken.items():
        if case == "soynlp":
            continue
        speeds = [{"MB/s": megabytes / s} if case in AT_ONCE else {"s": s} for s in found]
        rows.append(row_of_runs("malvec", [{"speed": speed} for speed in speeds], case=case))
        if case in peer and "soynlp" in taken:
            runs = [{"speed": {"s": told[peer[case]]}} for told in taken["soynlp"]]
            rows.append(row_of_runs("soynlp", runs, case=case))
            add_ratios(rows[-2:], "s", more_is_better=False)
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.texts", __doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--column", type=int)
    parser.add_argument("--threads", type=int, default=2)
    add_peer(parser, "soynlp")
    wanted = parser.parse_args()
    lines = wanted.texts.read_text("utf-8").splitlines()
    texts = lines if wanted.column is None else [line.split("\t")[wanted.column] for line in lines]
    jobs: dict[str, Callable[[], Any]] = dict(our_jobs(texts, wanted.threads))
    if wanted.peer_python:
        jobs["soynlp"] = partial(run_program, wanted.peer_python, PEER, texts)
    taken = in_turn(jobs, wanted.rounds)
    rows = rows_of(taken, len("\n".join(texts).encode()) / 1e6)
    settings = {"file": wanted.texts.name, "texts": len(texts), "threads": wanted.threads}
    checks = {"near-duplicates": str(mv.text.near_duplicates(texts))}
    report(wanted, "Cleaning text", rows, settings=settings, checks=checks)
