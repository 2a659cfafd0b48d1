"""This malvec against another installed one, loop by loop, in turn: is a change slower?

    python -m benchmarks.own.compare_versions --other PATH_TO_ANOTHER_PYTHON

Install the version to compare with into an environment of its own and name its interpreter. Every
run is a process of its own, on the same text; figures are medians over the rounds. A machine that
is not alone needs more rounds. ``--only`` picks loops.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import line_of, new_parser, report
from benchmarks.own.workloads import WORKLOADS
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

PROGRAM = Path(__file__).with_name("workloads.py")
THIS, OTHER = "malvec, this version", "malvec, the other version"


def write_texts(folder: Path, wanted: argparse.Namespace) -> None:
    """Tokens by Zipf's law, 25 to a line, and bundled reviews."""
    frequency = 1 / np.arange(1, 20_001)
    size = wanted.tokens // 25 * 25
    ids = np.random.default_rng(0).choice(20_000, size, p=frequency / frequency.sum())
    text = "\n".join(" ".join(f"w{i}" for i in line) for line in ids.reshape(-1, 25))
    (folder / "tokens.txt").write_text(text + "\n", "utf-8")
    reviews = list(mv.datasets.review_texts())[: wanted.reviews]
    (folder / "reviews.txt").write_text("\n".join(reviews) + "\n", "utf-8")


def one_run(python: str | Path, request: Any, environment: dict[str, str]) -> dict[str, Any]:
    """Seconds of a workload in a fresh process."""
    return {"speed": {"s": run_program(python, PROGRAM, request, environment)}}


def rows_of(workload: str, folder: str, wanted: argparse.Namespace) -> list[Row]:
    """Both versions; the other one sees no PYTHONPATH, which would show it this one."""
    request = {"workload": workload, "folder": folder, "seconds": wanted.seconds}
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    jobs = {
        THIS: partial(one_run, sys.executable, request, dict(os.environ)),
        OTHER: partial(one_run, wanted.other, request, plain),
    }
    runs = in_turn(jobs, wanted.rounds)
    rows = [row_of_runs(name, found, case=workload) for name, found in runs.items()]
    ours, theirs = (row["speed"]["s"] for row in rows)
    rows[0]["ratios"] = {"time beside the other version's": ours / theirs}
    return rows


def main() -> int:
    """The command line; 1 if a workload failed."""
    parser = new_parser("own.compare_versions", __doc__)
    parser.add_argument("--other", required=True, type=Path, help="a Python with another malvec")
    parser.add_argument("--only", nargs="+", choices=list(WORKLOADS), default=list(WORKLOADS))
    parser.add_argument("--tokens", type=int, default=2_000_000, help="of the made text")
    parser.add_argument("--reviews", type=int, default=100_000, help="bundled reviews to use")
    parser.add_argument("--seconds", type=float, default=1.5, help="of a run, at least one call")
    wanted = parser.parse_args()
    rows: list[Row] = []
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        write_texts(Path(folder), wanted)
        for workload in wanted.only:
            try:
                found = rows_of(workload, folder, wanted)
            except RuntimeError as error:
                failed += 1
                print(f"{workload} failed: {error}", file=sys.stderr, flush=True)
                continue
            print(line_of(found[0]), file=sys.stderr, flush=True)
            rows += found
    if rows:
        settings = {name: getattr(wanted, name) for name in ("tokens", "reviews", "seconds")}
        report(wanted, "Two versions of malvec", rows, settings=settings)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
