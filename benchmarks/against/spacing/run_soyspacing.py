"""soyspacing learns spacing and corrects texts; needs soyspacing only."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import time
from typing import Any

from soyspacing.countbase import CountSpace


def main(request: dict[str, Any]) -> dict[str, float]:
    """Seconds of both steps, and the peak of memory in bytes."""
    model = CountSpace(filtering_document_min_count=10**9, min_count=request["min_count"])
    with contextlib.redirect_stdout(io.StringIO()):
        begin = time.perf_counter()
        model.train(request["train"])
        learning = time.perf_counter() - begin
    with open(request["test"], encoding="utf-8") as file:
        texts = file.read().splitlines()
    begin = time.perf_counter()
    spaced = [model.correct(text)[0] for text in texts]
    correcting = time.perf_counter() - begin
    with open(request["out"], "w", encoding="utf-8") as file:
        file.write("\n".join(spaced))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"learning": learning, "correcting": correcting, "peak": peak}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
