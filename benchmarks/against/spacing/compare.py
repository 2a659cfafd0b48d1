"""Spacing against soyspacing on film reviews.

    python -m benchmarks.against.spacing --reviews nsmc.tsv --peer-python PATH

Reviews (id, film, rating, text) are parted by film. Both systems learn from the same reviews with
the same knobs, and put blanks into the same reviews, none of whose films was seen, from which all
blanks were removed. A blank is right if the reviewer had one there; since many reviewers leave
blanks out, only reviews with at least one blank per eight characters are asked, where --strict is
not given. Each system runs in a process of its own, in turn; a smaller sample of learning and one
of correcting measure the peer's speed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

HERE = Path(__file__).parent
OWN: dict[str, dict[str, Any]] = {
    "malvec, soyspacing's knobs, 2 threads": {"threads": 2, "soyspacing": True},
    "malvec, soyspacing's knobs, 1 thread": {"threads": 1, "soyspacing": True},
    "malvec, its own knobs, 2 threads": {"threads": 2, "soyspacing": False},
}


def reviews(path: Path) -> Iterator[tuple[int, str]]:
    """Film and text of each review; blanks in a row are one."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            _, film, _, text = line.rstrip("\n").split("\t")
            yield int(film), " ".join(text.split())


def parted(path: Path, strict: bool) -> tuple[list[str], list[str]]:
    """Reviews to learn from, and those of every tenth film to ask about."""
    learnt, asked = [], []
    for film, text in reviews(path):
        if film % 10:
            learnt.append(text)
        elif (
            len(text) > 5
            and (strict or text.count(" ") * 8 >= len(text))
            and any("가" <= c <= "힣" for c in text)
        ):
            asked.append(text)
    return learnt, asked


def blanks(text: str) -> set[int]:
    """Where blanks stand, in characters that are none."""
    places, seen = set(), 0
    for c in text:
        if c == " ":
            places.add(seen)
        else:
            seen += 1
    return places


def quality(expected: list[str], found: list[str]) -> dict[str, float]:
    """Precision, recall and F1 of blanks in per cent, share of characters and of texts that are
    exactly right."""
    pairs = [(blanks(a), blanks(b)) for a, b in zip(expected, found, strict=True)]
    right, wanted, given = (
        sum(map(len, sets))
        for sets in ([a & b for a, b in pairs], [a for a, _ in pairs], [b for _, b in pairs])
    )
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    places = sum(len(text.replace(" ", "")) - 1 for text in expected)
    wrong = sum(len(a ^ b) for a, b in pairs)
    exact = statistics.fmean(a == b for a, b in pairs)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    values = {
        "precision": precision,
        "recall": recall,
        "F1": f1,
        "places": 1 - wrong / places,
        "texts exactly right": exact,
    }
    return {name: 100 * value for name, value in values.items()}


def one_run(
    python: str | Path, script: str, request: dict[str, Any], asked: list[str]
) -> dict[str, Any]:
    """Seconds and memory of a run, and how right its blanks are."""
    told = run_program(python, HERE / script, request)
    spaced = Path(request["out"]).read_text("utf-8").split("\n")
    return {
        "speed": {f"{step}, s": told[step] for step in ("learning", "correcting")},
        "memory": {"peak, bytes": told["peak"]},
        "quality": quality(asked, spaced),
    }


def row_of(name: str, runs: list[dict[str, Any]], case: str, learnt: int, asked: int) -> Row:
    """Medians, with characters per second."""
    row = row_of_runs(name, runs, case=case)
    characters = {"learning": learnt, "correcting": asked}
    row["speed"] = {
        f"{step}, characters/s": count / row["speed"][f"{step}, s"]
        for step, count in characters.items()
    }
    row["memory"] = {"peak, bytes": max(run["memory"]["peak, bytes"] for run in runs)}
    return row


def characters_of(texts: list[str]) -> int:
    """All but blanks."""
    return sum(len(text.replace(" ", "")) for text in texts)


def compare(
    wanted: argparse.Namespace, case: str, samples: tuple[list[str], list[str]], peer: bool
) -> list[Row]:
    """A row per system, of reviews to learn from and reviews to ask about."""
    learnt, asked = samples
    with tempfile.TemporaryDirectory() as folder:
        request: dict[str, Any] = {
            name: f"{folder}/{name}.txt" for name in ("train", "test", "out")
        }
        request["min_count"] = wanted.min_count
        Path(request["train"]).write_text("".join(f"{text}\n" for text in learnt), "utf-8")
        Path(request["test"]).write_text(
            "".join(f"{text.replace(' ', '')}\n" for text in asked), "utf-8"
        )
        jobs: dict[str, Callable[[], dict[str, Any]]] = {
            name: partial(one_run, sys.executable, "run_malvec.py", request | knobs, asked)
            for name, knobs in OWN.items()
        }
        if peer:
            jobs["soyspacing"] = partial(
                one_run, wanted.peer_python, "run_soyspacing.py", request, asked
            )
        runs = in_turn(jobs, wanted.rounds)
    counts = characters_of(learnt), characters_of(asked)
    rows = [row_of(name, found, case, *counts) for name, found in runs.items()]
    for row in rows:
        row["settings"] = {"learnt": len(learnt), "asked": len(asked)}
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.spacing", __doc__)
    parser.add_argument("--reviews", required=True, type=Path)
    add_peer(parser, "soyspacing")
    parser.add_argument(
        "--learn", type=int, default=20000, help="reviews that both systems learn from"
    )
    parser.add_argument("--ask", type=int, default=2000, help="reviews that are corrected")
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument(
        "--strict", action="store_true", help="ask about reviews with few blanks too"
    )
    wanted = parser.parse_args()
    learnt, asked = parted(wanted.reviews, wanted.strict)
    few = learnt[: wanted.learn], asked[: wanted.ask]
    rows = compare(wanted, "a sample of reviews", few, bool(wanted.peer_python))
    rows += compare(wanted, "all reviews", (learnt, asked[: 10 * wanted.ask]), False)
    settings = {"reviews": wanted.reviews.name, "min_count": wanted.min_count}
    report(wanted, "Blanks put back into reviews of unseen films", rows, settings=settings)
