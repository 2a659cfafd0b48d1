"""Swivel against the multiplications it needs: ``python -m benchmarks.swivel``.

An epoch takes 6 V^2 dim floating-point operations at least. The bound is what NumPy's
single-precision product reaches on the same machine in the same run: both take turns. Given per
second of wall time, and per second of processor time for machines that are not quiet. A fixed
OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE would slow NumPy down: unset them.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.against.match import processor
from malvec import _core
from malvec.counts.cells import Cells

BOUND = "NumPy's product"
SIDE = 3072  # of the matrices that NumPy multiplies, one pair per thread


Speed = tuple[float, float]
"""GFLOP per second of wall time and of processor time."""


class Clock:
    """Started when it is made."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def seconds(self) -> float:
        return time.perf_counter() - self.wall

    def speed(self, operations: float) -> Speed:
        return operations / self.seconds() / 1e9, operations / (
            time.process_time() - self.processor
        ) / 1e9


def zipf_cells(words: int, cells: int) -> Cells:
    """Counts whose rows and columns follow Zipf's law."""
    rng = np.random.default_rng(1)
    places = [np.exp(rng.random(cells) * np.log(words)).astype(np.int64) % words for _ in range(2)]
    return Cells.from_matrix(
        sparse.coo_array((rng.random(cells) + 0.1, tuple(places)), shape=(words, words))
    )


def product_speed(threads: int) -> Speed:
    """Of independent products, one per thread; NumPy itself must run with one thread."""
    matrices = np.random.default_rng(1).random((SIDE, SIDE), dtype=np.float32)
    outs = [np.empty_like(matrices) for _ in range(threads)]
    workers = [
        threading.Thread(target=np.matmul, args=(matrices, matrices), kwargs={"out": out})
        for out in outs
    ]
    clock = Clock()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return clock.speed(threads * 2 * SIDE**3)


def swivel_speed(cells: Cells, knobs: dict[str, Any], seconds: float) -> Speed:
    """By 6 V^2 dim per epoch, over so many seconds of the first epoch."""
    words, dim = cells.shape[0], knobs["dim"]
    names = ("rows", "columns", "row_squares", "column_squares")
    state: dict[str, npt.NDArray[np.float32]] = {name: _core.matrix(words, dim) for name in names}
    _core.initialize_swivel(state["rows"], state["columns"], 1)
    trainer = _core.swivel(knobs, cells.native, state)
    clock = Clock()
    _, entries, _ = trainer.run_epoch(0, lambda *_: clock.seconds() < seconds)
    return clock.speed(6 * entries * dim)


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.swivel", description=__doc__)
    parser.add_argument("--words", type=int, default=50_000)
    parser.add_argument(
        "--cells",
        type=int,
        default=40_000_000,
        help="meetings drawn; those of one pair are added up",
    )
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--shard-size", type=int, action="append")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error(
            "set OPENBLAS_NUM_THREADS=1: the bound is measured with one product per thread"
        )
    cells = zipf_cells(wanted.words, wanted.cells)
    figures: dict[str, list[Speed]] = {}
    for _ in range(wanted.rounds):
        figures.setdefault(BOUND, []).append(product_speed(wanted.threads))
        for size in wanted.shard_size or (512, 4096):
            knobs = {"dim": wanted.dim, "shard_size": size, "threads": wanted.threads}
            figures.setdefault(f"Swivel, shards of {size}", []).append(
                swivel_speed(cells, knobs, wanted.seconds)
            )
    medians = {
        name: [statistics.median(column) for column in zip(*speeds, strict=True)]
        for name, speeds in figures.items()
    }
    for name, (wall, own) in medians.items():
        shares = f"{wall / medians[BOUND][0]:.2f}, {own / medians[BOUND][1]:.2f} of the bound"
        print(f"{name:24} {wall:7.1f} GFLOP/s, {own:7.1f} per processor second; {shares}")
    if wanted.out:
        facts = {name: getattr(wanted, name) for name in ("words", "dim", "threads", "rounds")}
        facts |= {"cells": len(cells), "date": f"{datetime.date.today()}", "processor": processor()}
        wanted.out.write_text(
            json.dumps({**facts, "GFLOP/s": medians, "all": figures}, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
