"""GloVe's speed against the original program on the same cells: ``python -m benchmarks.glove
--records F --vocab F --program NAME=FILE``.

Seconds per epoch, in turn, with the cost of the epochs beside them; medians over rounds. ``--out``
adds rounds to a file that is there, so that a long comparison can be made in pieces.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv
from benchmarks.against.match import processor
from malvec.counts.cells import Cells

RECORD = np.dtype(
    [("row", "<i4"), ("column", "<i4"), ("value", "<f8")]
)  # of the original, ids from 1
Run = dict[str, Any]


def read_cells(records: Path, vocab: Path) -> Cells:
    """The original's co-occurrences as cells."""
    pairs = [line.rsplit(" ", 1) for line in vocab.read_text("utf-8").splitlines()]
    words = mv.Vocab.from_words((word for word, _ in pairs), (int(count) for _, count in pairs))
    found = np.fromfile(records, RECORD)
    matrix = sparse.coo_array(
        (found["value"], (found["row"] - 1, found["column"] - 1)), shape=(len(words), len(words))
    )
    return Cells.from_matrix(matrix, rows=words, columns=words)


def run_malvec(cells: Cells, wanted: argparse.Namespace) -> Run:
    """Time before the first epoch, seconds and cost of each."""
    recipe = mv.Glove(
        dim=wanted.dim, epochs=wanted.epochs, x_max=wanted.x_max, threads=wanted.threads
    )
    ends: dict[int, float] = {}

    def note(event: mv.models.tokens.run.FitProgress) -> None:
        ends.setdefault(
            event.epoch - 1, time.perf_counter()
        )  # the first tick of an epoch ends the one before
        ends[event.epoch] = time.perf_counter()

    begin = time.perf_counter()
    vectors = recipe.fit(cells, callback=note)
    last, seconds = begin, []
    for epoch in range(wanted.epochs + 1):
        seconds.append(ends[epoch] - last)
        last = ends[epoch]
    return {
        "system": "malvec",
        "setup": seconds[0],
        "epochs": seconds[1:],
        "costs": list(vectors.report.losses),
    }


def run_program(name: str, program: Path, wanted: argparse.Namespace) -> Run:
    """The same of the original, by the moments at which it tells of each epoch."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            program,
            "-input-file",
            wanted.records,
            "-vocab-file",
            wanted.vocab,
            "-save-file",
            f"{folder}/vectors",
            "-binary",
            "1",
        ]
        knobs = {
            "vector-size": wanted.dim,
            "threads": wanted.threads,
            "iter": wanted.epochs,
            "x-max": wanted.x_max,
            "verbose": 2,
            "seed": 1,
        }
        options = [part for knob, value in knobs.items() for part in (f"-{knob}", str(value))]
        begin = last = time.perf_counter()
        seconds, costs, setup = [], [], 0.0
        with subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr or ():
                now = time.perf_counter()
                if line.startswith("alpha"):
                    setup, last = now - begin, now
                elif "iter:" in line:
                    seconds.append(now - last)
                    costs.append(float(line.rsplit(" ", 1)[1]))
                    last = now
    return {"system": name, "setup": setup, "epochs": seconds, "costs": costs}


def summary(runs: list[Run]) -> list[Run]:
    """Medians of the systems, malvec first."""
    systems = sorted({run["system"] for run in runs}, key=lambda name: name != "malvec")
    rows: list[Run] = []
    for system in systems:
        own = [run for run in runs if run["system"] == system]
        epoch = statistics.median(seconds for run in own for seconds in run["epochs"])
        row = {
            "system": system,
            "epoch_seconds": epoch,
            "setup_seconds": statistics.median(run["setup"] for run in own),
            "rounds": len(own),
        }
        rows.append(
            {
                **row,
                "costs": own[-1]["costs"],
                "malvec_is_times_as_fast": epoch / (rows[0] if rows else row)["epoch_seconds"],
            }
        )
    return rows


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.glove", description=__doc__)
    parser.add_argument(
        "--records",
        required=True,
        type=Path,
        help="shuffled co-occurrences of the original's cooccur",
    )
    parser.add_argument("--vocab", required=True, type=Path)
    parser.add_argument(
        "--program",
        action="append",
        default=[],
        help="NAME=FILE of a build of the original; may be repeated",
    )
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--x-max", type=float, default=10)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    cells = read_cells(wanted.records, wanted.vocab)
    earlier = (
        json.loads(wanted.out.read_text())["runs"] if wanted.out and wanted.out.exists() else []
    )
    runs: list[Run] = list(earlier)
    programs = [program.partition("=")[::2] for program in wanted.program]
    for _ in range(wanted.rounds):
        runs.append(run_malvec(cells, wanted))
        runs.extend(run_program(name, Path(path), wanted) for name, path in programs)
    for row in summary(runs):
        costs = " ".join(f"{cost:.5f}" for cost in row["costs"])
        print(
            f"{row['system']:24} {row['epoch_seconds']:8.2f} s per epoch"
            f" {row['malvec_is_times_as_fast']:8.1f} x   cost {costs}"
        )
    if wanted.out:
        facts = {
            "cells": len(cells),
            "words": cells.shape[0],
            "dim": wanted.dim,
            "x_max": wanted.x_max,
            "threads": wanted.threads,
        }
        facts |= {"date": f"{datetime.date.today()}", "processor": processor()}
        wanted.out.write_text(
            json.dumps({**facts, "glove": summary(runs), "runs": runs}, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
