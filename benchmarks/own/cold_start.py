"""How long the first answer of an index takes from the start of a process, and an interpreter that
does nothing beside it: ``python -m benchmarks.own.cold_start --index FILE --question TEXT``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.arguments import new_parser, report
from benchmarks.result_form import row_of_runs
from benchmarks.rounds import in_turn, seconds

ASK = "import sys, malvec; print(malvec.load(sys.argv[1]).most_similar(sys.argv[2], topn=3))"


def main() -> None:
    """Asks in fresh processes; the first of each warms files and does not count."""
    parser = new_parser("own.cold_start", __doc__)
    parser.add_argument("--index", required=True, type=Path)
    parser.add_argument("--question", required=True)
    wanted = parser.parse_args()
    asked = [str(wanted.index), wanted.question]
    commands = {
        "python -c pass": ["-c", "pass"],
        "import numpy": ["-c", "import numpy"],
        "malvec in Python": ["-c", ASK, *asked],
        "malvec similar": ["-m", "malvec", "similar", *asked],
    }
    jobs = {
        name: lambda arguments=arguments: seconds(
            lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        )
        for name, arguments in commands.items()
    }
    found = in_turn(jobs, wanted.rounds + 1)
    rows = [
        row_of_runs(name, [{"speed": {"ms": 1000 * each}} for each in times[1:]])
        for name, times in found.items()
    ]
    settings = {"index, MB": wanted.index.stat().st_size / 1e6}
    report(wanted, "The first answer", rows, settings=settings)


if __name__ == "__main__":
    main()
