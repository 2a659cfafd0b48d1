"""malvec learns spacing and corrects texts."""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
import time
from typing import Any

import malvec as mv


def main(request: dict[str, Any]) -> dict[str, float]:
    """Seconds of both steps, and the peak of memory in bytes."""
    begin = time.perf_counter()
    recipe = mv.Spacing()
    if request["soyspacing"]:
        recipe = mv.Spacing.soyspacing(min_count=request["min_count"])
    model = dataclasses.replace(recipe, threads=request["threads"]).fit(request["train"])
    learning = time.perf_counter() - begin
    with open(request["test"], encoding="utf-8") as file:
        texts = file.read().splitlines()
    begin = time.perf_counter()
    spaced = model.correct_batch(texts)
    correcting = time.perf_counter() - begin
    with open(request["out"], "w", encoding="utf-8") as file:
        file.write("\n".join(spaced))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"learning": learning, "correcting": correcting, "peak": peak}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
