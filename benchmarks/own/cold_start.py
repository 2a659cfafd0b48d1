"""How long the first answer of an index takes from the start of a process, beside an interpreter
that does nothing and one that imports NumPy, which are the floor:

    python -m benchmarks.own.cold_start --index FILE --question TEXT

``--cold``, as root, empties the page cache before every process. Bytecode is kept in a folder of
its own, as installing keeps it, whatever the environment says."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.arguments import new_parser, report
from benchmarks.result_form import row_of_runs
from benchmarks.rounds import in_turn, seconds

ASK = "import sys, malvec; print(malvec.load(sys.argv[1]).most_similar(sys.argv[2], topn=3))"
CACHE = Path("/proc/sys/vm/drop_caches")
FLOOR = "import numpy"


def main() -> None:
    """Asks in fresh processes; the first of each warms files and does not count."""
    parser = new_parser("own.cold_start", __doc__, rounds=7)
    parser.add_argument("--index", required=True, type=Path)
    parser.add_argument("--question", required=True)
    parser.add_argument("--cold", action="store_true", help="empty the page cache before each")
    wanted = parser.parse_args()
    asked = [str(wanted.index), wanted.question]
    commands = {
        "python -c pass": ["-c", "pass"],
        FLOOR: ["-c", "import numpy"],
        "malvec in Python": ["-c", ASK, *asked],
        "malvec similar": ["-m", "malvec", "similar", *asked],
    }
    with tempfile.TemporaryDirectory() as bytecode:
        kept = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        jobs = {
            name: lambda arguments=arguments: run(arguments, {**os.environ, **kept}, wanted.cold)
            for name, arguments in commands.items()
        }
        found = in_turn(jobs, wanted.rounds + 1)
    rows = [
        row_of_runs(
            name, [figures(*pair) for pair in zip(times[1:], found[FLOOR][1:], strict=True)]
        )
        for name, times in found.items()
    ]
    settings = {"index, MB": wanted.index.stat().st_size / 1e6, "page cache": not wanted.cold}
    report(wanted, "The first answer", rows, settings=settings)


def run(arguments: list[str], environment: dict[str, str], cold: bool) -> float:
    """Seconds of a process."""
    command = [sys.executable, *arguments]
    if cold:
        os.sync()
        CACHE.write_text("3")
    return seconds(
        lambda: subprocess.run(command, check=True, capture_output=True, env=environment)
    )


def figures(time: float, floor: float) -> dict[str, dict[str, float]]:
    """Milliseconds, all and beyond the import of NumPy in the same round."""
    return {"speed": {"ms": 1e3 * time, "ms, beyond NumPy": 1e3 * max(time - floor, 0)}}


if __name__ == "__main__":
    main()
