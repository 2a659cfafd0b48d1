"""Counts to weights: pointwise mutual information in its forms, TF-IDF and BM25. Cells in, cells
with float32 values out."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells, NativeCells, check_cells
from malvec.counts.ratings import Ratings, cells_of_ratings
from malvec.runtime.arguments import check_flag, number
from malvec.runtime.machine import available_threads, check_memory

__all__ = ["bm25", "pmi", "ppmi", "tfidf"]


def pmi(
    counts: Cells,
    *,
    shift: float = 1.0,
    smoothing: float = 1.0,
    threshold: float | None = None,
    threads: int | None = None,
) -> Cells:
    """Pointwise mutual information of the cells that are there, negative values too (Church &
    Hanks, 1990).

    ``log(x N / (r c)) - log(shift)`` with natural logarithms, where x is the count, r and c are the
    sums of its row and column, and N is the sum of all counts. Cells without a count have no finite
    PMI and stay away.

    Args:
        counts: co-occurrence counts; no value may be negative.
        shift: k of shifted PMI; its logarithm is subtracted (Levy & Goldberg, 2014). 1 subtracts
            nothing.
        smoothing: exponent of the columns' sums, scaled so that they add up to N again; 0.75
            favours rare contexts less (Levy et al., 2015). With anything but 1 the result of
            symmetric counts is not symmetric.
        threshold: cells whose PMI, before the shift, is smaller are left out; nothing is
            subtracted.
        threads: None for all that this process may use; the result does not depend on it.

    Returns:
        Cells with the names of the input; ``metadata["reweighting"]`` says, as JSON, what was done
        and how many cells were dropped.

    Raises:
        ValueError: a count that is negative or not finite, by row and column; counts that are all
            zero; a knob out of range.

    Example:
        >>> pmi(Cells.from_matrix([[2, 1], [1, 0]])).matrix.toarray().round(2)
        array([[-0.12,  0.29],
               [ 0.29,  0.  ]], dtype=float32)
    """
    return _information(counts, False, shift, smoothing, threshold, threads)


def ppmi(
    counts: Cells,
    *,
    shift: float = 1.0,
    smoothing: float = 1.0,
    threshold: float | None = None,
    threads: int | None = None,
) -> Cells:
    """Positive PMI: ``max(PMI - log(shift), 0)``; cells of 0 are left out. Knobs and errors as in
    :func:`pmi`.

    Two knobs that are easily taken for one another: ``shift=5`` lowers every value by log 5,
    ``threshold=log 5`` drops the cells whose PMI is smaller and leaves the others as they are
    (soynlp's ``min_pmi``).

    Example:
        >>> ppmi(Cells.from_matrix([[2, 1], [1, 0]])).matrix.toarray().round(2)
        array([[0.  , 0.29],
               [0.29, 0.  ]], dtype=float32)
    """
    return _information(counts, True, shift, smoothing, threshold, threads)


def tfidf(
    counts: Cells,
    *,
    sublinear: bool = False,
    smooth: bool = True,
    unit_length: bool = True,
    threads: int | None = None,
) -> Cells:
    """TF-IDF of documents (rows) and terms (columns): ``count * idf``, by default as scikit-learn's
    ``TfidfTransformer``.

    ``idf = log((1 + N) / (1 + n)) + 1`` for N documents of which n hold the term; with
    ``smooth=False``, ``log(N / n) + 1``.

    Args:
        counts: how often each term comes in each document; no value may be negative.
        sublinear: ``1 + log(count)`` instead of the count.
        smooth: as if one more document held every term.
        unit_length: scale each document to length 1.
        threads: None for all that this process may use; the result does not depend on it.

    Raises:
        ValueError: a count that is negative or not finite, by row and column.

    Example:
        >>> tfidf(Cells.from_matrix([[1, 0], [1, 1]]), unit_length=False).matrix.toarray()
        array([[1.       , 0.       ],
               [1.       , 1.4054651]], dtype=float32)
    """
    check_flag("unit_length", unit_length)
    knobs = {"sublinear": sublinear, "smooth": smooth, "normalize": unit_length}
    for name in ("sublinear", "smooth"):
        check_flag(name, knobs[name])
    checked = _native_cells(counts)
    return _with_metadata(
        counts,
        _core.tfidf(checked, **knobs, threads=available_threads(threads)),
        {"name": "tfidf", **knobs},
    )


def bm25(ratings: Ratings, *, k1: float = 100.0, b: float = 0.8) -> Cells:
    """BM25 of plays, clicks or counts: confidences for ``Als`` in which few large values do not
    drown the others, nor popular items, nor users with many cells.

    ``x (k1 + 1) / (k1 (1 - b + b n / m) + x) * log(N / (1 + d))`` for a value x, in a row whose
    values add up to n, which is m in the mean of the N rows; d rows have a cell in the column.
    Knobs and values are those of implicit's ``bm25_weight``, but that columns which almost all rows
    have get no negative logarithm: it is ``log(1 + 1 / N)`` at least.

    Args:
        ratings: Cells, or a matrix, triples or a table as ``Als.fit`` takes them; no value may be
            negative.
        k1: the larger, the later do large values saturate; above 0.
        b: how far long rows are made small, 0 to 1.

    Returns:
        The same cells, with the names of the input; ``metadata["reweighting"]`` says, as JSON, what
        was done.

    Raises:
        ValueError: a value that is negative or not finite, by row and column; a knob out of range.

    Example:
        >>> plays = [("kim", "봄날", 9), ("lee", "밤편지", 1), ("park", "좋은 날", 2)]
        >>> bm25(plays).values.round(2)
        array([1.76, 1.  , 1.32], dtype=float32)

    Source: Robertson, Walker, Jones, Hancock-Beaulieu & Gatford, Okapi at TREC-3, 1994.
    """
    k1, b = number("k1", k1, above=0), number("b", b, least=0, most=1)
    cells = cells_of_ratings(ratings, None, None, keep_zeros=False)
    if len(wrong := np.flatnonzero(~(cells.values >= 0) | ~np.isfinite(cells.values))):
        told = cells.describe(int(wrong[0]))
        raise ValueError(f"{told}: a value must be finite and not negative")
    values, sizes = cells.values.astype(np.float64), np.diff(cells.offsets).astype(np.int64)
    rows, count = np.repeat(np.arange(len(sizes)), sizes), max(len(sizes), 1)
    sums = np.bincount(rows, values, minlength=count)
    lengths = 1 - b + b * sums / (sums.mean() or 1.0)
    held = np.bincount(cells.columns, minlength=cells.width)
    rarity = np.maximum(np.log(count / (1 + held)), np.log1p(1 / count))
    weights = values * (k1 + 1) / (k1 * lengths[rows] + values) * rarity[cells.columns]
    made = (cells.offsets, cells.columns, weights.astype(np.float32), cells.width)
    return _with_metadata(cells, made, {"name": "bm25", "k1": k1, "b": b})


def _information(
    counts: Cells, positive: bool, shift: Any, smoothing: Any, threshold: Any, threads: int | None
) -> Cells:
    shift = number("shift", shift, above=0)
    smoothing = number("smoothing", smoothing, least=0, most=1)
    least = -math.inf if threshold is None else number("threshold", threshold)
    threads = available_threads(threads)
    made = _core.pmi(
        _native_cells(counts),
        shift=shift,
        smoothing=smoothing,
        threshold=least,
        positive=positive,
        threads=threads,
    )
    told = {
        "name": "ppmi" if positive else "pmi",
        "shift": shift,
        "smoothing": smoothing,
        "threshold": None if threshold is None else least,
    }
    return _with_metadata(counts, made, told)


def _native_cells(counts: Cells) -> NativeCells:
    """The counts as the core takes them, once their indices are known to be sound and there is room
    for the result."""
    check_cells(counts)
    offsets, columns, values, width = counts.native
    if values.dtype not in (np.float32, np.float64):
        values = values.astype(np.float64)
    check_memory(8 * len(values), "the weights", "count with a larger min_count")
    _core.check_cells(offsets, columns, width, available_threads())
    return offsets, columns, values, width


def _with_metadata(counts: Cells, made: NativeCells, what: dict[str, Any]) -> Cells:
    offsets, columns, values, width = made
    told = {**what, "cells": len(counts), "dropped": len(counts) - len(values)}
    metadata = {**counts.metadata, "reweighting": json.dumps(told)}
    return Cells(
        offsets,
        columns,
        values,
        width,
        row_names=counts.row_names,
        column_names=counts.column_names,
        metadata=metadata,
        pipeline=counts.pipeline,
    )
