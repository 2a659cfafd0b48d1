"""Matrices of implicit feedback to factorise, made from a seed."""

from __future__ import annotations

import numpy as np
from scipy import sparse

ROWS, COLUMNS, CELLS = 70_000, 10_700, 7_800_000


def zipf(seed: int = 7) -> sparse.csr_matrix:
    """70,000 x 10,700 with 7.8 M cells, confidences 1 to 19; rows and columns are drawn by
    Zipf-Mandelbrot laws."""
    random = np.random.default_rng(seed)
    laws = 1 / (np.arange(ROWS) + 50.0) ** 0.7, 1 / (np.arange(COLUMNS) + 20.0) ** 0.8
    draws = [
        np.searchsorted(np.cumsum(law / law.sum()), random.random(int(CELLS * 1.32)), "right")
        for law in laws
    ]
    places = np.unique(np.minimum(draws[0], ROWS - 1) * COLUMNS + np.minimum(draws[1], COLUMNS - 1))
    places = np.sort(random.permutation(places)[:CELLS])
    values = random.integers(1, 20, len(places)).astype(np.float32)
    return sparse.csr_matrix((values, (places // COLUMNS, places % COLUMNS)), shape=(ROWS, COLUMNS))


def planted(rows: int = 20_000, columns: int = 8_000, seed: int = 7) -> sparse.csr_matrix:
    """100 cells per row with structure: rows prefer columns near their own point in a space of 16
    dimensions."""
    random = np.random.default_rng(seed)
    points, others = random.normal(size=(rows, 16)), random.normal(size=(columns, 16))
    popular = -0.9 * np.log(random.permutation(columns) + 10.0)
    cells = []
    for first in range(0, rows, 1000):
        some = points[first : first + 1000]
        scores = some @ others.T * 0.7 + popular + random.gumbel(size=(len(some), columns))
        cells.append(np.argpartition(-scores, 100, axis=1)[:, :100])
    ids = np.concatenate(cells)
    values = 1 + random.poisson(2.0, ids.size).astype(np.float32)
    places = (np.repeat(np.arange(rows), 100), ids.ravel())
    return sparse.csr_matrix((values, places), shape=(rows, columns))


MATRICES = {"zipf": zipf, "planted": planted, "small": lambda: planted(1000, 400)}
