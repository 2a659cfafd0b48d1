"""Cleaning, jamo distances and near-duplicates on a file of a text per line, against soynlp where
its interpreter is given.

    python -m benchmarks.texts --texts reviews.txt --peer-python peers/bin/python

Medians of rounds in turn; ``--column 3`` takes a column of a tab-separated file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import malvec as mv
from benchmarks.against.match import processor

PEER = """
import json, sys, time
from soynlp.normalizer import emoticon_normalize
from soynlp.hangle import jamo_levenshtein
texts = json.load(sys.stdin)
start = time.perf_counter()
for text in texts: emoticon_normalize(text, 2)
cleaning = time.perf_counter() - start
words = [text[:6] for text in texts[:20000]]
start = time.perf_counter()
for word in words: jamo_levenshtein('재밌엇다', word)
print(json.dumps({'soynlp emoticons, s': cleaning, 'soynlp jamo, s': time.perf_counter() - start}))
"""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def one_round(texts: list[str], threads: int) -> dict[str, float]:
    laughs = mv.Normalizer(repeats=2, emoticons=True)
    everything = mv.Normalizer(
        repeats=2, emoticons=True, halfwidth=True, html=True, controls=True, squeeze=True
    )
    block = "\n".join(texts).encode()
    words = [text[:6] for text in texts[:20000]]
    return {
        "NFC, a call per text, s": seconds(lambda: [mv.Normalizer()(text) for text in texts]),
        "emoticons, a call per text, s": seconds(lambda: [laughs(text) for text in texts]),
        "NFC, lines at once, MB/s": len(block)
        / 1e6
        / seconds(lambda: mv.Normalizer().lines(block)),
        "all, lines at once, MB/s": len(block) / 1e6 / seconds(lambda: everything.lines(block)),
        "jamo distances, s": seconds(
            lambda: mv.text.jamo.distances("재밌엇다", words, threads=threads)
        ),
        "near-duplicates, s": seconds(lambda: mv.text.near_duplicates(texts, threads=threads)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--column", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer-python")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/texts.json"))
    job = parser.parse_args()
    lines = job.texts.read_text("utf-8").splitlines()
    texts = lines if job.column is None else [line.split("\t")[job.column] for line in lines]
    rounds = []
    for _ in range(job.rounds):
        measured = one_round(texts, job.threads)
        if job.peer_python:
            peer = subprocess.run(
                [job.peer_python, "-c", PEER],
                input=json.dumps(texts),
                capture_output=True,
                text=True,
                check=True,
            )
            measured |= json.loads(peer.stdout)
        rounds.append(measured)
    result = {name: statistics.median(measured[name] for measured in rounds) for name in rounds[0]}
    facts = {
        "title": "Cleaning text",
        "corpus": f"{len(texts):,} texts of {job.texts.name}, {job.threads} threads",
        "rounds": job.rounds,
    }
    facts |= {"date": f"{datetime.date.today()}", "processor": processor(), "figures": result}
    job.out.write_text(
        json.dumps(
            {**facts, "report": str(mv.text.near_duplicates(texts))}, ensure_ascii=False, indent=1
        )
        + "\n",
        "utf-8",
    )
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
