"""k-means (Lloyd, 1982) from well-spread starts (k-means++, Arthur & Vassilvitskii, 2007): a few
thousand rows in seconds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.arguments import whole

__all__ = ["kmeans", "nearest_centre"]

Doubles = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
_BLOCK = 1 << 14  # rows compared at a time


def kmeans(
    rows: npt.NDArray[Any], clusters: int, *, restarts: int = 10, rounds: int = 100, seed: int = 0
) -> tuple[Labels, Doubles]:
    """Clusters of rows [n, d]: the label of every row [n] and the centres [clusters, d], of the
    best of several starts.

    The best is the one with the least sum of squared distances. The same seed gives the same
    clusters.

    Raises:
        ValueError: more clusters than rows, or a value that is not finite.

    Example:
        >>> kmeans(np.array([[0.0], [0.1], [9.0]]), 2)[0]
        array([0, 0, 1])
    """
    points = np.asarray(rows, np.float64)
    if not np.isfinite(points).all():
        raise ValueError("a row has a value that is not finite")
    whole("restarts", restarts, 1, 10_000)
    whole("rounds", rounds, 1, 1_000_000)
    whole("seed", seed)
    if whole("clusters", clusters, 1) > len(points):
        raise ValueError(f"clusters={clusters}: there are only {len(points):,} rows")
    best: tuple[float, Labels, Doubles] | None = None
    for start in range(restarts):
        labels, centres, distance = _descend(
            points, _spread(points, clusters, np.random.default_rng((seed, start))), rounds
        )
        if best is None or distance < best[0]:
            best = distance, labels, centres
    assert best is not None
    # clusters are numbered as they first occur
    order = {label: i for i, label in enumerate(dict.fromkeys(best[1].tolist()))}
    places = np.array(list(order))
    return np.array([order[label] for label in best[1].tolist()], np.int64), best[2][places]


def nearest_centre(rows: npt.NDArray[Any], centres: Doubles) -> tuple[Labels, Doubles]:
    """The nearest centre of every row [n] and the squared distance to it [n]."""
    labels, distances = np.empty(len(rows), np.int64), np.empty(len(rows))
    norms = (centres * centres).sum(axis=1)
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK].astype(np.float64)
        square = norms - 2 * (block @ centres.T)
        labels[first : first + _BLOCK] = found = square.argmin(axis=1)
        distances[first : first + _BLOCK] = square[np.arange(len(block)), found] + (
            block * block
        ).sum(axis=1)
    return labels, np.maximum(distances, 0)


def _spread(points: Doubles, clusters: int, random: np.random.Generator) -> Doubles:
    """Starts: each drawn in proportion to the squared distance from those before it."""
    chosen = [int(random.integers(len(points)))]
    distances = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(1, clusters):
        total = float(distances.sum())
        place = (
            int(np.searchsorted(np.cumsum(distances), random.random() * total, side="right"))
            if total > 0
            else 0
        )
        left = np.setdiff1d(np.arange(len(points)), chosen)
        chosen.append(min(place, len(points) - 1) if total > 0 else int(random.choice(left)))
        distances = np.minimum(distances, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen]


def _descend(points: Doubles, centres: Doubles, rounds: int) -> tuple[Labels, Doubles, float]:
    """Rows to the nearest centre, centres to the mean of their rows, until nothing moves; an empty
    cluster takes the farthest row."""
    labels = np.full(len(points), -1)
    for _ in range(rounds):
        found, distances = nearest_centre(points, centres)
        for empty in np.flatnonzero(np.bincount(found, minlength=len(centres)) == 0):
            sizes = np.bincount(found, minlength=len(centres))
            farthest = int(np.where(sizes[found] > 1, distances, -1).argmax())
            found[farthest], distances[farthest] = empty, 0
        if (found == labels).all():
            break
        labels = found
        for cluster in range(len(centres)):
            centres[cluster] = points[labels == cluster].mean(axis=0)
    return labels, centres, float(((points - centres[labels]) ** 2).sum())
