"""How an index finds the nearest rows: exactly by codes, or by a graph and the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.index.graph import Graph
from malvec.runtime.arguments import whole
from malvec.search.filters import first_rows
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.queries import Combined

__all__ = ["Asked", "by_graph", "exactly"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
_FEW = 100_000
"""So many allowed rows, or fewer, are searched exactly."""
_NOTHING_EXCLUDED = np.zeros(2, np.uint64), np.zeros(0, np.int64)
_TRIES = 2  # searches of the graph before all rows are looked at


@dataclass(frozen=True)
class Asked:
    """How many rows are wanted, and which may be found.

    Attributes:
        topn: how many.
        allowed: a flag per row; None for all.
        restrict: only the first so many rows; None for all.
        threads: None for all that this process may use.
    """

    topn: int = 10
    allowed: npt.NDArray[np.bool_] | None = None
    restrict: int | None = None
    threads: int | None = None


def exactly(rows: Searchable, asked: list[Combined], how: Asked) -> tuple[Floats, Ids]:
    """Scores and numbers of the nearest rows to each vector [n, topn]; -1 where there are fewer."""
    none = np.zeros((0, rows.matrix.shape[1]), np.float32)
    return nearest(
        rows,
        np.stack([each.vector for each in asked]) if asked else none,
        topn=how.topn,
        exclude=[each.hidden for each in asked],
        allowed=how.allowed,
        restrict=how.restrict,
        threads=how.threads,
    )


def by_graph(
    rows: Searchable, graph: Graph, asked: list[Combined], how: Asked
) -> tuple[Floats, Ids]:
    """The same by a graph, which may miss some; exactly where few rows are allowed."""
    allowed = first_rows(how.allowed, how.restrict, len(rows.matrix))
    topn = min(whole("topn", how.topn), len(rows.matrix))
    few = allowed is not None and int(allowed.sum()) <= max(_FEW, 4 * topn)
    if few or 4 * topn > len(rows.matrix):
        return exactly(rows, asked, how)
    found = [_one(rows, graph, each, Asked(topn, allowed)) for each in asked]
    if not found:
        return np.zeros((0, topn), np.float32), np.zeros((0, topn), np.int64)
    return np.stack([scores for scores, _ in found]), np.stack([ids for _, ids in found])


def _one(rows: Searchable, graph: Graph, asked: Combined, how: Asked) -> tuple[Floats, Ids]:
    """The nearest rows to one vector: more than wanted are fetched, those that may be found are
    scored; twice as many where they do not suffice, and all rows at last."""
    share = 1.0 if how.allowed is None else float(how.allowed.mean())
    fetched = int((2 * how.topn + len(asked.hidden)) / share)
    for _ in range(_TRIES):
        near = graph.candidates(asked.vector, min(fetched, len(rows.matrix)))
        if how.allowed is not None:
            near = near[how.allowed[near]]
        if asked.hidden:
            near = near[np.isin(near, asked.hidden, invert=True)]
        if len(near) >= how.topn:
            return _scored(rows, near, asked.vector, how.topn)
        fetched *= 2
    scores, ids = exactly(rows, [asked], how)
    return scores[0], ids[0]


def _scored(rows: Searchable, near: Ids, vector: Floats, topn: int) -> tuple[Floats, Ids]:
    """The best of some rows, ascending, by their own floats."""
    options = _core.SearchOptions(topn=topn, restrict=len(near), threads=1)
    some = np.asarray(rows.matrix[near]), rows.inverse_norms[near]
    scores, places = _core.find_nearest(*some, vector[None, None], *_NOTHING_EXCLUDED, options)
    return scores[0], near[places[0]]
