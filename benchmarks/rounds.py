"""Systems in turn, round by round, so that a slow minute of the machine meets all alike."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

# One thread inside a linear-algebra library: the systems bring their own.
ONE_BLAS_THREAD = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def in_turn(
    jobs: Mapping[str, Callable[..., T]],
    rounds: int,
    *,
    fewer: Mapping[str, int] | None = None,
    numbered: bool = False,
) -> dict[str, list[T]]:
    """What every job gave in every round; each second round goes backwards. ``fewer`` names jobs
    that take part in so many rounds only; ``numbered`` hands each job the number of its round."""
    found: dict[str, list[T]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name in jobs if number % 2 == 0 else reversed(list(jobs)):
            if number < (fewer or {}).get(name, rounds):
                found[name].append(jobs[name](number) if numbered else jobs[name]())
    return found


def seconds(job: Callable[[], Any]) -> float:
    """Wall seconds of a call."""
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def run_program(
    python: str | Path,
    script: Path,
    request: Any,
    environment: Mapping[str, str] | None = None,
) -> Any:
    """What a ``run_<system>.py`` answers in a fresh process of an interpreter: the request is JSON
    on its standard input, the answer JSON in the last line that it prints."""
    done = subprocess.run(
        [str(python), str(script)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{script.name} ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])
