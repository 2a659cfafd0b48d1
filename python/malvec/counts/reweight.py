"""Counts to weights: pointwise mutual information in its forms, and TF-IDF. Cells in, cells with
float32 values out."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from malvec import _core
from malvec.counts.cells import Cells, NativeCells, check_cells
from malvec.runtime.arguments import check_flag, number
from malvec.runtime.machine import available_threads, check_memory

__all__ = ["pmi", "ppmi", "tfidf"]


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
