"""How fast libmalvec opens, looks up, composes and searches, beside Python, and what four processes
with one model hold together: ``python -m benchmarks.own.library``. Needs a C compiler and 1 GB of
disk."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.c_program import compiled, installed_library
from benchmarks.own.sparse_model import write_sparse
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import run_program

HERE = Path(__file__).parent
SOURCE, READER = HERE / "time_library.c", HERE / "ask_python.py"
KNOWN, UNSEEN = "단어7", "단어없음"
HUGE = 8 * 10**9


def main() -> None:
    """Times both doors in fresh processes, which take turns."""
    parser = new_parser("own.library", __doc__)
    parser.add_argument("--words", type=int, default=91_000)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--gigabytes", type=float, default=1.0, help="of the model of four")
    parser.add_argument("--library", type=Path, default=installed_library(), help="libmalvec.so.1")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        program = compiled(SOURCE, folder, wanted.library)
        small = sub_word_model(folder, wanted.words, wanted.dim)
        huge = folder / "huge.safetensors"
        write_sparse(huge, HUGE)
        shared = model_of(folder / "shared.safetensors", int(wanted.gigabytes * 2.5e6), 100)
        runs = [measure(program, small, huge, shared) for _ in range(wanted.rounds)]
        rows = rows_of(runs)
    report(wanted, "The library beside Python", rows, settings=settings(wanted))


def settings(wanted: argparse.Namespace) -> dict[str, Any]:
    """What a reader has to know."""
    return {"words": wanted.words, "dim": wanted.dim, "threads": len(os.sched_getaffinity(0))}


def names(count: int) -> list[str]:
    """So many words."""
    return [f"단어{number}" for number in range(count)]


def sub_word_model(folder: Path, words: int, dim: int) -> Path:
    """Word vectors with sub-words; what they learnt does not matter."""
    path = folder / "small.safetensors"
    corpus = mv.Corpus.from_tokens([names(words)], min_count=1)
    recipe = mv.Skipgram(dim=dim, epochs=1, sample=0, subwords="jamo", buckets=100_000)
    recipe.fit(corpus).save(path)
    return path


def model_of(path: Path, words: int, dim: int) -> Path:
    """Word vectors without sub-words, of random numbers."""
    matrix = np.random.default_rng(1).random((words, dim), np.float32)
    mv.WordVectors(mv.Vocab.from_words(names(words)), matrix).save(path)
    return path


def measure(program: Path, small: Path, huge: Path, shared: Path) -> dict[str, dict[str, Any]]:
    """Figures of one round, by system."""
    python = {"small": str(small), "huge": str(huge), "word": KNOWN}
    return {
        "C": {
            "asked": json.loads(told(program, small, KNOWN, UNSEEN)),
            "opened": json.loads(told(program, huge, KNOWN, "")),
            "shared": together([program, shared, KNOWN, "hold"]),
        },
        "Python": {
            **run_program(sys.executable, READER, python),
            "shared": together([sys.executable, READER, shared, KNOWN]),
        },
        "file": {"shared": shared.stat().st_size / 1e6},
    }


def told(*command: Any) -> str:
    """What a program prints."""
    words = [str(part) for part in command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def together(command: list[Any]) -> float:
    """Megabytes that four processes hold together, shared pages counted once, after each has asked
    a question."""
    words = [str(part) for part in command]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(words, **pipes) for _ in range(4)]
    try:
        for each in processes:
            if each.stdout is None or each.stdout.readline() != "ready\n":
                raise RuntimeError(f"{words[0]} did not get ready")
        return sum(map(proportional_share, processes)) / 1e6
    finally:
        for each in processes:
            each.communicate("")


def proportional_share(process: subprocess.Popen[str]) -> float:
    """Bytes of a process, of shared pages its share (PSS)."""
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not tell proportional shares")


def rows_of(runs: list[dict[str, dict[str, Any]]]) -> list[Row]:
    """A row per system and case."""
    rows = []
    for system in ("C", "Python"):
        found = [figures(run[system], run["file"]["shared"]) for run in runs]
        rows += [
            row_of_runs(system, [each[case] for each in found], case=case) for case in found[0]
        ]
    return with_ratio(rows)


def figures(run: Mapping[str, Any], file: float) -> dict[str, dict[str, Any]]:
    """What one system did in one round, by case."""
    asked, opened = run["asked"], run["opened"]
    cases: dict[str, dict[str, Any]] = {
        "opening 8 GB": {
            "speed": {"ms": opened["first"] * 1e3, "ms, again": opened["open"] * 1e3},
            "memory": {"MB of the process": opened["resident"] / 1e3},
        },
        "neighbours of a word": {"speed": {"ms": asked["similar"] * 1e3}},
        "four processes": {
            "memory": {
                "file, MB": file,
                "together, MB": run["shared"],
                "each beside the file, MB": (run["shared"] - file) / 4,
            }
        },
    }
    for case, name in {"finding a word": "find", "composing a word": "compose"}.items():
        if name in asked:
            cases[case] = {"speed": {"µs": asked[name] * 1e6}}
    return cases


def with_ratio(rows: list[Row]) -> list[Row]:
    """Python's time for neighbours in C's."""
    of = {row["system"]: row for row in rows if row["case"] == "neighbours of a word"}
    of["Python"]["ratios"] = {
        "time in that of C": of["Python"]["speed"]["ms"] / of["C"]["speed"]["ms"]
    }
    return sorted(rows, key=lambda row: row["case"])


if __name__ == "__main__":
    main()
