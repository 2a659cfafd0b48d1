"""The command line of a comparison, the same for every model."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.against.job import Job
from benchmarks.against.rounds import count, play, summary
from benchmarks.against.systems import SYSTEMS, ours, system

SHARED = ("dim", "window", "negative", "sample", "min_count", "epochs", "threads", "lr")
SUBWORDS = ("min_n", "max_n", "buckets")


def arguments(model: str) -> argparse.Namespace:
    """What the user wants to compare."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.against.{model}",
        description=f"malvec's {model} against other systems.",
    )
    parser.add_argument(
        "--corpus",
        required=True,
        help="text file, words separated by blanks, one sentence per line",
    )
    parser.add_argument(
        "--peer",
        action="append",
        default=[],
        metavar="NAME[=PATH]",
        help=f"one of {', '.join(SYSTEMS)}; may be repeated",
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--similarity",
        action="append",
        default=[],
        type=Path,
        help="word pairs with scores; may be repeated",
    )
    parser.add_argument(
        "--analogy", action="append", default=[], type=Path, help="analogies; may be repeated"
    )
    parser.add_argument(
        "--knob",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a knob of malvec alone, such as negatives=pair",
    )
    parser.add_argument("--out", type=Path, help="where the results go, as JSON")
    defaults = {field.name: field.default for field in dataclasses.fields(Job)}
    for name in SHARED + SUBWORDS:
        default: Any = 0.05 if name == "lr" and model == "cbow" else defaults[name]
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    return parser.parse_args()


def knob(text: str) -> tuple[str, Any]:
    """``name=value``, the value as JSON where it is that."""
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def processor() -> str:
    """The name of the processor."""
    for line in (
        Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
        if os.path.exists("/proc/cpuinfo")
        else []
    ):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"


def main(model: str) -> None:
    """Runs the comparison, prints the summary, writes the JSON."""
    wanted = arguments(model)
    tokens, lines = count(wanted.corpus)
    shared = {name: getattr(wanted, name) for name in SHARED + (SUBWORDS if wanted.max_n else ())}
    job = Job(model, wanted.corpus, "", tokens, lines, **shared, knobs=dict(map(knob, wanted.knob)))
    results = play(
        [ours(), *map(system, wanted.peer)], job, wanted.rounds, wanted.similarity, wanted.analogy
    )
    rows = summary(results)
    for row in rows:
        scores = ", ".join(f"{name} {value:.3f}" for name, value in row["scores"].items())
        faster = f"malvec is {row['malvec_is_times_as_fast']:.2f} times as fast"
        print(f"{row['system']:16} {row['words_per_second']:12,.0f} words/s   {faster}   {scores}")
    if wanted.out:
        facts = {
            "model": model,
            "corpus": Path(wanted.corpus).name,
            "tokens": tokens,
            "date": f"{datetime.date.today()}",
        }
        facts |= {
            "processor": processor(),
            "malvec": version("malvec"),
            "knobs": {**shared, **job.knobs},
        }
        wanted.out.write_text(
            json.dumps({**facts, "summary": rows, "runs": results}, ensure_ascii=False, indent=1)
            + "\n"
        )
