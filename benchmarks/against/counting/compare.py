"""Counting against GloVe's cooccur.

    python -m benchmarks.against.counting --corpus FILE --glove FOLDER_OF_ITS_PROGRAMS

Both count the same words with the same window; the scan for the vocabulary is counted on neither
side. GloVe's ``cooccur`` reads the text, malvec an encoded corpus in memory; malvec's time includes
the finished sparse matrix, ``cooccur``'s its file of records. At last every cell is compared with
GloVe's records.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, seconds

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


def run_glove(wanted: argparse.Namespace, folder: Path, program: str, *options: str) -> float:
    """Seconds of a program of GloVe's; cooccur reads the text, shuffle what cooccur wrote."""
    command = [wanted.glove / program, "-verbose", "0", "-memory", str(wanted.gigabytes), *options]
    read, written = {
        "cooccur": (wanted.corpus, folder / "records.bin"),
        "shuffle": (folder / "records.bin", folder / "shuffled.bin"),
    }[program]
    with open(read, "rb") as source, open(written, "wb") as target:
        call = partial(
            subprocess.run,
            command,
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return seconds(call)


def systems(
    wanted: argparse.Namespace, corpus: mv.Corpus, folder: Path
) -> dict[str, Callable[[], float]]:
    """All that take part, as calls that give seconds."""

    def ours(threads: int) -> Callable[[], float]:
        memory = int(wanted.gigabytes * 2**30)
        return lambda: seconds(
            lambda: mv.count(corpus, wanted.window, threads=threads, memory=memory)
        )

    files = ("-vocab-file", f"{folder}/vocab.txt", "-overflow-file", f"{folder}/overflow")
    options = ("-window-size", str(wanted.window), *files)
    temporary = ("-temp-file", f"{folder}/shuffle")
    return {
        f"malvec, {wanted.threads} threads": ours(wanted.threads),
        "malvec, 1 thread": ours(1),
        "cooccur": partial(run_glove, wanted, folder, "cooccur", *options),
        "shuffle": partial(run_glove, wanted, folder, "shuffle", *temporary),
    }


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


def rows_of(taken: dict[str, list[float]], own: str) -> list[Row]:
    """Medians, and how they stand to malvec's."""
    rows = [
        row_of_runs(name, [{"speed": {"s": one}} for one in found]) for name, found in taken.items()
    ]
    median = {row["system"]: row["speed"]["s"] for row in rows}
    together = median["cooccur"] + median["shuffle"]
    ratios = {
        "malvec, 1 thread": (f"{own.partition(', ')[2]} are faster by", median["malvec, 1 thread"]),
        "cooccur": ("malvec is faster by", median["cooccur"]),
        "shuffle": ("malvec is faster by, cooccur included", together),
    }
    for row in rows:
        if row["system"] in ratios:
            name, value = ratios[row["system"]]
            row["ratios"] = {name: value / median[own]}
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.counting", __doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--glove", type=Path, required=True, help="folder of cooccur and shuffle")
    parser.add_argument("--window", type=int, default=10)
    parser.add_argument("--gigabytes", type=float, default=4, help="memory for each")
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    corpus = mv.Corpus.from_files(wanted.corpus)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_vocabulary(corpus, folder / "vocab.txt")
        taken = in_turn(systems(wanted, corpus, folder), wanted.rounds)
        counts = mv.count(corpus, wanted.window, threads=wanted.threads)
        checks = differences(counts, folder / "records.bin")
    settings = {"corpus": wanted.corpus.name, "tokens": len(corpus.ids)}
    settings |= {"window": wanted.window, "gigabytes": wanted.gigabytes}
    rows = rows_of(taken, f"malvec, {wanted.threads} threads")
    report(wanted, "Counting co-occurrences", rows, settings=settings, checks=checks)
