"""Iterations of implicit's ALS on a stored matrix; needs implicit, NumPy and SciPy only."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import scipy.sparse as sp
from implicit.cpu import _als


def main(request: dict[str, Any]) -> list[list[float]]:
    """Wall seconds, processor seconds and the loss of every iteration."""
    matrix, threads = sp.csr_matrix(sp.load_npz(request["matrix"])), request["threads"]
    turned, random = matrix.T.tocsr(), np.random.default_rng(1)
    x, y = (random.random((n, request["dim"]), dtype=np.float32) * 0.01 for n in matrix.shape)
    solve = _als.least_squares_cg if request["solver"] == "cg" else _als.least_squares
    iterations = []
    for _ in range(request["epochs"]):
        wall, cpu = time.perf_counter(), time.process_time()
        solve(matrix, x, y, 0.01, num_threads=threads)
        solve(turned, y, x, 0.01, num_threads=threads)
        times = time.perf_counter() - wall, time.process_time() - cpu
        loss = _als.calculate_loss(matrix, x, y, 0.01, num_threads=threads)
        iterations.append([*times, float(loss)])
    return iterations


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
