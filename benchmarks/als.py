"""Weighted ALS against implicit, in turn: seconds and loss of each iteration. ``python -m
benchmarks.als --peer PYTHON``.

PYTHON is an interpreter that has implicit. Every run is a process of its own; losses are computed
alike, per unit of weight, for all systems. Besides wall time the processor time of all threads is
told, which a busy machine distorts less.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.against.match import processor

ROWS, COLUMNS, CELLS = 70_000, 10_700, 7_800_000
PEER = """
import json, sys, time
import numpy as np, scipy.sparse as sp
from implicit.cpu import _als
path, dim, epochs, threads, solver = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
matrix = sp.csr_matrix(sp.load_npz(path))
turned, random = matrix.T.tocsr(), np.random.default_rng(1)
x, y = (random.random((n, dim), dtype=np.float32) * 0.01 for n in matrix.shape)
solve = _als.least_squares_cg if solver == "cg" else _als.least_squares
for _ in range(epochs):
    wall, cpu = time.perf_counter(), time.process_time()
    solve(matrix, x, y, 0.01, num_threads=threads)
    solve(turned, y, x, 0.01, num_threads=threads)
    times = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps([*times, float(_als.calculate_loss(matrix, x, y, 0.01, num_threads=threads))]))
"""
OURS = """
import json, sys, time
import numpy as np, scipy.sparse as sp
import malvec as mv
from malvec.counts.ratings import observed_cells
path, dim, epochs, threads, solver = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
cells = observed_cells(sp.load_npz(path), None, None, False)
recipe = mv.Als(dim=dim, epochs=epochs, threads=threads, solver=solver)
trainer = recipe.trainer(cells, recipe.start(cells, None), threads)
weight = cells.values.sum(dtype=np.float64) + cells.shape[0] * cells.shape[1] - len(cells)
for epoch in range(epochs):
    wall, cpu = time.perf_counter(), time.process_time()
    _, _, loss = trainer.run_epoch(epoch, None)
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, loss / weight]))
"""


def zipf_matrix(seed: int = 7) -> sparse.csr_matrix:
    """70,000 x 10,700 with 7.8 M cells, confidences 1 to 19; rows and columns are drawn by
    Zipf-Mandelbrot laws."""
    random = np.random.default_rng(seed)
    laws = 1 / (np.arange(ROWS) + 50.0) ** 0.7, 1 / (np.arange(COLUMNS) + 20.0) ** 0.8
    draws = [
        np.searchsorted(np.cumsum(law / law.sum()), random.random(int(CELLS * 1.32)), "right")
        for law in laws
    ]
    places = np.unique(np.minimum(draws[0], ROWS - 1) * COLUMNS + np.minimum(draws[1], COLUMNS - 1))
    places = np.sort(random.permutation(places)[:CELLS])
    values = random.integers(1, 20, len(places)).astype(np.float32)
    return sparse.csr_matrix((values, (places // COLUMNS, places % COLUMNS)), shape=(ROWS, COLUMNS))


def planted_matrix(seed: int = 7) -> sparse.csr_matrix:
    """20,000 x 8,000 of 2 M cells with structure: rows prefer columns near their own point in a
    space of 16 dimensions."""
    random = np.random.default_rng(seed)
    rows, columns = random.normal(size=(20_000, 16)), random.normal(size=(8_000, 16))
    popular = -0.9 * np.log(random.permutation(len(columns)) + 10.0)
    cells = []
    for first in range(0, len(rows), 1000):
        scores = (
            rows[first : first + 1000] @ columns.T * 0.7
            + popular
            + random.gumbel(size=(1000, len(columns)))
        )
        cells.append(np.argpartition(-scores, 100, axis=1)[:, :100])
    ids = np.concatenate(cells)
    values = 1 + random.poisson(2.0, ids.size).astype(np.float32)
    return sparse.csr_matrix(
        (values, (np.repeat(np.arange(len(rows)), 100), ids.ravel())),
        shape=(len(rows), len(columns)),
    )


def environments(peer: str) -> dict[str, tuple[str, str, str, dict[str, str]]]:
    """What takes part: (interpreter, program, solver, environment). At its best implicit's BLAS has
    one thread and no forced kernels."""
    plain = dict(os.environ)
    best = {name: value for name, value in plain.items() if not name.startswith("OPENBLAS_")} | {
        "OPENBLAS_NUM_THREADS": "1"
    }
    return {
        "malvec": (sys.executable, OURS, "cg", plain),
        "implicit cg": (peer, PEER, "cg", plain),
        "implicit cg, best": (peer, PEER, "cg", best),
        "malvec exact": (sys.executable, OURS, "exact", plain),
        "implicit cholesky": (peer, PEER, "cholesky", best),
    }


def measure(path: str, dim: int, wanted: argparse.Namespace) -> dict[str, Any]:
    """The medians of seconds per iteration, and the losses, of all systems on one matrix."""
    systems = {
        name: system
        for name, system in environments(wanted.peer).items()
        if wanted.all or ("ex" not in name and "chol" not in name)
    }
    runs: dict[str, list[list[list[float]]]] = {name: [] for name in systems}
    for _ in range(wanted.rounds):
        for name, (interpreter, program, solver, environment) in systems.items():
            call = [
                interpreter,
                "-c",
                program,
                path,
                str(dim),
                str(wanted.epochs),
                str(wanted.threads),
                solver,
            ]
            lines = subprocess.run(
                call, env=environment, check=True, capture_output=True, text=True
            ).stdout.splitlines()
            runs[name].append([json.loads(line) for line in lines])
    found = {}
    for name, rounds in runs.items():
        later = [iteration for run in rounds for iteration in run[1:]]
        seconds, processor_seconds = (
            statistics.median(column) for column in list(zip(*later, strict=True))[:2]
        )
        losses = [iteration[2] for iteration in rounds[0]]
        found[name] = {"seconds": seconds, "processor seconds": processor_seconds, "losses": losses}
        print(
            f"  {name:20} {seconds:7.3f} s  {processor_seconds:7.3f} s of processors "
            f" {' '.join(f'{loss:.6f}' for loss in losses)}"
        )
    return found


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.als", description=__doc__)
    parser.add_argument("--peer", required=True, help="a Python that has implicit")
    parser.add_argument("--dims", type=int, nargs="+", default=[64, 128])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="the exact solvers too")
    parser.add_argument("--matrix", choices=["zipf", "planted"], default="zipf")
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/matrix.npz"
        sparse.save_npz(
            path,
            {"zipf": zipf_matrix, "planted": planted_matrix}[wanted.matrix](),
            compressed=False,
        )
        for dim in wanted.dims:
            print(f"dim {dim}")
            figures[f"dim {dim}"] = measure(path, dim, wanted)
    if wanted.out:
        facts = {
            "date": f"{datetime.date.today()}",
            "processor": processor(),
            "rounds": wanted.rounds,
            "threads": wanted.threads,
        }
        wanted.out.write_text(
            json.dumps({**facts, "matrix": wanted.matrix, "als": figures}, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
