"""Recommendation: are the items that a user was not shown in training among those that are
recommended?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from malvec.counts.ratings import Ratings, cells_of_ratings
from malvec.evaluate.outcomes import Outcomes, Resampling, fingerprint, share
from malvec.evaluate.result import Result, result_of
from malvec.factors.best import best_columns
from malvec.factors.factor_arrays import FactorArrays
from malvec.factors.places import excluded_columns
from malvec.factors.solving import matched_cells
from malvec.runtime.arguments import number, one_of, whole
from malvec.runtime.progress import progress_bar

__all__ = ["Recommender", "recommendation"]

Numbers = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Recommender = FactorArrays | Callable[[Numbers, int], npt.ArrayLike]
"""Factors, or a function that gives for numbers of users [n] and k the numbers of the items that it
recommends, best first [n, k]; -1 where there are fewer."""
Measure = Literal["ndcg", "map", "precision", "recall", "auc"]
_BATCH = 1000  # users asked about at a time
_TEXT = (
    "{kind} {score:.4f} [{low:.4f}, {high:.4f}]; precision {precision:.4f}, recall {recall:.4f},"
    " MAP {map:.4f}, NDCG {ndcg:.4f}, AUC {auc:.4f}; {used:,} users"
)
_POPULAR = ", the most popular items {popular:.4f}"


def recommendation(
    model: Recommender,
    test: Ratings,
    *,
    k: int = 10,
    measure: Measure = "ndcg",
    least: float | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
    progress: bool | None = None,
) -> Result:
    """How many of the items that were held out are among the k that are recommended to each user,
    and how far up. What the user had in training is not recommended.

    Every user with an item to be found counts, by these measures, where R are his items to be
    found and h of them are among the k:

    - ``precision``: the sum of h by the sum of min(k, R), over all users;
    - ``recall``: h / R;
    - ``map``: the mean of the precision at the place of each hit: their sum by min(k, R);
    - ``ndcg``: the sum of 1 / log2(place + 1) over hits by the largest that could be;
    - ``auc``: the share of pairs of an item to be found and any other item that are in the right
      order, where those beyond the k are in any order.

    They agree with those of implicit's ``ranking_metrics_at_k``. ``details`` has all of them, and
    ``popular``: the score of recommending the items that most users had. A user is known where he
    had an item in training.

    Args:
        model: factors, or a function from numbers of users [n] and k to the numbers of items [n, k]
            that are recommended, -1 where there are fewer.
        test: ratings that were held out, with the users and items of the model: as
            :func:`train_test_split` and :func:`leave_k_out` give them.
        k: how many are recommended.
        measure: which of the measures is the score.
        least: items with ratings of at least this are to be found; None for all but ratings of 0.
        bootstrap: resamples of users for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the resampling.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: nothing to be found; other users or items than those of the model.

    Example:
        >>> plays = [(user, song, 1.0) for user in ("kim", "lee") for song in ("봄날", "밤편지")]
        >>> train, test = mv.evaluate.leave_k_out(plays)
        >>> result = mv.evaluate.recommendation(mv.Als(dim=2, threads=1).fit(train), test, k=2)
        >>> sorted(result.details)
        ['auc', 'map', 'ndcg', 'popular', 'precision', 'recall']
    """
    whole("k", k, 1)
    one_of("measure", measure, get_args(Measure))
    resampling = Resampling(bootstrap, confidence, seed)
    wanted = _wanted(model, test, least)
    with progress_bar(len(wanted.rows), "recommending", " users", progress) as advance:
        found = _measured(_hits(model, wanted, k, threads, advance), wanted, k)
    outcomes = _outcomes(f"{measure}@{k}", found[measure], wanted)
    details = {name: float(share(each)) for name, each in found.items()}
    known = len(wanted.rows)
    if isinstance(model, FactorArrays):
        popular = _measured(_hits(_popular(model), wanted, k, threads), wanted, k)[measure]
        details["popular"] = float(share(popular))
        known = int((np.diff(model.known_seen().offsets)[wanted.rows] > 0).sum())
    text = _TEXT + (_POPULAR if "popular" in details else "")
    return result_of(outcomes, resampling, known=known, details=details, text=text)


class _Wanted(NamedTuple):
    """The items to be found: users with some, where the items of each begin, and the items."""

    rows: Numbers
    offsets: Numbers
    items: Numbers
    width: int


def _wanted(model: Recommender, test: Ratings, least: float | None) -> _Wanted:
    cells = (
        matched_cells(model, test)
        if isinstance(model, FactorArrays)
        else cells_of_ratings(test, None, None, keep_zeros=True)
    )
    relevant = cells.values != 0 if least is None else cells.values >= number("least", least)
    if not relevant.any():
        raise ValueError("the test has no item that could be found")
    ends = np.concatenate([[0], np.cumsum(relevant)])[cells.offsets.astype(np.int64)]
    rows = np.flatnonzero(np.diff(ends))
    items = cells.columns[relevant].astype(np.int64)
    return _Wanted(rows, np.append(ends[rows], len(items)), items, cells.width)


def _popular(model: FactorArrays) -> FactorArrays:
    """Factors by which an item's score is how many rows had it."""
    seen = model.known_seen()
    counts = np.bincount(seen.columns, minlength=model.shape[1]).astype(np.float32)
    state = {"rows": np.ones((model.shape[0], 1), np.float32), "columns": counts[:, None]}
    return FactorArrays(state, seen=seen)


def _recommended(model: Recommender, rows: Numbers, k: int, threads: int | None) -> Numbers:
    """Numbers of items [n, k]."""
    if isinstance(model, FactorArrays):
        excluded = excluded_columns(rows, np.zeros(0, np.int64), model.known_seen())
        found = best_columns(model, rows, k, excluded, threads=threads)[1]
    else:
        found = np.asarray(model(rows, k), np.int64)
        if found.ndim != 2 or len(found) != len(rows) or found.shape[1] > k:
            raise ValueError(
                f"the function recommended {found.shape}, not [{len(rows)}, {k}] items"
            )
    return np.pad(found, ((0, 0), (0, k - found.shape[1])), constant_values=-1)


def _hits(
    model: Recommender,
    wanted: _Wanted,
    k: int,
    threads: int | None,
    advance: Callable[[int], object] = lambda done: None,
) -> Iterator[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    """For some users at a time, which places have an item to be found, and which one that is
    not."""
    sizes = np.diff(wanted.offsets)
    keys = np.repeat(wanted.rows, sizes) * wanted.width + wanted.items  # ascending
    for first in range(0, len(wanted.rows), _BATCH):
        rows = wanted.rows[first : first + _BATCH]
        found = _recommended(model, rows, k, threads)
        asked = rows[:, None] * wanted.width + found
        places = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        hit = (keys[places] == asked) & (found >= 0)
        advance(first + len(rows))
        yield hit, ~hit & (found >= 0)


def _measured(
    batches: Iterator[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]], wanted: _Wanted, k: int
) -> dict[str, Doubles]:
    """Of each measure, for each user, what is added up and what it is divided by [users, 2]."""
    hits, misses = (np.concatenate(each) for each in zip(*batches, strict=True))
    sizes = np.diff(wanted.offsets)
    others, most = wanted.width - sizes, np.minimum(sizes, k)
    places, so_far = np.arange(1, k + 1), np.cumsum(hits, axis=1)
    gains, found = 1 / np.log2(places + 1), so_far[:, -1]
    rest = (found + sizes) / 2 * (others - misses.sum(axis=1))
    sums = {
        "ndcg": ((hits * gains).sum(axis=1), np.cumsum(gains)[most - 1]),
        "map": ((hits * so_far / places).sum(axis=1), most),
        "recall": (found, sizes),
        "auc": ((misses * so_far).sum(axis=1) + rest, np.maximum(sizes * others, 1)),
    }
    means = {name: _column_pair(a / b, np.ones(len(a))) for name, (a, b) in sums.items()}
    return {**means, "precision": _column_pair(found, most)}


def _column_pair(above: npt.NDArray[np.generic], below: npt.NDArray[np.generic]) -> Doubles:
    return np.stack([above, below], axis=1).astype(np.float64)


def _outcomes(kind: str, values: Doubles, wanted: _Wanted) -> Outcomes:
    parts = np.split(wanted.items, wanted.offsets[1:-1])
    items = ((row, part.tobytes()) for row, part in zip(wanted.rows.tolist(), parts, strict=True))
    used = np.ones(len(values), bool)
    return Outcomes(kind=kind, statistic=share, values=values, used=used, items=fingerprint(items))
