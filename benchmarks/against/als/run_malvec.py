"""Iterations of malvec's ALS on a stored matrix."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import scipy.sparse as sp

import malvec as mv
from malvec.counts.ratings import cells_of_ratings


def main(request: dict[str, Any]) -> list[list[float]]:
    """Wall seconds, processor seconds and the loss of every iteration."""
    cells = cells_of_ratings(sp.load_npz(request["matrix"]), None, None, False)
    knobs = {name: request[name] for name in ("dim", "epochs", "threads", "solver")}
    recipe = mv.Als(**knobs)
    trainer = recipe._trainer(cells, recipe._start(cells, None), request["threads"])
    weight = cells.values.sum(dtype=np.float64) + cells.shape[0] * cells.shape[1] - len(cells)
    iterations = []
    for epoch in range(request["epochs"]):
        wall, cpu = time.perf_counter(), time.process_time()
        _, _, loss = trainer.run_epoch(epoch, None)
        iterations.append([time.perf_counter() - wall, time.process_time() - cpu, loss / weight])
    return iterations


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
