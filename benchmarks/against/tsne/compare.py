"""t-SNE against scikit-learn's: ``python -m benchmarks.against.tsne --vectors FILE``.

The first ``--words`` vectors, scaled to length 1, are laid out by both with the same perplexity and
number of steps, in turn, each in a process of its own. Quality is the share of a word's 10 nearest
vectors that are among its 10 nearest points, and the same for 50; principal components are the base
line. ``--peer-python`` names the Python that has scikit-learn.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.result_form import add_ratios, row, row_of_runs
from benchmarks.rounds import in_turn, run_program
from malvec.search.nearest import Searchable, nearest

HERE = Path(__file__).parent


def one_run(
    python: str | Path, script: str, request: dict[str, Any], rows: np.ndarray
) -> dict[str, Any]:
    """Seconds of a map, and what it keeps."""
    seconds = run_program(python, HERE / script, request)
    return {"speed": {"s": seconds}, "quality": quality(rows, np.load(request["out"]))}


def quality(rows: np.ndarray, points: np.ndarray) -> dict[str, float]:
    """Shares of 10 and of 50 neighbours."""
    return {f"{topn} nearest kept": kept(rows, points, topn) for topn in (10, 50)}


def kept(rows: np.ndarray, points: np.ndarray, topn: int, sample: int = 2000) -> float:
    """The share of the nearest vectors that are among the nearest points, over a sample of
    words."""
    chosen = np.random.default_rng(0).choice(len(rows), min(sample, len(rows)), replace=False)
    _, near = nearest(
        Searchable.of(rows), rows[chosen], topn=topn, exclude=[[i] for i in chosen.tolist()]
    )
    shares = []
    for i, wanted in zip(chosen.tolist(), near, strict=True):
        distances = ((points - points[i]) ** 2).sum(axis=1)
        distances[i] = np.inf
        shares.append(len(np.intersect1d(np.argpartition(distances, topn)[:topn], wanted)) / topn)
    return float(np.mean(shares))


def main() -> None:
    """The command line."""
    parser = new_parser("against.tsne", __doc__)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--perplexity", type=float, default=30)
    parser.add_argument("--iterations", type=int, default=750)
    add_peer(parser, "scikit-learn", default=Path(sys.executable))
    wanted = parser.parse_args()
    vectors = mv.load(wanted.vectors).normalized()
    rows = np.ascontiguousarray(vectors.matrix[: wanted.words])
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/rows.npy", rows)
        request = {"rows": f"{folder}/rows.npy", "out": f"{folder}/points.npy"}
        request |= {name: getattr(wanted, name) for name in ("perplexity", "iterations")}
        jobs = {
            "malvec": partial(one_run, sys.executable, "run_malvec.py", request, rows),
            "scikit-learn": partial(one_run, wanted.peer_python, "run_sklearn.py", request, rows),
        }
        runs = in_turn(jobs, wanted.rounds)
    found = [row_of_runs(name, each) for name, each in runs.items()]
    add_ratios(found, "s", more_is_better=False)
    plain = mv.Pca(dim=2).fit(rows).transform(rows)
    found.append(row("principal components", quality=quality(rows, plain)))
    settings = {"words": len(rows), "dim": rows.shape[1]}
    settings |= {name: getattr(wanted, name) for name in ("perplexity", "iterations")}
    report(wanted, "t-SNE", found, settings=settings)
