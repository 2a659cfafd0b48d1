"""An index of kind hnsw beside usearch's own search, at the same recall of the ten nearest rows.

    python -m benchmarks.own.index [--vectors FILE] [--rows 200000] [--dim 100]

Questions are rows left out of the index, one at a time by one thread, the systems in turn. malvec
is asked for a recall; usearch (floats, the same connectivity and expansion) takes the smallest
expansion of a search that finds no less on the same questions.
"""

from __future__ import annotations

import argparse
import bisect
import importlib
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, add_ratios, row
from malvec.index.graph import EXPANSION
from malvec.index.tuning import recall_of

Floats = npt.NDArray[np.float32]
Answer = Callable[[Floats], Any]
QUESTIONS, TOPN = 1000, 10
RECALLS = (0.8, 0.95, 0.99)


def clustered_rows(rows: int, dim: int) -> Floats:
    """Random rows around centres of which some are larger than others, as topics of words are."""
    rng = np.random.default_rng(1)
    centres = rng.standard_normal((rows // 100, dim), np.float32)
    sizes = 1 / np.arange(1, len(centres) + 1) ** 0.5
    chosen = rng.choice(len(centres), rows, p=sizes / sizes.sum())
    return np.asarray(centres[chosen] + rng.standard_normal((rows, dim), np.float32), np.float32)


def parted(wanted: argparse.Namespace) -> tuple[Floats, Floats]:
    """The rows of an index, all of length 1, and questions."""
    if wanted.vectors:
        matrix = np.array(mv.load(wanted.vectors), np.float32)[: wanted.rows]
    else:
        matrix = clustered_rows(wanted.rows, wanted.dim)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    mixed = np.random.default_rng(2).permutation(len(matrix))
    return matrix[np.sort(mixed[QUESTIONS:])], matrix[mixed[:QUESTIONS]]


class Questions(NamedTuple):
    """Vectors to ask [n, dim], the rows to find, and the scores of those that are nearest."""

    vectors: Floats
    rows: Floats
    true: Floats

    def recall(self, answer: Answer) -> float:
        """The share of what a system finds that is as near as the true ones."""
        found = [np.sort(self.rows[answer(q)] @ q)[::-1] for q in self.vectors]
        return recall_of(np.array(found), self.true)


def questions_of(rows: Floats, vectors: Floats) -> Questions:
    """The true answers are found exactly."""
    exact = mv.Index.build(rows).most_similar_batch(vectors, topn=TOPN)
    return Questions(vectors, rows, np.array([[score for _, score in each] for each in exact]))


def answers_of(index: mv.Index) -> Answer:
    """malvec's rows."""
    return lambda q: [row for row, _ in index.most_similar(q, topn=TOPN, threads=1)]


def peer_of(rows: Floats, connectivity: int) -> Any:
    """usearch's index of the same rows."""
    usearch = importlib.import_module("usearch.index")
    how = {"connectivity": connectivity, "expansion_add": EXPANSION}
    peer = usearch.Index(ndim=rows.shape[1], metric="cos", dtype="f32", **how)
    peer.add(np.arange(len(rows)), rows)
    return peer


def tuned(peer: Any, asked: Questions, enough: float) -> Answer:
    """usearch's rows, with the smallest expansion that finds so many."""

    def answer(q: Floats) -> Any:
        return peer.search(q, TOPN, threads=1).keys

    def suffices(expansion: int) -> bool:
        peer.expansion_search = expansion
        return asked.recall(answer) >= enough

    choices = range(TOPN, 4096)
    peer.expansion_search = choices[bisect.bisect_left(choices, True, key=suffices)]
    return answer


def compared(systems: dict[str, Answer], asked: Questions, rounds: int, case: str) -> list[Row]:
    """Both systems answer each question in turn."""
    times: dict[str, list[float]] = {name: [] for name in systems}
    for q in np.repeat(asked.vectors, rounds, axis=0):
        for name, answer in systems.items():
            begin = time.perf_counter()
            answer(q)
            times[name].append(1e6 * (time.perf_counter() - begin))
    made = [
        row(
            name,
            case=case,
            speed={"query, µs": statistics.median(times[name])},
            quality={"recall": asked.recall(answer)},
        )
        for name, answer in systems.items()
    ]
    return add_ratios(made, "query, µs", more_is_better=False)


def main() -> None:
    """The command line."""
    parser = new_parser("own.index", __doc__)
    parser.add_argument("--vectors", type=Path, help="a .safetensors file; else random rows")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--dim", type=int, default=100)
    wanted = parser.parse_args()
    asked = questions_of(*parted(wanted))
    found: list[Row] = []
    peers: dict[int, Any] = {}
    for recall in RECALLS:
        index = mv.Index.build(asked.rows, kind="hnsw", recall=recall)
        connectivity = index.report.connectivity
        if connectivity not in peers:
            peers[connectivity] = peer_of(asked.rows, connectivity)
        own = answers_of(index)
        peer = tuned(peers[connectivity], asked, asked.recall(own))
        found += compared(
            {"malvec": own, "usearch": peer}, asked, wanted.rounds, f"recall {recall}"
        )
    settings = {"rows": len(asked.rows), "dim": asked.rows.shape[1], "topn": TOPN}
    report(wanted, "An approximate index", found, settings=settings)


if __name__ == "__main__":
    main()
