"""Queries to word vectors: words and vectors added up to one direction, and the words nearest to
it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from malvec.reports.found import Found
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.word_rows import WordRows
from malvec.vocab import Vocab

__all__ = [
    "Combined",
    "Neighbours",
    "Query",
    "add_up",
    "check_vector",
    "combine",
    "find_nearest",
    "listed_terms",
    "scale_to_unit_length",
    "stacked",
    "unit_vector",
    "with_names",
]

Floats = npt.NDArray[np.float32]
Name = TypeVar("Name")
Term = str | npt.NDArray[Any]
Query = str | npt.NDArray[Any] | Iterable[Any]
"""A word, a vector [dim], or several of both whose unit vectors are added."""
Neighbours = Found[str]
"""Words with their scores, best first."""
_NAMED = 180  # bytes of a found word with its score, about


class Combined(NamedTuple):
    """The sum of unit vectors [dim], or the terms of a product of cosines [terms, dim], and the ids
    of the words that must not be found."""

    vector: Floats
    hidden: list[int]


def combine(
    rows: WordRows,
    query: Query,
    negative: Iterable[Term] = (),
    exclude: str | Iterable[str] = (),
) -> Combined:
    """The sum of the positive minus the negative unit vectors; their words, and those excluded,
    must not be found."""
    positive, against = listed_terms(query, _is_word), listed_terms(negative, _is_word)
    terms = [
        term if isinstance(term, str) else check_vector(term, rows.dim)
        for term in (*positive, *against)
    ]
    if not terms:
        raise ValueError("an empty query")
    total, hidden = rows.added_up(terms, [1] * len(positive) + [-1] * len(against))
    unwanted = (rows._find(word) for word in listed_terms(exclude, _is_word))
    return Combined(total, list({*hidden, *(i for i in unwanted if i >= 0)}))


def add_up(
    dim: int, positive: list[Any], negative: list[Any], unit: Callable[[Any], Floats]
) -> Floats:
    """The sum of the unit vectors of the positive terms less that of the negative ones [dim];
    ``ValueError`` where there are none."""
    if not positive and not negative:
        raise ValueError("an empty query")
    total = np.zeros(dim, np.float32)
    for sign, terms in ((1, positive), (-1, negative)):
        for term in terms:
            total += sign * unit(term)
    return total


def _is_word(term: object) -> bool:
    return isinstance(term, str)


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


def unit_vector(rows: WordRows, term: Term) -> Floats:
    """The vector of a word, or a vector, scaled to length 1; one of zeros stays.

    Raises:
        TypeError: neither a word nor a vector.
        ValueError: a vector of another length, or not finite.
    """
    return scale_to_unit_length(
        rows._one(term) if isinstance(term, str) else check_vector(term, rows.dim)
    )


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


def scale_to_unit_length(vector: npt.NDArray[Any]) -> Floats:
    """A vector scaled to length 1; one of zeros stays."""
    exact = vector.astype(np.float64)
    norm = math.sqrt(exact.dot(exact))
    return np.asarray(vector / norm if norm > 0 else vector, np.float32)


def find_nearest(
    vocab: Vocab,
    searchable: Searchable,
    asked: Sequence[Combined],
    *,
    topn: int,
    restrict: int | None,
    threads: int | None,
    allowed: npt.NDArray[np.bool_] | None = None,
    signs: Sequence[int] = (),
) -> list[Neighbours]:
    """The words nearest to each query by cosine, among those ``allowed``; ``signs``: of the terms
    of a product."""
    scores, ids = nearest(
        searchable,
        stacked(asked, searchable.matrix.shape[1]),
        topn=topn,
        exclude=[each.hidden for each in asked],
        restrict=restrict,
        allowed=allowed,
        threads=threads,
        result_bytes=_NAMED,
        signs=signs,
    )
    return [with_names(vocab, *row) for row in zip(scores, ids, strict=True)]


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
