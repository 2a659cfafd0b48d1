"""What `time_library.c` times, asked in Python: a request on standard input is answered as JSON;
with a model and a word as arguments it is asked once, and held until standard input ends."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import malvec as mv


def median_time(job: Callable[[], Any], times: int, rounds: int = 9) -> float:
    """Seconds of a call, the median of rounds."""
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(times):
            job()
        found.append((time.perf_counter() - begin) / times)
    return statistics.median(found)


def resident() -> int:
    """Kilobytes of this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


def answer(request: dict[str, str]) -> dict[str, Any]:
    """All figures."""
    vectors = mv.load(request["small"])  # imports what opening needs
    begin = time.perf_counter()
    mv.load(request["huge"])
    first = time.perf_counter() - begin
    touched = resident()
    again = median_time(lambda: mv.load(request["huge"]), 1)
    vectors.most_similar(request["word"])
    similar = median_time(lambda: vectors.most_similar(request["word"]), 20)
    opened = {"first": first, "open": again, "resident": touched}
    return {"opened": opened, "asked": {"similar": similar}}


def hold(path: str, word: str) -> None:
    """Asks a question and waits."""
    vectors = mv.load(path)
    vectors.most_similar(word)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        hold(*sys.argv[1:])
    else:
        print(json.dumps(answer(json.load(sys.stdin))))
