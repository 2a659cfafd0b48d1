"""The systems: how each is started for a job, and how the time it trained is read from what it
prints.

``train_seconds`` of a system that prints only a rate is the number of words it says it has, times
epochs, by that rate.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.against.skipgram.job import Job

HERE = Path(__file__).parent


@dataclass(frozen=True)
class System:
    """A system by name: its command for a job, its training time from its output, and what to know
    about that time."""

    name: str
    command: Callable[[Job], list[str]]
    train_seconds: Callable[[str, Job], float]
    note: str = ""


def from_json(output: str, job: Job) -> float:
    """Our scripts print JSON last."""
    return float(json.loads(output.strip().splitlines()[-1])["train_seconds"])


def last_number(pattern: str, output: str) -> float:
    """The last number that follows a text."""
    found = re.findall(pattern + r"\s*([0-9.]+)", output)
    if not found:
        raise ValueError(f"the output says nothing about {pattern!r}: {output[-400:]!r}")
    return float(found[-1])


def python_script(script: str, interpreter: str, *extra: str) -> Callable[[Job], list[str]]:
    """A script of this folder, given the job as JSON."""
    return lambda job: [
        interpreter,
        str(HERE / script),
        json.dumps(dataclasses.asdict(job)),
        *extra,
    ]


def ours() -> System:
    """malvec, installed in this environment."""
    return System(
        "malvec",
        python_script("run_malvec.py", sys.executable),
        from_json,
        "corpus encoded beforehand",
    )


def gensim(interpreter: str, iterable: bool = False) -> System:
    """Gensim with ``corpus_file``, or with an iterable of sentences; the path is that of a Python
    which has it."""
    name, extra = ("gensim-iterable", ("iterable",)) if iterable else ("gensim", ())
    return System(
        name,
        python_script("run_gensim.py", interpreter or sys.executable, *extra),
        from_json,
        "tokenises while training",
    )


def word2vec_options(job: Job) -> list[str]:
    """The options that word2vec.c and its relatives share."""
    options = {
        "train": job.corpus,
        "output": job.output,
        "size": job.dim,
        "window": job.window,
        "negative": job.negative,
        "hs": 0,
    }
    options |= {
        "sample": job.sample,
        "min-count": job.min_count,
        "iter": job.epochs,
        "threads": job.threads,
        "alpha": job.lr,
        "binary": 0,
    }
    return [part for name, value in options.items() for part in (f"-{name}", str(value))]


def word2vec_seconds(output: str, job: Job) -> float:
    """Wall seconds where the program prints them (``train_s=``); else words by its rate per thread,
    which counts processor time."""
    if "train_s=" in output:
        return last_number("train_s=", output)
    return (
        last_number("Words in train file:", output)
        * job.epochs
        / (last_number("Words/thread/sec:", output) * 1000 * job.threads)
    )


def word2vec(path: str) -> System:
    """word2vec.c."""
    return System(
        Path(path).name,
        lambda job: [path, *word2vec_options(job), "-cbow", "1" if job.model == "cbow" else "0"],
        word2vec_seconds,
        "tokenises while training; by processor time unless the program prints wall time",
    )


def pword2vec(path: str) -> System:
    """pWord2Vec: skip-gram only, negatives shared by the contexts of a word."""

    def command(job: Job) -> list[str]:
        if job.model != "skipgram":
            raise ValueError("pword2vec trains skip-gram only")
        return [path, *word2vec_options(job), "-batch-size", str(2 * job.window + 1)]

    def seconds(output: str, job: Job) -> float:
        return (
            last_number("Words in train file:", output)
            * job.epochs
            / (last_number("Words/sec:", output) * 1000)
        )

    return System(Path(path).name, command, seconds, "corpus encoded beforehand")


def fasttext(path: str) -> System:
    """fastText: its program, or without a path its Python package."""

    def command(job: Job) -> list[str]:
        options = {
            "input": job.corpus,
            "output": job.output.removesuffix(".vec"),
            "dim": job.dim,
            "ws": job.window,
            "neg": job.negative,
        }
        options |= {
            "loss": "ns",
            "t": job.sample,
            "minCount": job.min_count,
            "epoch": job.epochs,
            "thread": job.threads,
            "lr": job.lr,
        }
        min_n, buckets = (job.min_n, job.buckets) if job.max_n else (0, 0)
        options |= {"minn": min_n, "maxn": job.max_n, "bucket": buckets, "seed": job.seed}
        return [
            path,
            job.model,
            *(part for name, value in options.items() for part in (f"-{name}", str(value))),
        ]

    def seconds(output: str, job: Job) -> float:
        # It trains until it has seen as many words as the file has, line ends included, times
        # epochs.
        return (
            (job.tokens + job.lines)
            * job.epochs
            / (last_number("words/sec/thread:", output) * job.threads)
        )

    return System(
        Path(path).name or "fasttext",
        command if path else python_script("run_fasttext.py", sys.executable),
        seconds,
        "tokenises while training",
    )


def system(text: str) -> System:
    """A system from the command line: ``gensim`` or ``word2vec=/path/to/word2vec``."""
    name, _, path = text.partition("=")
    if name not in SYSTEMS:
        raise ValueError(f"unknown system {name}: one of {', '.join(SYSTEMS)}")
    if name in {"word2vec", "pword2vec"} and not path:
        raise ValueError(f"{name} needs the path of its program: {name}=/path/to/{name}")
    return SYSTEMS[name](path)


SYSTEMS: dict[str, Callable[[str], System]] = {
    "gensim": gensim,
    "gensim-iterable": lambda interpreter: gensim(interpreter, iterable=True),
    "fasttext": fasttext,
    "word2vec": word2vec,
    "pword2vec": pword2vec,
}
