"""Texts to ids: ``tokenizers`` and ``sentencepiece`` and the core, in turn on one processor, in
processor time; and on how many texts the ids differ.

    python -m benchmarks.against.units --text reviews.txt --text wikipedia.txt

``tokenizers`` is taken as it is called most, text by text, and at its best: ``encode_batch_fast``,
which leaves places out, in one thread. All give lists of Python's whole numbers.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import sentencepiece
import tokenizers as library

from benchmarks.against.units.kinds import JSON_KINDS, MODEL_KINDS
from benchmarks.arguments import new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn
from malvec.tokenizers import SubwordTokenizer
from malvec.tokenizers.subwords.sentencepiece_tokenizer import SentencePieceTokenizer

Ids = list[list[int]]
Jobs = dict[str, Callable[[list[str]], Ids]]


def json_jobs(json: str) -> Jobs:
    """The ways to cut by a tokenizer.json; the last is the core's."""
    bare, units = library.Tokenizer.from_str(json), SubwordTokenizer(json)
    if units.why_not:
        raise RuntimeError(units.why_not)
    return {
        "tokenizers, text by text": lambda texts: [
            bare.encode(text, add_special_tokens=False).ids for text in texts
        ],
        "tokenizers, encode_batch_fast": lambda texts: [
            made.ids for made in bare.encode_batch_fast(texts, add_special_tokens=False)
        ],
        "malvec, text by text": lambda texts: [units.ids(text) for text in texts],
        "malvec": units.batch_ids,
    }


def model_jobs(data: bytes) -> Jobs:
    """The ways to cut by a model of SentencePiece."""
    bare, units = sentencepiece.SentencePieceProcessor(), SentencePieceTokenizer(data)
    bare.LoadFromSerializedProto(data)
    return {
        "sentencepiece": lambda texts: bare.encode(texts, num_threads=1),
        "malvec, text by text": lambda texts: [units.ids(text) for text in texts],
        "malvec": units.batch_ids,
    }


def spent(job: Callable[[list[str]], Ids], texts: list[str], megabytes: float) -> dict[str, Any]:
    """A run."""
    begin = time.process_time()
    job(texts)
    return {"speed": {"MB/s": megabytes / (time.process_time() - begin)}}


def rows_of(case: str, jobs: Jobs, texts: list[str], rounds: int) -> list[Row]:
    """All ways, with how many times as fast the core is in a round, and where ids differ."""
    expected, *others = [job(texts) for job in jobs.values()]
    differ = sum(
        any(ids != first for ids in rest) for first, *rest in zip(expected, *others, strict=True)
    )
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    runs = in_turn(
        {name: partial(spent, job, texts, megabytes) for name, job in jobs.items()}, rounds
    )
    rows = [row_of_runs(name, found, case=case) for name, found in runs.items()]
    ours = [run["speed"]["MB/s"] for run in runs["malvec"]]
    for row, found in zip(rows, runs.values(), strict=True):
        ratios = [mine / run["speed"]["MB/s"] for mine, run in zip(ours, found, strict=True)]
        row["ratios"] = {"malvec is faster by": statistics.median(ratios)}
    rows[-1]["quality"] = {"texts whose ids differ": float(differ)}
    return rows


def lines_of(path: Path, count: int) -> list[str]:
    """The first lines of a file."""
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in islice(file, count)]


def main() -> None:
    """The command line."""
    parser = new_parser("against.units", __doc__, rounds=5)
    parser.add_argument("--text", type=Path, required=True, action="append", help="text per line")
    parser.add_argument("--texts", type=int, default=20_000, help="lines of each file")
    parser.add_argument("--units", type=int, default=16_000, help="units of a vocabulary")
    wanted = parser.parse_args()
    os.environ.update(TOKENIZERS_PARALLELISM="false", RAYON_NUM_THREADS="1")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    files = {path.stem: lines_of(path, wanted.texts) for path in wanted.text}
    training = [text for texts in files.values() for text in texts[: wanted.texts // 2]]
    rows: list[Row] = []
    for kinds, jobs_of in ((JSON_KINDS, json_jobs), (MODEL_KINDS, model_jobs)):
        for kind, train in kinds.items():
            jobs = jobs_of(train(training, wanted.units))  # type: ignore[operator]
            for name, texts in files.items():
                rows += rows_of(f"{kind}: {name}", jobs, texts, wanted.rounds)
    settings = {"files": ", ".join(files), "texts": wanted.texts, "units": wanted.units}
    versions = installed("tokenizers", "sentencepiece")
    report(wanted, "Text to ids of sub-word units", rows, settings=settings, versions=versions)
