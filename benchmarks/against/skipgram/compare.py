"""Skip-gram against other systems, each run a process of its own; ``compare`` serves CBOW and
sub-words too.

    python -m benchmarks.against.skipgram --corpus FILE --peer gensim --peer word2vec=PROGRAM

``--peer`` is one of gensim, gensim-iterable, fasttext, word2vec=PROGRAM, pword2vec=PROGRAM;
gensim=PYTHON names an interpreter that has it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.against.skipgram.job import Job
from benchmarks.against.skipgram.runs import count, one_run
from benchmarks.against.skipgram.systems import SYSTEMS, ours, system
from benchmarks.arguments import add_sets, new_parser, report
from benchmarks.result_form import Row, add_ratios, row_of_runs
from benchmarks.rounds import in_turn

SHARED = ("dim", "window", "negative", "sample", "min_count", "epochs", "threads", "lr")
SUBWORDS = ("min_n", "max_n", "buckets")
DEFAULTS = {field.name: field.default for field in dataclasses.fields(Job)}


def new_arguments(benchmark: str, text: str | None, **defaults: Any) -> argparse.ArgumentParser:
    """Options of the command line; ``defaults`` are those of a job that differ."""
    parser = new_parser(benchmark, text)
    parser.add_argument(
        "--corpus",
        type=Path,
        required=True,
        help="text file, words separated by blanks, one sentence per line",
    )
    parser.add_argument(
        "--peer",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME[=PATH]",
        help=f"one of {', '.join(SYSTEMS)}; may be repeated",
    )
    add_sets(parser)
    parser.add_argument(
        "--knob",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help="a knob of malvec alone, such as negatives=pair",
    )
    for name in SHARED + SUBWORDS:
        default = {**DEFAULTS, **defaults}[name]
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    return parser


def knob(text: str) -> tuple[str, Any]:
    """``name=value``, the value as JSON where it is that."""
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def rows_of(runs: dict[str, list[dict[str, Any]]], notes: dict[str, str]) -> list[Row]:
    """A row per system: median speeds, mean scores, and how many times as fast malvec is."""
    numbered = {
        name: [{"round": number, **run} for number, run in enumerate(found, 1)]
        for name, found in runs.items()
    }
    rows = [row_of_runs(name, found, note=notes[name]) for name, found in numbered.items()]
    return add_ratios(rows, "words/s", more_is_better=True)


def compare(wanted: argparse.Namespace, model: str, task: str) -> None:
    """Runs all systems in turn, prints and writes."""
    tokens, lines = count(wanted.corpus)
    settings = {name: getattr(wanted, name) for name in SHARED + (SUBWORDS if wanted.max_n else ())}
    job = Job(
        model=model,
        corpus=str(wanted.corpus),
        output="",
        tokens=tokens,
        lines=lines,
        knobs=dict(map(knob, wanted.knob)),
        **settings,
    )
    systems = [ours(), *map(system, wanted.peer)]
    with TemporaryDirectory() as folder:
        jobs = {each.name: partial(one_run, each, job, wanted, folder) for each in systems}
        runs = in_turn(jobs, wanted.rounds, numbered=True)
    rows = rows_of(runs, {each.name: each.note for each in systems})
    told = {"model": model, "corpus": wanted.corpus.name, "tokens": tokens, **settings}
    report(wanted, task, rows, settings={**told, **job.knobs})


def main() -> None:
    """The command line."""
    compare(new_arguments("against.skipgram", __doc__).parse_args(), "skipgram", "Skip-gram")
