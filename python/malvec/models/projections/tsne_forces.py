"""The two forces of t-SNE: attraction along the edges of the neighbour graph, repulsion of all
points by way of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Affinities", "attraction", "of_all_pairs", "on_a_grid", "repulsion"]

Doubles = npt.NDArray[np.float64]
_NODES = 3  # of interpolation in every box and direction
_MOST_BOXES = 512
_EXACT = 1024  # points for which a grid would be slower than all pairs


@dataclass(frozen=True)
class Affinities:
    """A symmetric sparse matrix of probabilities that sum up to 1: by rows, cells ``offsets[i] ..
    offsets[i + 1]``."""

    offsets: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int32]
    values: Doubles

    @classmethod
    def of(cls, conditional: Doubles, ids: npt.NDArray[np.int64]) -> Affinities:
        """(P + Pᵀ) / 2n of the probabilities [n, k] of the neighbours ``ids`` [n, k]."""
        from scipy.sparse import csr_array

        count, width = ids.shape
        there = csr_array(
            (
                conditional.ravel(),
                ids.ravel().astype(np.int32),
                width * np.arange(count + 1, dtype=np.int32),
            ),
            (count, count),
        )
        both = (there + there.T.tocsr()).tocsr()
        both.sort_indices()
        return cls(both.indptr, both.indices, both.data / (2 * count))


def attraction(points: Doubles, affinities: Affinities) -> Doubles:
    """Σ_j p_ij (y_i - y_j) / (1 + |y_i - y_j|²) for every point, [n, 2]."""
    from scipy.sparse import csr_array

    x, y = np.ascontiguousarray(points.T)
    lengths = np.diff(affinities.offsets)
    across, along = np.repeat(x, lengths), np.repeat(y, lengths)
    across -= x[affinities.columns]
    along -= y[affinities.columns]
    across *= across
    along *= along
    across += along
    across += 1
    weights = csr_array(
        (affinities.values / across, affinities.columns, affinities.offsets),
        (len(points), len(points)),
    )
    sums = weights @ np.column_stack([points, np.ones(len(points))])
    return np.asarray(points * sums[:, 2:] - sums[:, :2])


def repulsion(points: Doubles, threads: int) -> tuple[Doubles, float]:
    """Σ_j (y_i - y_j) / (1 + |y_i - y_j|²)² for every point, [n, 2], and Σ_ij 1 / (1 + |y_i -
    y_j|²) over pairs of two points."""
    return of_all_pairs(points) if len(points) <= _EXACT else on_a_grid(points, threads)


def of_all_pairs(points: Doubles) -> tuple[Doubles, float]:
    """Both sums, pair by pair."""
    x, y = points.T
    plain = 1 / (1 + (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
    total = float(plain.sum()) - len(points)
    plain *= plain
    return points * plain.sum(axis=1, keepdims=True) - plain @ points, max(total, 1e-12)


def on_a_grid(points: Doubles, threads: int) -> tuple[Doubles, float]:
    """Both sums within a few per cent, in time proportional to the points and the area they cover.

    Charges go onto a grid of boxes with three nodes each way by Lagrange's polynomials, the kernels
    are applied by FFT, and the potentials come back by the same polynomials (Linderman et al.,
    2019).
    """
    from scipy.fft import irfft2, rfft2

    width = float(np.ptp(points, axis=0).max())
    box = 0.25 if width < 12 else 0.5 if width < 48 else max(1.0, width / _MOST_BOXES)
    boxes = 16 * (int(width / box) // 16 + 1)
    nodes = _NODES * boxes
    spread = _interpolation(points, box, boxes)
    charges = spread.T @ np.column_stack([points, np.ones(len(points))])  # [nodes², 3]
    size, squared, plain = _kernels(nodes, box / _NODES, threads)
    waves = rfft2(charges.T.reshape(3, nodes, nodes), s=(size, size), workers=threads)
    fields = np.concatenate([waves * squared, waves[2:] * plain])
    potentials = irfft2(fields, s=(size, size), workers=threads)[:, :nodes, :nodes].reshape(4, -1)
    found = spread @ np.ascontiguousarray(potentials.T)  # [n, 4]
    total = float(found[:, 3].sum()) - len(points)  # a point does not repel itself
    return points * found[:, 2:3] - found[:, :2], max(total, 1e-12)


@lru_cache(maxsize=2)
def _kernels(nodes: int, spacing: float, threads: int) -> tuple[int, Any, Any]:
    """Size of the padded grid, and the transforms of 1 / (1 + d²)² and 1 / (1 + d²) on it."""
    from scipy.fft import next_fast_len, rfft2

    size = next_fast_len(2 * nodes, real=True)
    places = np.minimum(np.arange(size), size - np.arange(size)) * spacing
    plain = 1 / (1 + places[:, None] ** 2 + places[None, :] ** 2)
    return size, rfft2(plain * plain, workers=threads), rfft2(plain, workers=threads)


def _interpolation(points: Doubles, box: float, boxes: int) -> Any:
    """The weights of all nodes at every point, sparse [n, nodes²]: products of Lagrange's
    polynomials in both directions."""
    from scipy.sparse import csr_array

    places = (points - points.min(axis=0)) / box
    corner = np.minimum(places.astype(np.int32), boxes - 1)
    inside = (places - corner)[:, :, None]  # 0 .. 1 in the box, [n, 2, 1]
    at = (np.arange(_NODES) + 0.5) / _NODES
    factors = np.empty((len(points), 2, _NODES))
    for node in range(_NODES):
        others = np.delete(at, node)
        factors[:, :, node] = np.prod((inside - others) / (at[node] - others), axis=2)
    weights = (factors[:, 0, :, None] * factors[:, 1, None, :]).reshape(-1)
    numbers = corner[:, :, None] * _NODES + np.arange(_NODES, dtype=np.int32)
    cells = (numbers[:, 0, :, None] * (_NODES * boxes) + numbers[:, 1, None, :]).reshape(-1)
    offsets = _NODES**2 * np.arange(len(points) + 1, dtype=np.int32)
    return csr_array(
        (weights, cells.astype(np.int32), offsets), (len(points), (_NODES * boxes) ** 2)
    )
