"""How fast a fastText model is read, and in how much memory: ``python -m benchmarks.loading --model
FILE.bin``."""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.against.match import processor

PROGRAM = """
import sys, time
import malvec as mv
from malvec.runtime.machine import peak_memory
before, begin = peak_memory(), time.perf_counter()
vectors = mv.io.load_fasttext(sys.argv[1])
print(time.perf_counter() - begin, peak_memory() - before, len(vectors))
"""


def main() -> None:
    """Reads the model in a fresh process several times; the first one warms the file and does not
    count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    size, runs = wanted.model.stat().st_size, []
    for _ in range(wanted.rounds + 1):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(wanted.model)], capture_output=True, check=True
        )
        runs.append([float(value) for value in done.stdout.split()])
    seconds, memory = (statistics.median(run[i] for run in runs[1:]) for i in (0, 1))
    figures = {
        "file, MB": size / 1e6,
        "MB/s": size / 1e6 / seconds,
        "seconds": seconds,
        "peak memory / file size": memory / size,
    }
    print(figures)
    if wanted.out:
        facts = {
            "corpus": wanted.model.name,
            "rounds": wanted.rounds,
            "processor": processor(),
            "date": f"{datetime.date.today()}",
        }
        wanted.out.write_text(
            json.dumps({**facts, "title": "Reading fastText's model", "figures": figures}, indent=1)
            + "\n"
        )


if __name__ == "__main__":
    main()
