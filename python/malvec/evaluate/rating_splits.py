"""Ratings in two parts, one to learn from and one to test on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from malvec.counts.cells import Cells
from malvec.counts.ratings import Ratings, cells_of_ratings
from malvec.runtime.arguments import number, whole

__all__ = ["leave_k_out", "train_test_split"]


def train_test_split(ratings: Ratings, test: float = 0.2, *, seed: int = 0) -> tuple[Cells, Cells]:
    """Ratings at random in two parts of one shape, with the same names: to learn from, and to test
    on.

    Args:
        ratings: a SciPy sparse matrix [users, items], an array, Cells, triples (user, item, value),
            or a table with these columns.
        test: the share of ratings that is held out, between 0 and 1.
        seed: equal seeds give equal parts.

    Raises:
        TypeError, ValueError: as ``Als.fit`` says of ratings; a share that leaves a part empty.

    Example:
        >>> train, test = train_test_split(scipy.sparse.eye_array(10), test=0.3)
        >>> len(train), len(test), train.shape == test.shape
        (7, 3, True)
    """
    share = number("test", test, above=0, below=1)
    cells = cells_of_ratings(ratings, None, None, keep_zeros=True)
    count = round(share * len(cells))
    if not 0 < count < len(cells):
        raise ValueError(f"test={test} of {len(cells):,} ratings leaves a part empty")
    held = np.zeros(len(cells), bool)
    held[np.random.default_rng(whole("seed", seed)).permutation(len(cells))[:count]] = True
    return _part(cells, ~held), _part(cells, held)


def leave_k_out(ratings: Ratings, k: int = 1, *, seed: int = 0) -> tuple[Cells, Cells]:
    """The same, where k ratings at random of each user are held out; users with k or fewer keep
    all of theirs, and are not tested.

    Args:
        ratings: as in :func:`train_test_split`.
        k: how many of each user.
        seed: equal seeds give equal parts.

    Raises:
        TypeError, ValueError: as ``Als.fit`` says of ratings; no user has more than k.

    Example:
        >>> train, test = leave_k_out([("kim", "a", 1), ("kim", "b", 1), ("lee", "a", 1)])
        >>> len(train), len(test), list(test.row_names)
        (2, 1, ['kim', 'lee'])
    """
    whole("k", k, 1)
    cells = cells_of_ratings(ratings, None, None, keep_zeros=True)
    sizes = np.diff(cells.offsets).astype(np.int64)
    if not (sizes > k).any():
        raise ValueError(f"no user has more than k={k} ratings")
    rows = np.repeat(np.arange(len(sizes)), sizes)
    draws = np.random.default_rng(whole("seed", seed)).random(len(cells))
    places = np.arange(len(cells)) - cells.offsets[:-1].astype(np.int64)[rows]
    held = np.zeros(len(cells), bool)
    held[np.lexsort((draws, rows))] = (places < k) & (sizes[rows] > k)
    return _part(cells, ~held), _part(cells, held)


def _part(cells: Cells, chosen: npt.NDArray[np.bool_]) -> Cells:
    """Some cells, in a matrix of the same shape with the same names."""
    ends = np.concatenate([[0], np.cumsum(chosen)])[cells.offsets.astype(np.int64)]
    return Cells(
        ends.astype(np.uint64),
        cells.columns[chosen],
        cells.values[chosen],
        cells.width,
        row_names=cells.row_names,
        column_names=cells.column_names,
        metadata=cells.metadata,
        pipeline=cells.pipeline,
    )
