"""Queries to vectors with names: what is one, and how names and vectors are added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.reports.found import Found
from malvec.vocab import Vocab

__all__ = [
    "Combined",
    "Neighbours",
    "Query",
    "add_up",
    "check_vector",
    "listed_terms",
    "stacked",
    "with_names",
]

Floats = npt.NDArray[np.float32]
Name = TypeVar("Name")
Query = str | npt.NDArray[Any] | Iterable[Any]
"""A word, a vector [dim], or several of both whose unit vectors are added."""
Neighbours = Found[str]
"""Words with their scores, best first."""


class Combined(NamedTuple):
    """The sum of unit vectors [dim], and the rows that must not be found."""

    vector: Floats
    hidden: list[int]


def add_up(
    dim: int, positive: list[Any], negative: list[Any], vector: Callable[[Any], Floats]
) -> Floats:
    """The sum of the unit vectors of the positive terms less that of the negative ones [dim];
    ``ValueError`` where there are none."""
    if not positive and not negative:
        raise ValueError("an empty query")
    return _core.add_up(dim, list(map(vector, positive)), list(map(vector, negative)))


def listed_terms(query: Any, is_name: Callable[[object], bool]) -> list[Any]:
    """The names and vectors of a question, one of which may stand alone.

    Raises:
        TypeError: a question cannot be made of it.
    """
    if is_name(query):
        return [query]
    if hasattr(query, "__array__"):  # of NumPy, pandas, PyTorch
        array = np.asarray(query)
        if array.ndim:
            return [array] if array.ndim == 1 and array.dtype.kind in "iuf" else list(array)
    elif isinstance(query, Iterable) and not isinstance(query, (str, bytes, Mapping)):
        terms = list(query)
        numbers = terms and isinstance(terms[0], (int, float, np.number)) and not is_name(terms[0])
        return [np.asarray(terms)] if numbers else terms
    raise _no_question(query)


def check_vector(vector: Any, dim: int) -> Floats:
    """A vector of a query, float32 [dim].

    Raises:
        TypeError: it is no vector.
        ValueError: it has another length, or is not finite.
    """
    try:
        given = np.asarray(vector)
    except ValueError:  # lists of different lengths
        raise _no_question(vector) from None
    if given.dtype.kind not in "iuf" or given.ndim == 0:
        raise _no_question(vector)
    if given.shape != (dim,):
        raise ValueError(f"a vector has shape ({dim},), not {given.shape}")
    found = given.astype(np.float32, copy=False)
    if not np.isfinite(found).all():
        raise ValueError("a vector of the query is not finite")
    return found


def _no_question(given: Any) -> TypeError:
    return TypeError(
        "a question is made of names and vectors, one or a list of them, not of"
        f" {type(given).__name__}: {given!r:.60}"
    )


def stacked(asked: Sequence[Combined], dim: int) -> Floats:
    """The vectors of queries as one array; of a single one it is a view."""
    if len(asked) == 1:
        return asked[0].vector[np.newaxis]
    return np.stack([each.vector for each in asked]) if asked else np.zeros((0, dim), np.float32)


def with_names(names: Sequence[Name], scores: Floats, ids: npt.NDArray[np.int64]) -> Found[Name]:
    """The names of a row of results; it is filled with -1 where there are fewer."""
    found = [i for i in ids.tolist() if i >= 0]
    named: Sequence[Any] = (
        names.at(found) if isinstance(names, Vocab) else [names[i] for i in found]
    )
    return Found(zip(named, scores[: len(found)].tolist(), strict=True))
