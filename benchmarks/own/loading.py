"""How fast a fastText model is read, and in how much memory: ``python -m benchmarks.own.loading
--model FILE.bin``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.arguments import new_parser, report
from benchmarks.result_form import row_of_runs
from benchmarks.rounds import run_program

PROGRAM = Path(__file__).with_name("read_fasttext.py")


def main() -> None:
    """Reads the model in fresh processes; the first one warms the file and does not count."""
    parser = new_parser("own.loading", __doc__)
    parser.add_argument("--model", required=True, type=Path)
    wanted = parser.parse_args()
    size = wanted.model.stat().st_size
    runs = []
    for _ in range(wanted.rounds + 1):
        told = run_program(sys.executable, PROGRAM, str(wanted.model))
        speed = {"MB/s": size / 1e6 / told["seconds"], "s": told["seconds"]}
        ratios = {"peak memory / file size": told["memory"] / size}
        runs.append({"speed": speed, "memory": {"file, MB": size / 1e6}, "ratios": ratios})
    rows = [row_of_runs("malvec", runs[1:])]
    report(wanted, "Reading fastText's model", rows, settings={"model": wanted.model.name})


if __name__ == "__main__":
    main()
