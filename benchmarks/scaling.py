"""How malvec scales: encoding speed, threads, short lines, lists against files, memory. ``python -m
benchmarks.scaling --corpus FILE``.

Every figure is a median over rounds in which the variants take turns, so that a noisy machine hits
them alike.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import malvec as mv
from benchmarks.against.match import processor

SHORT = 4  # tokens per line in the short-line variant


def short_lines(corpus: mv.Corpus) -> mv.Corpus:
    """The same tokens in sentences of four."""
    offsets = [*range(0, len(corpus.ids), SHORT), len(corpus.ids)]
    return mv.Corpus.from_ids(corpus.ids, offsets, corpus.vocab)


def medians(variants: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each variant over the rounds, every second round backwards."""
    figures: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds):
        for name in list(variants) if number % 2 == 0 else reversed(variants):
            figures[name].append(variants[name]())
    return {name: statistics.median(values) for name, values in figures.items()}


def training_speeds(path: str, rounds: int) -> dict[str, float]:
    """Kept tokens per second: one and two threads, short lines, a corpus from lists."""
    corpus = mv.Corpus.from_files(path)
    short, lists = short_lines(corpus), mv.Corpus.from_tokens(iter(corpus))

    def train(data: mv.Corpus, threads: int) -> Callable[[], float]:
        return lambda: mv.Skipgram(epochs=1, threads=threads).fit(data).report.kept_per_second

    return medians(
        {
            "train 1 thread, tokens/s": train(corpus, 1),
            "train 2 threads, tokens/s": train(corpus, 2),
            "train short lines 1 thread, tokens/s": train(short, 1),
            "train lists 2 threads, tokens/s": train(lists, 2),
        },
        rounds,
    )


def encoding_speeds(path: str, rounds: int) -> dict[str, float]:
    """Megabytes of text per second, with one and two threads."""
    megabytes = Path(path).stat().st_size / 1e6

    def encode(threads: int) -> Callable[[], float]:
        def speed() -> float:
            begin = time.perf_counter()
            mv.Corpus.from_files(path, threads=threads)
            return megabytes / (time.perf_counter() - begin)

        return speed

    return medians(
        {"encode 1 thread, MB/s": encode(1), "encode 2 threads, MB/s": encode(2)}, rounds
    )


def anonymous_memory(process: int) -> int:
    """Bytes that belong to the process alone: what is mapped from files can be dropped and is not
    counted."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def training_memory(path: str) -> dict[str, float]:
    """Peak memory of a process that trains from a corpus file, above its two matrices."""
    with tempfile.TemporaryDirectory() as folder:
        stored = f"{folder}/corpus.safetensors"
        corpus = mv.Corpus.from_files(path)
        corpus.save(stored)
        matrices = 2 * len(corpus.vocab) * 112 * 4
        program = (
            "import malvec as mv; mv.Skipgram(dim=100, epochs=1,"
            f" threads=2).fit(mv.Corpus.load({stored!r}))"
        )
        process = subprocess.Popen([sys.executable, "-c", program])
        peak, done = 0, threading.Event()
        while process.poll() is None:
            peak = max(peak, anonymous_memory(process.pid))
            done.wait(0.005)
    return {
        "matrices, MB": matrices / 1e6,
        "peak memory, MB": peak / 1e6,
        "beyond the matrices, MB": (peak - matrices) / 1e6,
    }


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    figures = (
        encoding_speeds(wanted.corpus, wanted.rounds)
        | training_speeds(wanted.corpus, wanted.rounds)
        | training_memory(wanted.corpus)
    )
    figures["1 -> 2 threads"] = (
        figures["train 2 threads, tokens/s"] / figures["train 1 thread, tokens/s"]
    )
    figures["short lines / long lines"] = (
        figures["train short lines 1 thread, tokens/s"] / figures["train 1 thread, tokens/s"]
    )
    figures["lists / files"] = (
        figures["train lists 2 threads, tokens/s"] / figures["train 2 threads, tokens/s"]
    )
    for name, value in figures.items():
        print(f"{name:40} {value:14,.2f}")
    if wanted.out:
        facts = {
            "corpus": Path(wanted.corpus).name,
            "date": f"{datetime.date.today()}",
            "processor": processor(),
            "rounds": wanted.rounds,
        }
        wanted.out.write_text(json.dumps({**facts, "figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
