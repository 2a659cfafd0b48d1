"""How good and how fast an index is, measured on its own rows; for a graph, how many rows a search
has to look at."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.index.graph import Graph
from malvec.index.searching import Answer, Asked, by_graph, exactly
from malvec.runtime.progress import note
from malvec.runtime.warning import warn
from malvec.search.nearest import Searchable
from malvec.vectors.queries import Combined

__all__ = ["best_graph", "drawn_questions", "milliseconds", "recall_of"]

QUESTIONS, NEAREST = 1000, 10  # so four digits of a recall tell each row that was missed
CONNECTIVITIES = (16, 32)
_EFS = [round(10 * 2 ** (step / 4)) for step in range(37)]  # 10, 12, 14, 17, 20, 24 … 5120
_TIMED = 50


def drawn_questions(rows: Searchable, count: int = QUESTIONS, seed: int = 1) -> list[Combined]:
    """Some of the rows as questions, of which each must not find itself."""
    there = np.flatnonzero(rows.inverse_norms > 0)
    drawn = np.random.default_rng(seed).choice(there, min(count, len(there)), replace=False)
    vectors = np.asarray(rows.matrix[drawn])
    return [Combined(vector, [int(i)]) for vector, i in zip(vectors, drawn, strict=True)]


def milliseconds(answer: Callable[[list[Combined]], Any], questions: list[Combined]) -> float:
    """The median time of a question alone."""
    times = []
    for question in questions[:_TIMED]:
        started = time.perf_counter()
        answer([question])
        times.append(time.perf_counter() - started)
    return float(np.median(times)) * 1000 if times else 0.0


def recall_of(
    found: npt.NDArray[np.float32], true: npt.NDArray[np.float32], tolerance: float = 1e-6
) -> float:
    """The share of the answers that are as good as the last of the true ones [n, topn]; of rows
    alike any will do."""
    if true.size == 0:
        return 1.0
    return float((found >= true[:, -1:] - tolerance).mean())


def best_graph(
    rows: Searchable, wanted: float, *, threads: int | None, progress: bool | None
) -> tuple[Graph, float]:
    """A graph whose searches reach the recall wanted with as little work as can be, and that
    recall. A warning says where it is not reached."""
    questions, how = drawn_questions(rows), Asked(NEAREST, threads=threads)
    true = _scores(exactly(rows, questions, how))
    for connectivity in CONNECTIVITIES:
        graph = Graph.build(rows, connectivity, threads=threads, progress=progress)
        recall = _tuned(rows, graph, questions, true, wanted)
        note(f"connectivity={connectivity}, ef={graph.ef}: recall {recall:.4f}", progress)
        if recall >= wanted:
            return graph, recall
    warn(
        f"hnsw reached a recall of {recall:.4f}, not the {wanted:g} that was asked for;"
        " kind='exact8' finds every row"
    )
    return graph, recall


def _scores(answers: list[Answer]) -> npt.NDArray[np.float32]:
    """The scores of all answers [n, topn]."""
    return np.array([scores for scores, _ in answers], np.float32)


def _tuned(
    rows: Searchable,
    graph: Graph,
    questions: list[Combined],
    true: npt.NDArray[np.float32],
    wanted: float,
) -> float:
    """The recall with the least ``ef`` of ``_EFS`` that reaches the one wanted, or with the
    largest; searches of the graph look at so many rows from now on."""
    recall = 0.0
    for ef in _EFS:
        graph.look_at(ef)
        recall = recall_of(_scores(by_graph(rows, graph, questions, Asked(NEAREST))), true)
        if recall >= wanted or ef >= len(rows.matrix):
            break
    return recall
