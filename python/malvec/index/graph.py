"""A graph of near rows (hierarchical navigable small world), built and searched by usearch. It
finds most of the nearest rows by looking at few; scores come from the rows themselves.

The graph keeps the rows in half precision. usearch trusts what it reads: a graph that was changed
by hand can crash the process; ``verify=True`` and ``malvec info --verify`` compare its checksum.

Source: Malkov & Yashunin, Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs, 2018; https://github.com/unum-cloud/USearch.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.runtime.extras import optional_package
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import progress_bar
from malvec.search.nearest import Searchable

__all__ = ["Graph"]

Floats = npt.NDArray[np.float32]
_EXPANSION = 128  # rows that are looked at to place one
_BLOCK = 8192  # rows that are placed between two looks at Ctrl-C
_BESIDE = 2.5  # bytes of the graph and of building it per byte of half-precision rows, about


class Graph:
    """Near rows of each row.

    Args:
        stored: what usearch wrote, uint8 [bytes]; it is read where it lies.
        shape: rows and components of the matrix.
        ef: how many rows a search looks at.
    """

    def __init__(self, stored: npt.NDArray[np.uint8], shape: tuple[int, int], ef: int) -> None:
        self.stored, self.shape, self.ef = stored, shape, ef
        self._lock = Lock()
        self._opened = _opened(stored, shape, ef)

    @property
    def connectivity(self) -> int:
        """How many neighbours a row has."""
        return int(self._opened.connectivity)

    @classmethod
    def build(
        cls,
        searchable: Searchable,
        connectivity: int,
        *,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Graph:
        """The graph of a matrix. With several threads, or another version of usearch, it is another
        one each time; rows of zeros, and rows that are not finite, have no place in it.

        Raises:
            ImportError: usearch is not installed.
            MemoryError: it would not fit; before anything is done.
        """
        rows, dim = searchable.matrix.shape
        check_memory(
            int(rows * (2 * dim + 8 * connectivity) * _BESIDE),
            f"a graph of {rows:,} rows",
            "kind='exact8' needs less",
        )
        index = _usearch().Index(
            ndim=dim,
            metric="cos",
            dtype="bf16",
            connectivity=connectivity,
            expansion_add=_EXPANSION,
        )
        workers = available_threads(threads)
        placed = np.flatnonzero(searchable.inverse_norms > 0)
        with progress_bar(len(placed), "building the graph", " rows", progress) as advance:
            for first in range(0, len(placed), _BLOCK):
                keys = placed[first : first + _BLOCK]
                unit = searchable.matrix[keys] * searchable.inverse_norms[keys, None]
                index.add(keys.astype(np.uint64), unit, threads=workers)
                advance(first + len(keys))
        return cls(np.frombuffer(index.save(), np.uint8), (rows, dim), _EXPANSION)

    def with_ef(self, ef: int) -> Graph:
        """The same graph, where searches look at ``ef`` rows."""
        return Graph(self.stored, self.shape, ef)

    def candidates(self, queries: Floats, count: int, threads: int = 1) -> list[list[int]]:
        """The numbers of about ``count`` rows that are near each vector [n, dim], ascending."""
        with self._lock:  # usearch gives all searches of one thread each the same memory
            found = self._opened.search(queries, count, threads=threads)
        listed = (
            [found.keys]
            if len(queries) == 1
            else [keys[:size] for keys, size in zip(found.keys, found.counts, strict=True)]
        )
        rows = self.shape[0]  # plain numbers: of few, NumPy takes longer than the search
        return [sorted(key for key in keys.tolist() if key < rows) for keys in listed]

    def __reduce__(self) -> tuple[Any, ...]:
        return Graph, (np.array(self.stored), self.shape, self.ef)


def _usearch() -> Any:
    return optional_package("usearch.index", "an index of kind hnsw", "ann")


def _opened(stored: npt.NDArray[np.uint8], shape: tuple[int, int], ef: int) -> Any:
    """The graph as usearch searches it; ``FormatError`` where it is not one of these rows."""
    usearch = _usearch()
    try:
        told = usearch.Index.metadata(stored)
        if told["dimensions"] != shape[1] or told["count_present"] > shape[0]:
            raise ValueError(f"it is of {told['count_present']:,} rows x {told['dimensions']}")
        index = usearch.Index(
            ndim=shape[1], metric="cos", dtype=told["kind_scalar"], expansion_search=ef
        )
        index.view(stored)
    except (RuntimeError, ValueError, TypeError) as error:
        raise FormatError(f"the graph of the index is damaged: {error}") from None
    return index
