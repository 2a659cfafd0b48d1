"""A graph of near rows (hierarchical navigable small world), built and searched by usearch. It
finds most of the nearest rows by looking at few; scores come from the rows themselves.

The graph keeps the rows in a byte per component, the largest of each row as 127; what that
misplaces, the floats of the rows that are found put right. usearch trusts what it reads, so all
numbers of a graph are checked when it is opened.

Source: Malkov & Yashunin, Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs, 2018; https://github.com/unum-cloud/USearch.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.extras import optional_package
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import progress_bar
from malvec.search.nearest import Searchable

__all__ = ["Graph"]

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]
EXPANSION = 128  # rows that are looked at to place one
_MOST = 1 << 16  # so many rows a search may look at even where there are fewer
_BLOCK = 8192  # rows that are placed between two looks at Ctrl-C
_BESIDE = 2.5  # bytes of the graph and of building it per byte of what it holds, about


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
            int(rows * (dim + 8 * connectivity) * _BESIDE),
            f"a graph of {rows:,} rows",
            "kind='exact8' needs less",
        )
        index = _usearch().Index(**_form(dim), connectivity=connectivity, expansion_add=EXPANSION)
        workers = available_threads(threads)
        placed = np.flatnonzero(searchable.inverse_norms > 0)
        with progress_bar(len(placed), "building the graph", " rows", progress) as advance:
            for first in range(0, len(placed), _BLOCK):
                keys = placed[first : first + _BLOCK]
                codes = _codes(searchable.matrix[keys])
                _called(index.add, keys.astype(np.uint64), codes, threads=workers)
                advance(first + len(keys))
        return cls(np.frombuffer(index.save(), np.uint8), (rows, dim), EXPANSION)

    def look_at(self, ef: int) -> None:
        """From now on searches look at ``ef`` rows."""
        self.ef = self._opened.expansion_search = ef

    def candidates(self, queries: Floats, count: int, threads: int = 1) -> list[Keys]:
        """The numbers of about ``count`` rows that are near each vector [n, dim]; of a damaged
        graph they may be of no row."""
        with self._lock:  # usearch gives all searches of one thread each the same memory
            found = _called(self._opened.search, _codes(queries), count, threads=threads)
        if len(queries) == 1:
            return [found.keys]
        return [keys[:size] for keys, size in zip(found.keys, found.counts, strict=True)]

    def __reduce__(self) -> tuple[Any, ...]:
        return Graph, (np.array(self.stored), self.shape, self.ef)


def _called(what: Callable[..., Any], *given: Any, threads: int) -> Any:
    """What usearch answers; it turns Ctrl-C into an error of its own."""
    try:
        return what(*given, threads=threads)
    except RuntimeError as error:
        if "has been terminated" in str(error):
            raise KeyboardInterrupt from None
        raise


def _usearch() -> Any:
    return optional_package("usearch.index", "an index of kind hnsw", "ann")


def _form(dim: int) -> dict[str, Any]:
    """What usearch has to know of rows."""
    return {"ndim": dim, "metric": "cos", "dtype": "i8", "enable_key_lookups": False}


def _codes(vectors: Floats) -> npt.NDArray[np.int8]:
    """Vectors in a byte per component; their lengths do not matter."""
    return _core.encode_8bit(vectors, 1)[0].view(np.int8)


def _opened(stored: npt.NDArray[np.uint8], shape: tuple[int, int], ef: int) -> Any:
    """The graph as usearch searches it; ``FormatError`` where it is not one of these rows."""
    usearch = _usearch()
    try:
        if not 1 <= ef <= max(shape[0], _MOST):
            raise ValueError(f"a search looks at {ef:,} of {shape[0]:,} rows")
        _core.check_graph(stored, *shape)
        index = usearch.Index(**_form(shape[1]), expansion_search=ef)
        index.view(stored)
    except (RuntimeError, ValueError, TypeError) as error:
        raise FormatError(f"the graph of the index is damaged: {error}") from None
    return index
