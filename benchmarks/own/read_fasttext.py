"""Reads a fastText model in a fresh process; what ``benchmarks.own.loading`` measures."""

from __future__ import annotations

import json
import sys
import time

import malvec as mv
from malvec.runtime.machine import peak_memory


def main(path: str) -> dict[str, float]:
    """Seconds and bytes of memory."""
    before, begin = peak_memory(), time.perf_counter()
    vectors = mv.io.load_fasttext(path)
    seconds, memory = time.perf_counter() - begin, peak_memory() - before
    return {"seconds": seconds, "memory": memory, "words": len(vectors)}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
