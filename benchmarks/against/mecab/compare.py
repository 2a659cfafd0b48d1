"""From text to ids through Mecab: malvec's core against python-mecab-ko and MeCab's own program, on
a file of a text per line: ``python -m benchmarks.against.mecab --texts reviews.txt``.

All take turns, each in a process of its own that is bound to one processor, but for malvec's two
threads. ``python-mecab-ko`` is ``MeCab().morphs`` as it is shipped; ``its lattice`` is the quickest
that its compiled part can do, without an object per morpheme; both look each token up in a dict.
``mecab -O wakati`` writes tokens to nowhere, and no ids. Times are of the text, without starting.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.arguments import new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

RUN = Path(__file__).with_name("run.py")
SYSTEMS = {
    "malvec": ("malvec", 1),
    "malvec, 2 threads": ("malvec", 2),
    "python-mecab-ko": ("morphs", 1),
    "python-mecab-ko, its lattice": ("lattice", 1),
    "mecab -O wakati": ("wakati", 1),
}


def rows_of(taken: dict[str, list[dict[str, Any]]], megabytes: float) -> list[Row]:
    """MB per second of each, and how many times as fast malvec is."""
    rows = {
        system: row_of_runs(
            system,
            [{"speed": {"MB/s": megabytes / told["s"]}} for told in found],
            settings={"tokens": found[0]["tokens"]},
        )
        for system, found in taken.items()
    }
    own = rows["malvec"]["speed"]["MB/s"]
    for system, row in rows.items():
        speed = row["speed"]["MB/s"]
        if system == "malvec, 2 threads":
            row["ratios"] = {"faster than one thread by": speed / own}
        elif system != "malvec":
            row["ratios"] = {"malvec is faster by": own / speed}
    opened = [told["opened"] * 1e3 for told in taken["malvec"]]
    rows["malvec"]["speed"]["ms to open the dictionary"] = sorted(opened)[len(opened) // 2]
    return list(rows.values())


def main() -> None:
    """The command line."""
    parser = new_parser("against.mecab", __doc__, rounds=5)
    parser.add_argument("--texts", type=Path, required=True, help="a file with a text per line")
    wanted = parser.parse_args()
    jobs = {
        system: partial(
            run_program,
            sys.executable,
            RUN,
            {"system": name, "threads": threads, "texts": str(wanted.texts)},
            {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        for system, (name, threads) in SYSTEMS.items()
    }
    taken = in_turn(jobs, wanted.rounds)
    rows = rows_of(taken, wanted.texts.stat().st_size / 1e6)
    versions = installed("python-mecab-ko", "python-mecab-ko-dic")
    settings = {"file": wanted.texts.name}
    report(wanted, "From text to ids through Mecab", rows, settings=settings, versions=versions)
