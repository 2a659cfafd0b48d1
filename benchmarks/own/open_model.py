"""Opens a model in a fresh process by the package, and by libmalvec where its path is told; what
``benchmarks.own.opening`` measures."""

from __future__ import annotations

import ctypes
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import malvec as mv


def mapped_memory(path: str) -> int:
    """Bytes of the file that lie in this process's memory."""
    told, ours = 0, False
    for line in Path("/proc/self/smaps").read_text("utf-8").splitlines():
        if "-" in line.partition(" ")[0]:
            ours = line.endswith(path)
        elif ours and line.startswith("Rss:"):
            told += 1024 * int(line.split()[1])
    return told


def by_the_package(path: str, opened_by: Callable[[str], Any]) -> dict[str, float]:
    """Seconds, and bytes of the file that were touched."""
    begin = time.perf_counter()
    model = opened_by(path)
    seconds = time.perf_counter() - begin
    words = len(getattr(model, "vectors", model))
    return {"seconds": seconds, "touched": mapped_memory(path), "words": words}


def by_the_library(path: str, library: str) -> dict[str, float]:
    """The same by C."""
    called = ctypes.CDLL(library)
    model = ctypes.c_void_p()
    begin = time.perf_counter()
    code = called.malvec_open(path.encode(), None, ctypes.byref(model), None)
    seconds = time.perf_counter() - begin
    if code:
        raise OSError(f"libmalvec refused {path} with code {code}")
    return {"seconds": seconds, "touched": mapped_memory(path)}


def main(path: str, library: str | None, kind: str = "WordVectors") -> dict[str, Any]:
    """What both need."""
    opened_by = getattr(mv, kind).load  # imports what opens
    found: dict[str, Any] = {"malvec": by_the_package(path, opened_by)}
    return found if library is None else {**found, "libmalvec": by_the_library(path, library)}


if __name__ == "__main__":
    print(json.dumps(main(**json.load(sys.stdin))))
