"""GloVe's speed against the original program on the same cells.

    python -m benchmarks.against.glove --records F --vocab F --program NAME=FILE

Seconds per epoch, in turn, with the cost of the epochs beside them. NAME says how the program was
built. ``--out`` adds rounds to a file that is there, so that a long comparison can be made in
pieces.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, add_ratios, row_of_runs
from benchmarks.rounds import in_turn
from malvec.counts.cells import Cells

# Of the original, ids from 1.
RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("value", "<f8")])
Run = dict[str, Any]


def read_cells(records: Path, vocab: Path) -> Cells:
    """The original's co-occurrences as cells."""
    pairs = [line.rsplit(" ", 1) for line in vocab.read_text("utf-8").splitlines()]
    words = mv.Vocab.from_words((word for word, _ in pairs), (int(count) for _, count in pairs))
    found = np.fromfile(records, RECORD)
    matrix = sparse.coo_array(
        (found["value"], (found["row"] - 1, found["column"] - 1)), shape=(len(words), len(words))
    )
    return Cells.from_matrix(matrix, row_names=words, column_names=words)


def run_of(setup: float, epochs: list[float], costs: list[float]) -> Run:
    """The figures of a run."""
    return {
        "speed": {"s per epoch": statistics.median(epochs), "before the first epoch, s": setup},
        "quality": {"cost of each epoch": costs},
    }


def run_malvec(cells: Cells, wanted: argparse.Namespace) -> Run:
    """Time before the first epoch, seconds and cost of each."""
    recipe = mv.Glove(
        dim=wanted.dim, epochs=wanted.epochs, x_max=wanted.x_max, threads=wanted.threads
    )
    ends: dict[int, float] = {}

    def note(event: mv.models.FitProgress) -> None:
        # the first tick of an epoch ends the one before
        ends.setdefault(event.epoch - 1, time.perf_counter())
        ends[event.epoch] = time.perf_counter()

    begin = time.perf_counter()
    vectors = recipe.fit(cells, callback=note)
    last, seconds = begin, []
    for epoch in range(wanted.epochs + 1):
        seconds.append(ends[epoch] - last)
        last = ends[epoch]
    return run_of(seconds[0], seconds[1:], list(vectors.report.losses))


def command_of(program: Path, wanted: argparse.Namespace, folder: str) -> list[str]:
    """The command of the original."""
    options = {
        "input-file": wanted.records,
        "vocab-file": wanted.vocab,
        "save-file": f"{folder}/vectors",
        "binary": 1,
        "vector-size": wanted.dim,
        "threads": wanted.threads,
        "iter": wanted.epochs,
        "x-max": wanted.x_max,
        "verbose": 2,
        "seed": 1,
    }
    told = [part for name, value in options.items() for part in (f"-{name}", str(value))]
    return [str(program), *told]


def run_program(program: Path, wanted: argparse.Namespace) -> Run:
    """The same of the original, by the moments at which it tells of each epoch."""
    with tempfile.TemporaryDirectory() as folder:
        begin = last = time.perf_counter()
        seconds, costs, setup = [], [], 0.0
        command = command_of(program, wanted, folder)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr or ():
                now = time.perf_counter()
                if line.startswith("alpha"):
                    setup, last = now - begin, now
                elif "iter:" in line:
                    seconds.append(now - last)
                    costs.append(float(line.rsplit(" ", 1)[1]))
                    last = now
    return run_of(setup, seconds, costs)


def earlier_runs(path: Path | None) -> dict[str, list[Run]]:
    """The runs of a result that is there, by system."""
    if path is None or not path.exists():
        return {}
    return {row["system"]: row["runs"] for row in json.loads(path.read_text("utf-8"))["rows"]}


def rows_of(runs: dict[str, list[Run]]) -> list[Row]:
    """A row per system; of costs those of the last run."""
    rows = [row_of_runs(name, found, quality=found[-1]["quality"]) for name, found in runs.items()]
    return add_ratios(rows, "s per epoch", more_is_better=False)


def main() -> None:
    """The command line."""
    parser = new_parser("against.glove", __doc__)
    parser.add_argument(
        "--records", required=True, type=Path, help="shuffled records of the original's cooccur"
    )
    parser.add_argument("--vocab", required=True, type=Path)
    parser.add_argument(
        "--program",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME=FILE",
        help="a build of the original; may be repeated",
    )
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--x-max", type=float, default=10)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    wanted = parser.parse_args()
    cells = read_cells(wanted.records, wanted.vocab)
    jobs = {"malvec": partial(run_malvec, cells, wanted)}
    for name, _, path in (program.rpartition("=") for program in wanted.program):
        jobs[name] = partial(run_program, Path(path), wanted)
    earlier = earlier_runs(wanted.out)
    runs = {
        name: earlier.get(name, []) + found for name, found in in_turn(jobs, wanted.rounds).items()
    }
    settings = {"cells": len(cells), "words": cells.shape[0]}
    settings |= {name: getattr(wanted, name) for name in ("dim", "x_max", "threads")}
    report(wanted, "GloVe", rows_of(runs), settings=settings)
