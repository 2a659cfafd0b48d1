"""Counting against GloVe's cooccur: ``python -m benchmarks.counting --corpus FILE --glove
DIRECTORY_OF_ITS_PROGRAMS``.

Both count the same words with the same window; the scan for the vocabulary is counted on neither
side. GloVe's ``cooccur`` reads the text, malvec an encoded corpus in memory; malvec's time includes
the finished sparse matrix, ``cooccur``'s its file of records. Systems take turns, figures are
medians, and at last every cell is compared with GloVe's records.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.match import processor

RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("value", "<f8")])


def write_vocabulary(corpus: mv.Corpus, path: Path) -> None:
    """The words by their ids, as cooccur reads them."""
    counts = corpus.vocab.counts
    assert counts is not None
    path.write_text(
        "".join(f"{word} {count}\n" for word, count in zip(corpus.vocab, counts, strict=True)),
        "utf-8",
        "surrogateescape",
    )


def cooccur(wanted: argparse.Namespace, folder: Path) -> float:
    """Seconds that cooccur takes."""
    command = [
        wanted.glove / "cooccur",
        "-verbose",
        "0",
        "-window-size",
        str(wanted.window),
        "-memory",
        str(wanted.gigabytes),
    ]
    command += ["-vocab-file", folder / "vocab.txt", "-overflow-file", folder / "overflow"]
    with open(wanted.corpus, "rb") as text, open(folder / "records.bin", "wb") as records:
        begin = time.perf_counter()
        subprocess.run(command, stdin=text, stdout=records, stderr=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begin


def shuffle(wanted: argparse.Namespace, folder: Path) -> float:
    """Seconds that shuffle takes with cooccur's records."""
    command = [
        wanted.glove / "shuffle",
        "-verbose",
        "0",
        "-memory",
        str(wanted.gigabytes),
        "-temp-file",
        folder / "shuffle",
    ]
    with (
        open(folder / "records.bin", "rb") as records,
        open(folder / "shuffled.bin", "wb") as shuffled,
    ):
        begin = time.perf_counter()
        subprocess.run(
            command, stdin=records, stdout=shuffled, stderr=subprocess.DEVNULL, check=True
        )
        return time.perf_counter() - begin


def ours(corpus: mv.Corpus, wanted: argparse.Namespace, threads: int) -> Callable[[], float]:
    """Seconds that malvec takes."""

    def count() -> float:
        begin = time.perf_counter()
        mv.count(corpus, wanted.window, threads=threads, memory=int(wanted.gigabytes * 2**30))
        return time.perf_counter() - begin

    return count


def differences(counts: mv.Counts, records: Path) -> dict[str, Any]:
    """How many cells there are on both sides, and the largest relative difference of a value."""
    found = np.fromfile(records, RECORD)
    order = np.lexsort((found["column"], found["row"]))
    rows = np.repeat(np.arange(1, counts.shape[0] + 1), np.diff(counts.offsets).astype(np.int64))
    same = len(found) == len(counts) and np.array_equal(found["row"][order], rows)
    same = bool(same and np.array_equal(found["column"][order] - 1, counts.columns))
    worst = (
        float(np.max(np.abs(found["value"][order] - counts.values) / counts.values))
        if same
        else float("nan")
    )
    return {
        "cells": len(counts),
        "records": len(found),
        "same cells": same,
        "largest relative difference": worst,
    }


def arguments() -> argparse.Namespace:
    """What the user wants to measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counting", description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument(
        "--glove", type=Path, required=True, help="directory of cooccur and shuffle"
    )
    parser.add_argument("--window", type=int, default=10)
    parser.add_argument("--gigabytes", type=float, default=4, help="memory for each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def main() -> None:
    """Measures, compares, prints, writes JSON."""
    wanted = arguments()
    corpus = mv.Corpus.from_files(wanted.corpus)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_vocabulary(corpus, folder / "vocab.txt")
        systems = {
            f"malvec, {wanted.threads} threads": ours(corpus, wanted, wanted.threads),
            "malvec, 1 thread": ours(corpus, wanted, 1),
            "cooccur": lambda: cooccur(wanted, folder),
            "shuffle": lambda: shuffle(wanted, folder),
        }
        seconds: dict[str, list[float]] = {system: [] for system in systems}
        for _ in range(wanted.rounds):
            for system, run in systems.items():
                seconds[system].append(run())
        checked = differences(
            mv.count(corpus, wanted.window, threads=wanted.threads), folder / "records.bin"
        )
    medians = {system: statistics.median(times) for system, times in seconds.items()}
    best = medians[f"malvec, {wanted.threads} threads"]
    ratios = {
        "cooccur / malvec": medians["cooccur"] / best,
        "cooccur + shuffle / malvec": (medians["cooccur"] + medians["shuffle"]) / best,
        "1 -> 2 threads": medians["malvec, 1 thread"] / best,
    }
    for what, value in (medians | ratios | checked).items():
        print(f"{what:30} {value:14,.9g}")
    if wanted.out:
        facts = {
            "corpus": Path(wanted.corpus).name,
            "tokens": len(corpus.ids),
            "window": wanted.window,
            "gigabytes": wanted.gigabytes,
        }
        facts |= {
            "date": f"{datetime.date.today()}",
            "processor": processor(),
            "rounds": wanted.rounds,
        }
        wanted.out.write_text(
            json.dumps(
                {**facts, "seconds": seconds, "medians": medians, "ratios": ratios, **checked},
                indent=1,
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
