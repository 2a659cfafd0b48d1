"""How an index finds the nearest rows: exactly by codes, or by a graph and the rows themselves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.index.graph import Graph
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.search.filters import first_rows
from malvec.search.nearest import Searchable, nearest
from malvec.search.quantised import native_rows
from malvec.vectors.queries import Combined, stacked

__all__ = ["Answer", "Asked", "by_graph", "exactly"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Answer = tuple[Floats, npt.NDArray[np.int64]]
_FEW = 100_000
"""So many allowed rows, or fewer, are searched exactly."""


class Asked(NamedTuple):
    """How many rows are wanted, and which may be found.

    Attributes:
        topn: how many.
        allowed: a flag per row; None for all.
        restrict: only the first so many rows; None for all.
        threads: None for all that this process may use.
    """

    topn: int = 10
    allowed: Flags | None = None
    restrict: int | None = None
    threads: int | None = None


def exactly(rows: Searchable, asked: list[Combined], how: Asked) -> list[Answer]:
    """Scores and numbers of the nearest rows to each vector; -1 where there are fewer."""
    scores, ids = nearest(
        rows,
        stacked(asked, rows.matrix.shape[1]),
        topn=how.topn,
        exclude=[each.hidden for each in asked],
        allowed=how.allowed,
        restrict=how.restrict,
        threads=how.threads,
    )
    return list(zip(scores, ids, strict=True))


def by_graph(rows: Searchable, graph: Graph, asked: list[Combined], how: Asked) -> list[Answer]:
    """The same by a graph, which may miss some; exactly where few rows are allowed. More are
    fetched than are wanted, and scored by their floats; where too few of them may be found, twice
    as many are fetched, and all rows looked at at last."""
    size = len(rows.matrix)
    allowed = first_rows(how.allowed, how.restrict, size)
    topn = min(whole("topn", how.topn), size)
    few = allowed is not None and int(allowed.sum()) <= max(_FEW, 4 * topn)
    if few or topn == 0 or 8 * topn >= size:
        return exactly(rows, asked, how)
    matrix, norms = native_rows(rows.matrix), rows.inverse_norms
    best: dict[int, Answer] = {}
    left = list(range(len(asked)))
    fetched = _fetched(asked, topn, allowed, graph.ef)
    workers = available_threads(how.threads) if len(asked) > 1 else 1
    for count in (fetched, 2 * fetched):
        if not left:
            break
        vectors = stacked([asked[i] for i in left], rows.matrix.shape[1])
        near = graph.candidates(vectors, min(count, size), workers)
        for i, keys in zip(left, near, strict=True):
            best[i] = _core.find_among(matrix, norms, keys, asked[i], allowed, topn)
        left = [i for i in left if len(best[i][1]) < topn]
    for i in left:
        best[i] = exactly(rows, [asked[i]], how)[0]
    return [best[i] for i in range(len(asked))]


def _fetched(asked: list[Combined], topn: int, allowed: Flags | None, ef: int) -> int:
    """How many rows to fetch: all that the graph looks at, for it has rounded them, and so many
    that enough of them may be found."""
    least = topn + max((len(each.hidden) for each in asked), default=0)
    return max(least, ef) if allowed is None else int((least + topn) / float(allowed.mean()))
