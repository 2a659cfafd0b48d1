"""Spacing against soyspacing on film reviews: ``python -m benchmarks.spacing --reviews nsmc.tsv
--peer-python PATH``.

Reviews (id, film, rating, text) are parted by film. Both systems learn from the same reviews with
the same knobs, and put blanks into the same reviews, none of whose films was seen, from which all
blanks were removed. A blank is right if the reviewer had one there; since many reviewers leave
blanks out, only reviews with at least one blank per eight characters are asked, where --strict is
not given. Each system runs in a process of its own, in turn; a smaller sample of learning and one
of correcting measure the peer's speed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.against.match import processor

PEER_PROGRAM = """
import contextlib, io, json, resource, sys, time
from soyspacing.countbase import CountSpace
train, test, out, min_count = sys.argv[1:5]
model = CountSpace(filtering_document_min_count=10**9, min_count=int(min_count))
with contextlib.redirect_stdout(io.StringIO()):
    begin = time.perf_counter()
    model.train(train)
    learnt = time.perf_counter() - begin
texts = open(test, encoding="utf-8").read().splitlines()
begin = time.perf_counter()
spaced = [model.correct(text)[0] for text in texts]
seconds = time.perf_counter() - begin
open(out, "w", encoding="utf-8").write("\\n".join(spaced))
print(json.dumps({"learning": learnt, "correcting": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""

OWN_PROGRAM = """
import dataclasses, json, resource, sys, time
import malvec as mv
train, test, out, min_count, threads, kind = sys.argv[1:7]
begin = time.perf_counter()
recipe = mv.Spacing.soyspacing(min_count=int(min_count)) if kind == "same" else mv.Spacing()
model = dataclasses.replace(recipe, threads=int(threads)).fit(train)
learnt = time.perf_counter() - begin
texts = open(test, encoding="utf-8").read().splitlines()
begin = time.perf_counter()
spaced = model.correct_batch(texts)
seconds = time.perf_counter() - begin
open(out, "w", encoding="utf-8").write("\\n".join(spaced))
print(json.dumps({"learning": learnt, "correcting": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""


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
        "f1": f1,
        "places": 1 - wrong / places,
        "exact": exact,
    }
    return {name: 100 * value for name, value in values.items()}


def measured(python: str, program: str, *arguments: Any) -> dict[str, Any]:
    """What a program printed, run in a fresh process."""
    run = subprocess.run(
        [python, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(run.stdout))


Sample = tuple[list[str], list[str]]
"""Reviews to learn from, and to ask about."""
System = tuple[str, str, int, str]
"""Interpreter, program, threads, and which knobs."""


def compare(
    samples: Sample, wanted: argparse.Namespace, systems: dict[str, System]
) -> list[dict[str, Any]]:
    """A row per system: quality, characters per second (medians of the rounds)."""
    learnt, asked = samples
    rows: dict[str, dict[str, Any]] = {name: {"system": name, "runs": []} for name in systems}
    with tempfile.TemporaryDirectory() as folder:
        train, test, out = (Path(folder) / name for name in ("train.txt", "test.txt", "out.txt"))
        train.write_text("".join(f"{text}\n" for text in learnt), "utf-8")
        test.write_text("".join(f"{text.replace(' ', '')}\n" for text in asked), "utf-8")
        for _ in range(wanted.rounds):
            for name, (python, program, threads, kind) in systems.items():
                rows[name]["runs"].append(
                    measured(python, program, train, test, out, wanted.min_count, threads, kind)
                )
                rows[name] |= quality(asked, out.read_text("utf-8").split("\n"))
    for row in rows.values():
        for step, texts in (("learning", learnt), ("correcting", asked)):
            characters = sum(len(text.replace(" ", "")) for text in texts)
            row[f"{step}_characters_per_second"] = characters / statistics.median(
                run[step] for run in row["runs"]
            )
        row |= {
            "learnt": len(learnt),
            "asked": len(asked),
            "peak_bytes": max(run["peak"] for run in row["runs"]),
        }
        show(row)
    return list(rows.values())


def show(row: dict[str, Any]) -> None:
    """A line on the terminal."""
    scores = ", ".join(
        f"{name} {row[name]:.1f}" for name in ("precision", "recall", "f1", "places", "exact")
    )
    speeds = " / ".join(
        f"{row[f'{step}_characters_per_second']:,.0f}" for step in ("learning", "correcting")
    )
    print(
        f"{row['system']:44} {row['learnt']:>8,} reviews: {scores}; characters/s {speeds};"
        f" {row['peak_bytes'] / 2**20:,.0f} MiB",
        flush=True,
    )


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spacing", description=__doc__)
    parser.add_argument("--reviews", required=True, type=Path)
    parser.add_argument("--peer-python", help="a Python that has soyspacing")
    parser.add_argument(
        "--learn", type=int, default=20000, help="reviews that both systems learn from"
    )
    parser.add_argument("--ask", type=int, default=2000, help="reviews that are corrected")
    parser.add_argument("--min-count", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--strict", action="store_true", help="ask about reviews with few blanks too"
    )
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    learnt, asked = parted(wanted.reviews, wanted.strict)
    own: dict[str, System] = {
        "malvec, soyspacing's knobs, 2 threads": (sys.executable, OWN_PROGRAM, 2, "same"),
        "malvec, soyspacing's knobs, 1 thread": (sys.executable, OWN_PROGRAM, 1, "same"),
    }
    own["malvec, its own knobs, 2 threads"] = (sys.executable, OWN_PROGRAM, 2, "own")
    peer: dict[str, System] = (
        {"soyspacing": (wanted.peer_python, PEER_PROGRAM, 1, "")} if wanted.peer_python else {}
    )
    rows = compare((learnt[: wanted.learn], asked[: wanted.ask]), wanted, own | peer)
    rows += compare(
        (learnt, asked[: 10 * wanted.ask]),
        wanted,
        {f"{name}, all reviews": call for name, call in own.items()},
    )
    result = {
        "spacing": rows,
        "reviews": wanted.reviews.name,
        "rounds": wanted.rounds,
        "min_count": wanted.min_count,
    }
    result |= {"date": f"{datetime.date.today()}", "processor": processor()}
    if wanted.out:
        wanted.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
