"""Runs the systems in turn, measures each process, scores the vectors, and sums up."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import malvec as mv
from benchmarks.against.job import Job, Run
from benchmarks.against.systems import System

# One thread inside a linear-algebra library: the systems bring their own.
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

Scores = dict[str, float]


def run_once(system: System, job: Job) -> Run:
    """One run in a fresh process."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        system.command(job),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ENVIRONMENT,
        check=False,
    )
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    output = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise RuntimeError(f"{system.name} ended with {done.returncode}: {output[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(system.name, system.train_seconds(output, job), seconds, cpu, system.note)


def score(path: str, similarity: Sequence[Path], analogy: Sequence[Path]) -> Scores:
    """Scores of a file of vectors on the sets given."""
    if not similarity and not analogy:
        return {}
    vectors = mv.io.load_word2vec(path)
    scores = {file.stem: float(mv.evaluate.similarity(vectors, file).score) for file in similarity}
    return scores | {file.stem: float(mv.evaluate.analogy(vectors, file).score) for file in analogy}


def play(
    systems: Sequence[System],
    job: Job,
    rounds: int,
    similarity: Sequence[Path],
    analogy: Sequence[Path],
) -> list[dict[str, Any]]:
    """All rounds; each round has its own seed, and every second one goes through the systems
    backwards."""
    results = []
    with TemporaryDirectory() as folder:
        for number in range(rounds):
            for system in systems if number % 2 == 0 else reversed(systems):
                turn = replace(job, output=f"{folder}/{system.name}.vec", seed=number + 1)
                run = run_once(system, turn)
                rate = job.tokens * job.epochs / run.train_seconds
                print(
                    f"round {number + 1}: {system.name:16} {rate:12,.0f} words/s, process"
                    f" {run.process_seconds:.1f} s",
                    file=sys.stderr,
                )
                results.append(
                    {
                        **asdict(run),
                        "round": number + 1,
                        "words_per_second": rate,
                        "scores": score(turn.output, similarity, analogy),
                    }
                )
    return results


def summary(results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per system: medians of speed, mean scores, and how many times as fast malvec is."""
    by_system: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_system.setdefault(result["system"], []).append(result)
    rows = []
    for name, runs in by_system.items():
        medians = {
            key: statistics.median(run[key] for run in runs)
            for key in ("words_per_second", "train_seconds", "process_seconds")
        }
        scores = {
            key: statistics.fmean(run["scores"][key] for run in runs) for key in runs[0]["scores"]
        }
        rows.append(
            {
                "system": name,
                "rounds": len(runs),
                **medians,
                "scores": scores,
                "note": runs[0]["note"],
            }
        )
    ours = next((row["words_per_second"] for row in rows if row["system"] == "malvec"), None)
    return [
        {**row, "malvec_is_times_as_fast": ours and ours / row["words_per_second"]} for row in rows
    ]


def count(corpus: str) -> tuple[int, int]:
    """Words and lines of a corpus file, words being what blanks separate."""
    tokens = lines = 0
    with open(corpus, "rb") as file:
        for line in file:
            tokens += len(line.split())
            lines += 1
    return tokens, lines
