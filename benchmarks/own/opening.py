"""How long a model takes to be opened, and how much of its file is read: ``python -m
benchmarks.own.opening --gigabytes 8 [--library libmalvec.so.1]``. The file is sparse: a header, and
zeros that take no space on the disk."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.arguments import new_parser, report
from benchmarks.own.sparse_model import DIM, PROGRAM, write_sparse
from benchmarks.result_form import row_of_runs
from benchmarks.rounds import run_program


def main() -> None:
    """Opens it in fresh processes; the first one warms Python's own files and does not count."""
    parser = new_parser("own.opening", __doc__)
    parser.add_argument("--gigabytes", type=float, default=8)
    parser.add_argument("--library", type=Path, help="libmalvec.so.1, to open it from C too")
    wanted = parser.parse_args()
    runs: dict[str, list[dict[str, Any]]] = {}
    library = None if wanted.library is None else str(wanted.library.resolve())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        write_sparse(path, int(wanted.gigabytes * 1e9))
        size = path.stat().st_size
        for _ in range(wanted.rounds + 1):
            told = run_program(sys.executable, PROGRAM, {"path": str(path), "library": library})
            for system, one in told.items():
                memory = {"file, MB": size / 1e6, "touched, kB": one["touched"] / 1e3}
                speed = {"ms": 1e3 * one["seconds"]}
                runs.setdefault(system, []).append({"speed": speed, "memory": memory})
    rows = [row_of_runs(system, of[1:]) for system, of in runs.items()]
    report(wanted, "Opening a large model", rows, settings={"dim": DIM})


if __name__ == "__main__":
    main()
