"""malvec's t-SNE of stored vectors."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

import malvec as mv


def main(request: dict[str, Any]) -> float:
    """Seconds; the points go into a file."""
    rows = np.load(request["rows"])
    knobs = {name: request[name] for name in ("perplexity", "iterations")}
    begin = time.perf_counter()
    points = mv.Tsne(threads=2, **knobs).fit(rows)
    seconds = time.perf_counter() - begin
    np.save(request["out"], points)
    return seconds


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
