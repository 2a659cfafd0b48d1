"""Encoding sentences against a loop over NumPy: ``python -m benchmarks.sentences``. Nothing is
needed but malvec.

Random word vectors and words by Zipf's law, short sentences; both systems take ids and give the
same vectors. The loops are what people write: ``matrix[ids].mean(axis=0)``, ``np.average`` with
weights, and the latter with the common component taken away.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from benchmarks.against.match import processor
from malvec import _core


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
    matrix, weights, component = (
        np.asarray(encoder.vectors.matrix),
        encoder.weights,
        encoder.components[0],
    )
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


def rate(job: Callable[[], Any], sentences: int) -> float:
    """Sentences per second."""
    begin = time.perf_counter()
    job()
    return sentences / (time.perf_counter() - begin)


def measured(wanted: argparse.Namespace) -> dict[str, list[float]]:
    """Rates of all systems, in turn; first it is seen that they give the same."""
    vectors, ids, offsets = planted(wanted)
    few = min(wanted.sentences, 50_000)
    some = (ids[: int(offsets[few])], offsets[: few + 1])
    encoders = {
        "mean": mv.Mean().fit(vectors),
        "sif": mv.Sif().fit(vectors, mv.Corpus.from_ids(*some, vectors.words)),
    }
    by_hand = loops(encoders["sif"], *some)
    for name, encoder in encoders.items():
        np.testing.assert_allclose(encoder.encode_ids(*some), by_hand[name](), atol=2e-5)
    rates: dict[str, list[float]] = {}
    for _ in range(wanted.rounds):
        for name, loop in by_hand.items():
            rates.setdefault(f"NumPy loop, {name}", []).append(rate(loop, few))
        for name, encoder in encoders.items():
            for threads in (1, 2):
                job = partial(encoder.encode_ids, ids, offsets, threads=threads)
                rates.setdefault(f"malvec, {name}, {threads} threads", []).append(
                    rate(job, wanted.sentences)
                )
    return rates


def main() -> None:
    """Measures, prints, writes JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sentences", description=__doc__)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--length", type=int, default=10, help="words per sentence, about")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    rates = measured(wanted)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    pairs = (("mean", "mean"), ("sif", "sif"), ("sif", "average"))
    ratios = {
        f"{name} against {loop}, {threads} threads": medians[f"malvec, {name}, {threads} threads"]
        / medians[f"NumPy loop, {loop}"]
        for name, loop in pairs
        for threads in (1, 2)
    }
    for name, value in medians.items():
        print(f"{name:32} {value:12,.0f} sentences/s")
    for name, value in ratios.items():
        print(f"{name:32} {value:12.1f} x")
    result = {**vars(wanted), "date": f"{datetime.date.today()}", "processor": processor()}
    result |= {"rates": rates, "sentences_per_second": medians, "faster": ratios}
    result.pop("out")
    if wanted.out:
        wanted.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
