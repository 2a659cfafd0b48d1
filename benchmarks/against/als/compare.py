"""Weighted ALS against implicit, in turn: seconds and loss of each iteration.

    python -m benchmarks.against.als --peer-python PYTHON

PYTHON is an interpreter that has implicit; without it only malvec runs. Every run is a process of
its own; losses are computed alike, per unit of weight, for all systems. Besides wall time the
processor time of all threads is told, which a busy machine distorts less. At its best implicit's
BLAS has one thread and no forced kernels.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scipy import sparse

from benchmarks.against.als.matrices import MATRICES
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import Row, add_ratios, row_of_runs
from benchmarks.rounds import in_turn, run_program

HERE = Path(__file__).parent


def one_run(
    python: str | Path, script: str, request: dict[str, Any], environment: dict[str, str] | None
) -> dict[str, Any]:
    """Medians of all iterations but the first, and the losses."""
    iterations = run_program(python, HERE / script, request, environment)
    later = iterations[1:] or iterations
    wall, cpu = (statistics.median(one[i] for one in later) for i in (0, 1))
    return {
        "speed": {"s per iteration": wall, "processor time, s": cpu},
        "quality": {"loss after each iteration": [one[2] for one in iterations]},
    }


def systems(
    wanted: argparse.Namespace, request: dict[str, Any]
) -> dict[str, Callable[[], dict[str, Any]]]:
    """All that take part."""

    def ours(solver: str) -> Callable[[], dict[str, Any]]:
        return partial(one_run, sys.executable, "run_malvec.py", request | {"solver": solver}, None)

    def peer(solver: str, environment: dict[str, str] | None) -> Callable[[], dict[str, Any]]:
        told = request | {"solver": solver}
        return partial(one_run, wanted.peer_python, "run_implicit.py", told, environment)

    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    best = plain | {"OPENBLAS_NUM_THREADS": "1"}
    found = {"malvec": ours("cg")}
    if wanted.peer_python:
        found |= {"implicit cg": peer("cg", None), "implicit cg, best": peer("cg", best)}
    if wanted.all:
        found["malvec exact"] = ours("exact")
        if wanted.peer_python:
            found["implicit cholesky"] = peer("cholesky", best)
    return found


def rows_of(wanted: argparse.Namespace, matrix: str, dim: int) -> list[Row]:
    """The rows of one number of dimensions."""
    request = {"matrix": matrix, "dim": dim, "epochs": wanted.epochs, "threads": wanted.threads}
    runs = in_turn(systems(wanted, request), wanted.rounds)
    return [row_of_runs(name, found, case=f"dim {dim}") for name, found in runs.items()]


def main() -> None:
    """The command line."""
    parser = new_parser("against.als", __doc__)
    add_peer(parser, "implicit")
    parser.add_argument("--dims", type=int, nargs="+", default=[64, 128])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="the exact solvers too")
    parser.add_argument("--matrix", choices=list(MATRICES), default="zipf")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/matrix.npz"
        sparse.save_npz(path, MATRICES[wanted.matrix](), compressed=False)
        rows = [row for dim in wanted.dims for row in rows_of(wanted, path, dim)]
    add_ratios(rows, "s per iteration", more_is_better=False)
    settings = {"matrix": wanted.matrix, "threads": wanted.threads}
    report(wanted, "ALS for implicit feedback", rows, settings=settings)
