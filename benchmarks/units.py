"""What malvec's layer over ``tokenizers`` costs: the same texts cut by the bare library and by
``Units``, in turn, in processor time.

python -m benchmarks.units --text reviews.txt
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import tokenizers as library

import malvec as mv
from benchmarks.against.match import processor

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measures, prints, writes ``results/units.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=11)
    arguments = parser.parse_args()
    with open(arguments.text, encoding="utf-8") as file:
        texts = [line.rstrip("\n") for line in islice(file, arguments.texts)]
    figures: dict[str, float] = {}
    for recipe in (mv.Bpe(vocab_size=16_000), mv.WordPiece(vocab_size=16_000)):
        name, units = type(recipe).__name__, recipe.fit(texts)
        figures[f"{name}, training, s"] = units.report.seconds
        figures |= {
            f"{name}, {what}": value
            for what, value in in_turn(units, texts, arguments.rounds).items()
        }
    result = {
        "title": "Sub-word units",
        "corpus": f"{len(texts):,} texts of {arguments.text.name}",
        "rounds": arguments.rounds,
    }
    result |= {"date": f"{datetime.date.today()}", "processor": processor(), "figures": figures}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "units.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def in_turn(units: mv.tokenizers.Units, texts: list[str], rounds: int) -> dict[str, float]:
    """Medians: seconds of both, and the ratio of a round."""
    bare_one = library.Tokenizer.from_str(units.json)
    jobs: list[Callable[[], Any]] = [
        lambda: [bare_one.encode(text, add_special_tokens=False).tokens for text in texts],
        lambda: [units(text) for text in texts],
    ]
    assert jobs[0]() == jobs[1]()
    seconds: list[list[float]] = [[], []]
    for round in range(rounds):
        for which in (0, 1) if round % 2 else (1, 0):
            began = time.thread_time()
            jobs[which]()
            seconds[which].append(time.thread_time() - began)
    ratios = [mine / bare for bare, mine in zip(*seconds, strict=True)]
    theirs, ours = map(statistics.median, seconds)
    return {
        "bare library, s": theirs,
        "malvec, s": ours,
        "malvec / bare library": statistics.median(ratios),
    }


if __name__ == "__main__":
    main()
