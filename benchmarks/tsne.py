"""t-SNE against scikit-learn's: ``python -m benchmarks.tsne --vectors FILE``; writes
``benchmarks/results/tsne.json``.

The first ``--words`` vectors, scaled to length 1, are laid out by both with the same perplexity and
number of steps, in turn, each in a process of its own. Quality is the share of a word's 10 nearest
vectors that are among its 10 nearest points, and the same for 50; principal components are the base
line. ``--peer-python`` names the Python that has scikit-learn.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import malvec as mv
from benchmarks.against.match import processor
from malvec.search.nearest import Rows, nearest

PEER_PROGRAM = """
import sys, time
import numpy as np
from sklearn.manifold import TSNE
rows, perplexity, iterations, out = np.load(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
begin = time.perf_counter()
points = TSNE(perplexity=perplexity, max_iter=iterations, init="pca", learning_rate="auto", random_state=0, n_jobs=2).fit_transform(rows)
np.savez(out, points=points, seconds=time.perf_counter() - begin)
"""

OWN_PROGRAM = """
import sys, time
import numpy as np
import malvec as mv
rows, perplexity, iterations, out = np.load(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
begin = time.perf_counter()
points = mv.Tsne(perplexity=perplexity, iterations=iterations, threads=2).fit(rows)
np.savez(out, points=points, seconds=time.perf_counter() - begin)
"""


def kept(rows: np.ndarray, points: np.ndarray, topn: int, sample: int = 2000) -> float:
    """The share of the nearest vectors that are among the nearest points, over a sample of
    words."""
    chosen = np.random.default_rng(0).choice(len(rows), min(sample, len(rows)), replace=False)
    _, near = nearest(
        Rows.of(rows), rows[chosen], topn=topn, exclude=[[i] for i in chosen.tolist()]
    )
    shares = []
    for i, wanted in zip(chosen.tolist(), near, strict=True):
        distances = ((points - points[i]) ** 2).sum(axis=1)
        distances[i] = np.inf
        shares.append(len(np.intersect1d(np.argpartition(distances, topn)[:topn], wanted)) / topn)
    return float(np.mean(shares))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--perplexity", type=float, default=30)
    parser.add_argument("--iterations", type=int, default=750)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "tsne.json")
    options = parser.parse_args()
    rows = np.ascontiguousarray(mv.load(options.vectors).normalized().matrix[: options.words])
    systems = {
        "malvec": (sys.executable, OWN_PROGRAM),
        "scikit-learn": (options.peer_python, PEER_PROGRAM),
    }
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    maps = {"principal components": mv.Pca(dim=2).fit(rows).transform(rows)}
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/rows.npy", rows)
        for _ in range(options.rounds):
            for name, (python, program) in systems.items():
                values = [
                    f"{folder}/rows.npy",
                    str(options.perplexity),
                    str(options.iterations),
                    f"{folder}/out.npz",
                ]
                subprocess.run([python, "-c", program, *values], check=True)
                with np.load(f"{folder}/out.npz") as found:
                    maps[name], _ = found["points"], seconds[name].append(float(found["seconds"]))
    table = {
        name: {
            "seconds": statistics.median(seconds[name]) if name in seconds else None,
            "kept 10": kept(rows, points, 10),
            "kept 50": kept(rows, points, 50),
        }
        for name, points in maps.items()
    }
    knobs = {
        "words": len(rows),
        "dim": rows.shape[1],
        "perplexity": options.perplexity,
        "iterations": options.iterations,
    }
    facts = {
        "processor": processor(),
        "date": str(datetime.date.today()),
        "rounds": options.rounds,
        **knobs,
    }
    options.out.write_text(json.dumps({"tsne": table, **facts}, indent=2) + "\n")
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
