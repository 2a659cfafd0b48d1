"""Truncated SVD of PPMI against scikit-learn, and the scores of its vectors.

    python -m benchmarks.against.svd --counts FILE --peer-python PYTHON

``--counts`` is a NumPy archive of co-occurrences (offsets, columns, values, words, counts). Each
system runs in a process of its own, in turn; singular values are compared with those of a run to
convergence. With ``--similarity`` or ``--analogy`` vectors are scored over shifts, smoothings and
powers instead.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv
from benchmarks.arguments import add_peer, add_sets, new_parser, report
from benchmarks.result_form import Row, add_ratios, row, row_of_runs
from benchmarks.rounds import in_turn, run_program
from benchmarks.scores import score
from malvec.counts.cells import Cells

HERE = Path(__file__).parent
BEST = "malvec, 2 threads"
PEERS = {
    "scikit-learn, n_iter=5": {"n_iter": 5, "n_oversamples": 10},
    "scikit-learn, n_iter=12, n_oversamples=50": {"n_iter": 12, "n_oversamples": 50},
}


def load_counts(path: Path) -> Cells:
    """Cells of co-occurrences with their words."""
    stored = np.load(path)
    vocab = mv.Vocab.from_words(stored["words"].tolist(), stored["counts"].tolist())
    parts = (stored[name] for name in ("offsets", "columns", "values"))
    return Cells(*parts, len(vocab), row_names=vocab, column_names=vocab)


def systems(wanted: argparse.Namespace, matrix: str) -> dict[str, Callable[[], dict[str, Any]]]:
    """All that take part; no kernels are forced on a BLAS."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    request = {"matrix": matrix, "dim": wanted.dim}
    found = {
        name: partial(
            run_program, sys.executable, HERE / "run_malvec.py", request | {"threads": t}, plain
        )
        for name, t in ((BEST, 2), ("malvec, 1 thread", 1))
    }
    for name, knobs in PEERS.items() if wanted.peer_python else ():
        found[name] = partial(
            run_program, wanted.peer_python, HERE / "run_sklearn.py", request | knobs, plain
        )
    return found


def speeds(weights: Cells, wanted: argparse.Namespace) -> tuple[list[Row], dict[str, str]]:
    """Seconds, the greatest error of a singular value, and how many are off by more than a
    thousandth, for each system; and the peer's version."""
    converged = np.array(mv.Svd(dim=wanted.dim, tolerance=1e-4).decompose(weights).singular_values)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/weights.npz"
        sparse.save_npz(path, sparse.csr_matrix(weights.matrix), compressed=False)
        answers = in_turn(systems(wanted, path), wanted.rounds)
    rows = []
    for name, found in answers.items():
        errors = np.abs(np.array(found[0]["values"]) / converged - 1)
        exact = {
            "largest error of a singular value": float(errors.max()),
            "values off by 1e-3": int((errors > 1e-3).sum()),
        }
        runs = [{"speed": {"s": run["seconds"]}} for run in found]
        rows.append(row_of_runs(name, runs, quality=exact))
    peers = [run["version"] for found in answers.values() for run in found if "version" in run]
    versions = {"scikit-learn": peers[0]} if peers else {}
    return add_ratios(rows, "s", more_is_better=False, own=BEST), versions


def qualities(counts: Cells, wanted: argparse.Namespace) -> list[Row]:
    """Scores of the vectors over shifts, smoothings and powers."""
    rows = []
    for shift, smoothing in itertools.product((1, 5), (1, 0.75)):
        weights = mv.counts.ppmi(counts, shift=shift, smoothing=smoothing)
        found = mv.Svd(dim=wanted.dim).decompose(weights)
        for power in (0, 0.5, 1):
            scaled = (found.left * found.singular_values**power).astype(np.float32)
            vectors = mv.WordVectors(counts.row_names, scaled)  # type: ignore[arg-type]
            knobs = {"shift": shift, "smoothing": smoothing, "power": power}
            name = ", ".join(f"{knob} {value}" for knob, value in knobs.items())
            scores = score(vectors, wanted.similarity, wanted.analogy)
            rows.append(row(f"malvec, {name}", settings=knobs, quality=scores))
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.svd", __doc__)
    parser.add_argument("--counts", required=True, type=Path)
    add_peer(parser, "scikit-learn")
    parser.add_argument("--dim", type=int, default=100)
    add_sets(parser)
    wanted = parser.parse_args()
    counts = load_counts(wanted.counts)
    settings = {"counts": wanted.counts.name, "rows": counts.shape[0], "dim": wanted.dim}
    if wanted.similarity or wanted.analogy:
        rows = qualities(counts, wanted)
        report(wanted, "Truncated SVD of PPMI: scores", rows, settings=settings)
        return
    weights = mv.counts.ppmi(counts)
    rows, versions = speeds(weights, wanted)
    settings["cells"] = len(weights)
    report(wanted, "Truncated SVD of PPMI", rows, settings=settings, versions=versions)
