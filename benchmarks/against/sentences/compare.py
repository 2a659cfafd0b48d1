"""Encoding sentences against loops over NumPy: ``python -m benchmarks.against.sentences``. Nothing
is needed but malvec.

Random word vectors and words by Zipf's law, short sentences; both systems take ids and give the
same vectors, which is checked. The loops are what people write: ``matrix[ids].mean(axis=0)``,
``np.average`` with weights, and a product with weights, alone and with the common component taken
away.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, seconds
from malvec import _core

PAIRS = (("mean", "mean"), ("sif", "sif"), ("sif", "average"))


def planted(wanted: argparse.Namespace) -> tuple[mv.WordVectors, np.ndarray, np.ndarray]:
    """Vectors, ids of sentences, where each starts."""
    random = np.random.default_rng(1)
    chances = 1 / np.arange(1, wanted.words + 1)
    counts = np.maximum(1, 1e7 * chances).astype(int)
    matrix = _core.matrix(wanted.words, wanted.dim)
    matrix[:] = random.standard_normal((wanted.words, wanted.dim))
    vectors = mv.WordVectors(
        mv.Vocab.from_words(map(str, range(wanted.words)), counts.tolist()), matrix
    )
    lengths = random.poisson(wanted.length - 1, wanted.sentences) + 1
    ids = random.choice(wanted.words, int(lengths.sum()), p=chances / chances.sum()).astype(
        np.uint32
    )
    return vectors, ids, np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)


def loops(
    encoder: mv.SentenceEncoder, ids: np.ndarray, offsets: np.ndarray
) -> dict[str, Callable[[], np.ndarray]]:
    """The loops over some sentences."""
    matrix = np.asarray(encoder.vectors.matrix)
    weights = encoder.weights
    component = encoder.components[0]
    spans = list(zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True))

    def mean() -> np.ndarray:
        return np.array([matrix[ids[begin:end]].mean(axis=0) for begin, end in spans])

    def weighted() -> np.ndarray:
        return np.array([weights[ids[a:b]] @ matrix[ids[a:b]] / (b - a) for a, b in spans])

    def average() -> np.ndarray:
        return np.array(
            [np.average(matrix[ids[a:b]], axis=0, weights=weights[ids[a:b]]) for a, b in spans]
        )

    def sif() -> np.ndarray:
        rows = weighted()
        return rows - np.outer(rows @ component, component)

    return {"mean": mean, "average": average, "weighted": weighted, "sif": sif}


def rate(job: Callable[[], Any], sentences: int) -> dict[str, dict[str, float]]:
    """A run."""
    return {"speed": {"sentences/s": sentences / seconds(job)}}


def jobs_of(wanted: argparse.Namespace) -> dict[str, Callable[[], Any]]:
    """All systems; first it is seen that they give the same."""
    vectors, ids, offsets = planted(wanted)
    few = min(wanted.sentences, 50_000)
    some = (ids[: int(offsets[few])], offsets[: few + 1])
    encoders = {
        "mean": mv.Mean().fit(vectors),
        "sif": mv.Sif().fit(vectors, mv.Corpus.from_ids(*some, vectors.vocab)),
    }
    by_hand = loops(encoders["sif"], *some)
    for name, encoder in encoders.items():
        np.testing.assert_allclose(encoder.encode_ids(*some), by_hand[name](), atol=2e-5)
    jobs = {f"NumPy loop, {name}": partial(rate, loop, few) for name, loop in by_hand.items()}
    for name, encoder in encoders.items():
        for threads in (1, 2):
            job = partial(encoder.encode_ids, ids, offsets, threads=threads)
            jobs[f"malvec, {name}, {threads} threads"] = partial(rate, job, wanted.sentences)
    return jobs


def rows_of(runs: dict[str, list[Any]]) -> list[Row]:
    """Medians, and how many times as fast as loops malvec is."""
    rows = {name: row_of_runs(name, found) for name, found in runs.items()}
    speed = {name: row["speed"]["sentences/s"] for name, row in rows.items()}
    for name, loop in PAIRS:
        for threads in (1, 2):
            ours = f"malvec, {name}, {threads} threads"
            ratio = speed[ours] / speed[f"NumPy loop, {loop}"]
            rows[ours].setdefault("ratios", {})[f"faster than the loop {loop} by"] = ratio
    return list(rows.values())


def main() -> None:
    """The command line."""
    parser = new_parser("against.sentences", __doc__, rounds=5)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--length", type=int, default=10, help="words per sentence, about")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=100)
    wanted = parser.parse_args()
    rows = rows_of(in_turn(jobs_of(wanted), wanted.rounds))
    settings = {name: getattr(wanted, name) for name in ("sentences", "length", "words", "dim")}
    report(wanted, "Encoding sentences", rows, settings=settings)
