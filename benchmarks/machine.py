"""The machine of a measurement: its processor, the state of the source, and the bound that its
matrix products set."""

from __future__ import annotations

import argparse
import os
import subprocess
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
SIDE = 3072  # of the matrices that NumPy multiplies, one pair per thread

Speed = tuple[float, float]
"""GFLOP per second of wall time and of processor time."""


def processor() -> str:
    """The name of the processor."""
    place = Path("/proc/cpuinfo")
    for line in place.read_text(errors="replace").splitlines() if place.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"


def commit() -> str | None:
    """The commit of this checkout, or None where Git does not tell it."""
    call = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def installed(*packages: str) -> dict[str, str]:
    """Versions of the packages that are installed here."""
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class Clock:
    """Wall time and processor time since it was made."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def seconds(self) -> float:
        """Wall time so far."""
        return time.perf_counter() - self.wall

    def speed(self, operations: float) -> Speed:
        """Of so many operations."""
        spent = time.process_time() - self.processor
        return operations / self.seconds() / 1e9, operations / spent / 1e9


def product_speed(threads: int) -> Speed:
    """Of NumPy's independent products, one per thread: the bound of every loop that is made of such
    products. NumPy itself must run with one thread."""
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


def need_one_product_per_thread(parser: argparse.ArgumentParser) -> None:
    """Ends the program unless OpenBLAS is told to use one thread, as `product_speed` needs it."""
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        parser.error(
            "set OPENBLAS_NUM_THREADS=1: the bound is measured with one product per thread"
        )
