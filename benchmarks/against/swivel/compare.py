"""Swivel against the multiplications it needs: ``python -m benchmarks.against.swivel``.

An epoch takes 6 V^2 dim floating-point operations at least. The bound is what NumPy's
single-precision product reaches on the same machine in the same run: both take turns. Given per
second of wall time, and per second of processor time for machines that are not quiet. A fixed
OPENBLAS_CORETYPE or OPENBLAS_L2_SIZE would slow NumPy down: unset them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.arguments import new_parser, report
from benchmarks.machine import Clock, Speed, need_one_product_per_thread, product_speed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn
from malvec import _core
from malvec.counts.cells import Cells

BOUND = "NumPy's product"
FIGURES = ("GFLOP/s", "GFLOP per second of processor time")
SHARES = ("of the bound", "of the bound by processor time")


def zipf_cells(words: int, cells: int) -> Cells:
    """Counts whose rows and columns follow Zipf's law."""
    rng = np.random.default_rng(1)
    places = [np.exp(rng.random(cells) * np.log(words)).astype(np.int64) % words for _ in range(2)]
    return Cells.from_matrix(
        sparse.coo_array((rng.random(cells) + 0.1, tuple(places)), shape=(words, words))
    )


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


def rows_of(speeds: dict[str, list[Speed]]) -> list[Row]:
    """Medians, and which share of the bound they are."""
    rows = [
        row_of_runs(name, [{"speed": dict(zip(FIGURES, speed, strict=True))} for speed in found])
        for name, found in speeds.items()
    ]
    bound = next(row["speed"] for row in rows if row["system"] == BOUND)
    for row in rows:
        if row["system"] != BOUND:
            shares = [row["speed"][name] / bound[name] for name in FIGURES]
            row["ratios"] = dict(zip(SHARES, shares, strict=True))
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.swivel", __doc__)
    parser.add_argument("--words", type=int, default=50_000)
    parser.add_argument(
        "--cells",
        type=int,
        default=40_000_000,
        help="meetings drawn; those of one pair are added up",
    )
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--shard-size", type=int, nargs="+", default=[512, 4096])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    wanted = parser.parse_args()
    need_one_product_per_thread(parser)
    cells = zipf_cells(wanted.words, wanted.cells)
    jobs = {BOUND: partial(product_speed, wanted.threads)}
    for size in wanted.shard_size:
        knobs = {"dim": wanted.dim, "shard_size": size, "threads": wanted.threads}
        jobs[f"malvec, shards of {size}"] = partial(swivel_speed, cells, knobs, wanted.seconds)
    settings = {name: getattr(wanted, name) for name in ("words", "dim", "threads")}
    settings["cells"] = len(cells)
    rows = rows_of(in_turn(jobs, wanted.rounds))
    report(wanted, "Swivel beside the multiplications it needs", rows, settings=settings)
