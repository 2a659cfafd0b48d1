"""Truncated SVD of PPMI against scikit-learn, and what the vectors are worth: ``python -m
benchmarks.svd --counts FILE``.

``--counts`` is a NumPy archive of co-occurrences (offsets, columns, values, words, counts). Each
system runs in a process of its own, in turn; medians are compared, and singular values with those
of a run to convergence. ``--peer`` names the Python that has scikit-learn.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.match import processor
from benchmarks.quality import score
from malvec.counts.cells import Cells

PEERS = {"scikit-learn, n_iter=5": (5, 10), "scikit-learn, n_iter=12, n_oversamples=50": (12, 50)}

PEER_PROGRAM = """
import json, sys, time
import numpy as np, sklearn
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
path, dim, n_iter, oversamples = sys.argv[1], *map(int, sys.argv[2:])
matrix = sparse.load_npz(path)
begin = time.perf_counter()
found = TruncatedSVD(dim, algorithm="randomized", n_iter=n_iter, n_oversamples=oversamples, random_state=1).fit(matrix)
print(json.dumps({"seconds": time.perf_counter() - begin, "values": found.singular_values_.tolist(), "version": sklearn.__version__}))
"""

OWN_PROGRAM = """
import json, sys, time
from scipy import sparse
import malvec as mv
from malvec.counts.cells import Cells
path, dim, threads = sys.argv[1], *map(int, sys.argv[2:])
cells = Cells.from_matrix(sparse.load_npz(path), dtype="float32")
cells.rows = mv.Vocab.from_words(map(str, range(cells.shape[0])))
begin = time.perf_counter()
report = mv.Svd(dim=dim, threads=threads).fit(cells).report
print(json.dumps({"seconds": time.perf_counter() - begin, "values": report.singular_values, "version": mv.__version__}))
"""


def load_counts(path: Path) -> Cells:
    """Cells of co-occurrences with their words."""
    stored = np.load(path)
    words = mv.Vocab.from_words(stored["words"].tolist(), stored["counts"].tolist())
    return Cells(
        stored["offsets"],
        stored["columns"],
        stored["values"],
        len(words),
        rows=words,
        column_names=words,
    )


def measured(python: str, program: str, *arguments: Any) -> dict[str, Any]:
    """What a program printed, run in a fresh process."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    run = subprocess.run(
        [python, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        env=plain,
    )
    return dict(json.loads(run.stdout))


def speeds(weights: Cells, wanted: argparse.Namespace) -> list[dict[str, Any]]:
    """Seconds, the greatest error of a singular value, and how many are off by more than a
    thousandth, for each system."""
    from scipy import sparse

    converged = np.array(mv.Svd(dim=wanted.dim, tolerance=1e-4).decompose(weights).singular_values)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/weights.npz"
        sparse.save_npz(path, sparse.csr_matrix(weights.matrix), compressed=False)
        systems = {
            f"malvec, {t} threads": (sys.executable, OWN_PROGRAM, path, wanted.dim, t)
            for t in (2, 1)
        }
        if wanted.peer:
            systems |= {
                name: (wanted.peer, PEER_PROGRAM, path, wanted.dim, *knobs)
                for name, knobs in PEERS.items()
            }
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in systems}
        for _ in range(wanted.rounds):
            for name, call in systems.items():
                runs[name].append(measured(*call))
    rows = []
    for name, found in runs.items():
        errors = np.abs(np.array(found[0]["values"]) / converged - 1)
        seconds = [run["seconds"] for run in found]
        row = {
            "system": name,
            "version": found[0]["version"],
            "seconds": statistics.median(seconds),
            "runs": seconds,
        }
        rows.append(
            row | {"largest_error": errors.max(), "beyond_a_thousandth": int((errors > 1e-3).sum())}
        )
    return rows


def quality(counts: Cells, wanted: argparse.Namespace) -> list[dict[str, Any]]:
    """Scores of the vectors over shifts, smoothings and powers."""
    rows = []
    for shift, smoothing in itertools.product((1, 5), (1, 0.75)):
        weights = mv.counts.ppmi(counts, shift=shift, smoothing=smoothing)
        found = mv.Svd(dim=wanted.dim).decompose(weights)
        for power in (0, 0.5, 1):
            vectors = mv.WordVectors(
                counts.rows, (found.left * found.singular_values**power).astype(np.float32)
            )  # type: ignore[arg-type]
            scores = score(vectors, wanted.similarity, wanted.analogy)
            rows.append(
                {
                    "shift": shift,
                    "smoothing": smoothing,
                    "power": power,
                    "cells": len(weights),
                    "scores": scores,
                }
            )
            print(
                f"shift {shift}, smoothing {smoothing}, power {power}:",
                {name: round(value, 1) for name, value in scores.items()},
                flush=True,
            )
    return rows


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.svd", description=__doc__)
    parser.add_argument("--counts", required=True, type=Path)
    parser.add_argument("--peer", help="a Python that has scikit-learn")
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3, help="0 measures no speed")
    parser.add_argument("--similarity", action="append", default=[], type=Path)
    parser.add_argument("--analogy", action="append", default=[], type=Path)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    counts = load_counts(wanted.counts)
    weights = mv.counts.ppmi(counts)
    result = {
        "counts": wanted.counts.name,
        "cells": len(weights),
        "rows": len(weights.rows or ()),
        "dim": wanted.dim,
    }
    result |= {
        "rounds": wanted.rounds,
        "date": f"{datetime.date.today()}",
        "processor": processor(),
    }
    if wanted.rounds:
        result["speed"] = speeds(weights, wanted)
        for row in result["speed"]:
            exact = (
                f"largest error {row['largest_error']:.1e}, {row['beyond_a_thousandth']} beyond"
                " 1e-3"
            )
            print(f"{row['system']:45} {row['seconds']:8.2f} s  {exact}")
    if wanted.similarity or wanted.analogy:
        result["quality"] = quality(counts, wanted)
    if wanted.out:
        wanted.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
