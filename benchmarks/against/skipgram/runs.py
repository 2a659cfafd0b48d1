"""One run of one system: its process is timed, its vectors are scored."""

from __future__ import annotations

import argparse
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks import scores
from benchmarks.against.skipgram.job import Job
from benchmarks.against.skipgram.systems import System
from benchmarks.rounds import ONE_BLAS_THREAD


def speeds(system: System, job: Job) -> dict[str, float]:
    """Seconds of a fresh process and of its training, and words per second."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        system.command(job),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ONE_BLAS_THREAD,
        check=False,
    )
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    output = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise RuntimeError(f"{system.name} ended with {done.returncode}: {output[-2000:]}")
    training = system.train_seconds(output, job)
    return {
        "words/s": job.tokens * job.epochs / training,
        "training, s": training,
        "whole process, s": seconds,
        "processor time, s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }


def score(path: str, similarity: Sequence[Path], analogy: Sequence[Path]) -> dict[str, float]:
    """Scores of a file of vectors on the sets given."""
    if not similarity and not analogy:
        return {}
    found = scores.score(mv.io.load_word2vec(path), similarity, analogy)
    return {name: value / 100 for name, value in found.items()}


def one_run(
    system: System, job: Job, wanted: argparse.Namespace, folder: str, number: int
) -> dict[str, Any]:
    """The figures of a round; each round has its own seed."""
    turn = replace(job, output=f"{folder}/{system.name}.vec", seed=number + 1)
    run: dict[str, Any] = {"speed": speeds(system, turn)}
    scores = score(turn.output, wanted.similarity, wanted.analogy)
    return {**run, **({"quality": scores} if scores else {})}


def count(corpus: str | Path) -> tuple[int, int]:
    """Words and lines of a corpus file, words being what blanks separate."""
    tokens = lines = 0
    with open(corpus, "rb") as file:
        for line in file:
            tokens += len(line.split())
            lines += 1
    return tokens, lines
