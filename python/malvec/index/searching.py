"""How an index finds the nearest rows: exactly by codes, or by a graph and the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.index.graph import Graph
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.search.filters import first_rows
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.queries import Combined, stacked

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
    return nearest(
        rows,
        stacked(asked, rows.matrix.shape[1]),
        topn=how.topn,
        exclude=[each.hidden for each in asked],
        allowed=how.allowed,
        restrict=how.restrict,
        threads=how.threads,
    )


def by_graph(
    rows: Searchable, graph: Graph, asked: list[Combined], how: Asked
) -> tuple[Floats, Ids]:
    """The same by a graph, which may miss some; exactly where few rows are allowed. More are
    fetched than are wanted, and scored by their floats; where too few of them may be found, twice
    as many are fetched, and all rows looked at at last."""
    allowed = first_rows(how.allowed, how.restrict, len(rows.matrix))
    topn = min(whole("topn", how.topn), len(rows.matrix))
    few = allowed is not None and int(allowed.sum()) <= max(_FEW, 4 * topn)
    if few or topn == 0 or 4 * topn >= len(rows.matrix):
        return exactly(rows, asked, how)
    scores = np.empty((len(asked), topn), np.float32)
    ids = np.empty((len(asked), topn), np.int64)
    left = list(range(len(asked)))
    fetched = _wanted(asked, topn, allowed)
    workers = available_threads(how.threads) if len(asked) > 1 else 1
    for _ in range(_TRIES):
        if not left:
            break
        vectors = stacked([asked[i] for i in left], rows.matrix.shape[1])
        near = graph.candidates(vectors, min(fetched, len(rows.matrix)), workers)
        kept = {i: _findable(each, asked[i], allowed) for i, each in zip(left, near, strict=True)}
        for i in (i for i in left if len(kept[i]) >= topn):
            scores[i], ids[i] = _scored(rows, kept[i], asked[i].vector, topn)
        left, fetched = [i for i in left if len(kept[i]) < topn], 2 * fetched
    for i in left:
        scores[i : i + 1], ids[i : i + 1] = exactly(rows, [asked[i]], how)
    return scores, ids


def _wanted(asked: list[Combined], topn: int, allowed: npt.NDArray[np.bool_] | None) -> int:
    """How many rows to fetch from the graph, so that enough of them may be found."""
    share = 1.0 if allowed is None else float(allowed.mean())
    return int((2 * topn + max((len(each.hidden) for each in asked), default=0)) / share)


def _findable(near: list[int], asked: Combined, allowed: npt.NDArray[np.bool_] | None) -> Ids:
    """Those that may be found."""
    hidden = set(asked.hidden)
    found = np.array([row for row in near if row not in hidden], np.int64)
    return found if allowed is None else found[allowed[found]]


def _scored(rows: Searchable, near: Ids, vector: Floats, topn: int) -> tuple[Floats, Ids]:
    """The best of some rows, ascending, by their own floats."""
    options = {"topn": topn, "restrict": len(near), "threads": 1}
    some = np.asarray(rows.matrix[near]), rows.inverse_norms[near]
    scores, places = _core.find_nearest(*some, vector[None, None], *_NOTHING_EXCLUDED, options)
    return scores[0], near[places[0]]
