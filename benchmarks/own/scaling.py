"""How malvec scales: encoding speed, threads, short lines, lists against files, memory.

python -m benchmarks.own.scaling --corpus FILE
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, row, row_of_runs
from benchmarks.rounds import in_turn, seconds

SHORT = 4  # tokens per line in the short-line variant


def short_lines(corpus: mv.Corpus) -> mv.Corpus:
    """The same tokens in sentences of four."""
    offsets = [*range(0, len(corpus.ids), SHORT), len(corpus.ids)]
    return mv.Corpus.from_ids(corpus.ids, offsets, corpus.vocab)


def training(path: Path, rounds: int) -> list[Row]:
    """Kept tokens per second: one and two threads, short lines, a corpus from lists."""
    corpus = mv.Corpus.from_files(path)
    short, lists = short_lines(corpus), mv.Corpus.from_tokens(iter(corpus))

    def train(data: mv.Corpus, threads: int) -> dict[str, Any]:
        speed = mv.Skipgram(epochs=1, threads=threads).fit(data).report.kept_per_second
        return {"speed": {"tokens/s": speed}}

    jobs = {
        "malvec, 1 thread": partial(train, corpus, 1),
        "malvec, 2 threads": partial(train, corpus, 2),
        "malvec, 1 thread, short lines": partial(train, short, 1),
        "malvec, 2 threads, from lists": partial(train, lists, 2),
    }
    runs = in_turn(jobs, rounds)
    rows = [row_of_runs(name, found, case="training skip-gram") for name, found in runs.items()]
    one, two, short_ones, from_lists = (each["speed"]["tokens/s"] for each in rows)
    rows[1]["ratios"] = {"to one thread": two / one}
    rows[2]["ratios"] = {"to long lines": short_ones / one}
    rows[3]["ratios"] = {"to files": from_lists / two}
    return rows


def encoding(path: Path, rounds: int) -> list[Row]:
    """Megabytes of text per second, with one and two threads."""
    megabytes = path.stat().st_size / 1e6

    def encode(threads: int) -> dict[str, Any]:
        taken = seconds(lambda: mv.Corpus.from_files(path, threads=threads))
        return {"speed": {"MB/s": megabytes / taken}}

    jobs: dict[str, Callable[[], Any]] = {
        "malvec, 1 thread": partial(encode, 1),
        "malvec, 2 threads": partial(encode, 2),
    }
    runs = in_turn(jobs, rounds)
    return [row_of_runs(name, found, case="encoding") for name, found in runs.items()]


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


def memory_of_training(path: Path) -> Row:
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
    megabytes = {
        "matrices, MB": matrices / 1e6,
        "peak, MB": peak / 1e6,
        "beyond the matrices, MB": (peak - matrices) / 1e6,
    }
    return row("malvec, 2 threads", case="memory of training", memory=megabytes)


def main() -> None:
    """The command line."""
    parser = new_parser("own.scaling", __doc__, rounds=5)
    parser.add_argument("--corpus", type=Path, required=True)
    wanted = parser.parse_args()
    rows = [*encoding(wanted.corpus, wanted.rounds), *training(wanted.corpus, wanted.rounds)]
    rows.append(memory_of_training(wanted.corpus))
    report(wanted, "Scaling", rows, settings={"corpus": wanted.corpus.name})


if __name__ == "__main__":
    main()
