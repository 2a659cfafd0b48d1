"""kss splits texts; needs kss only, and a mecab package for its backend ``mecab``."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

import kss


def used() -> float:
    """Processor seconds, those of processes that have ended too."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(request: dict[str, Any]) -> dict[str, Any]:
    """The sentences of each text, and the processor seconds that they took."""
    backend = request["backend"]
    with contextlib.redirect_stdout(sys.stderr):
        kss.split_sentences("준비되었다. 좋다.", backend=backend, num_workers=1)
        begin = used()
        found = kss.split_sentences(request["texts"], backend=backend, num_workers=1)
        seconds = used() - begin
    return {"sentences": found, "seconds": seconds}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
