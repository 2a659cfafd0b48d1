"""How near exact search comes to the memory's speed, and to what others take.

    python -m benchmarks.own.search [--vectors FILE] [--rows 1000000] [--dim 300]

One query at a time of random rows, then of those of a ``.safetensors`` file, by one thread, all in
turn: reading the matrix once (``numpy.dot`` with itself), malvec on floats, with codes of 8 bits
(``exact8``, the same answers) and on compressed rows (by product quantisation up to 200,000 rows),
NumPy, and faiss and usearch where they are installed. "share of read" is the time of reading
divided by that of the query.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, row
from benchmarks.rounds import in_turn, seconds
from malvec.search.codes8 import Codes8
from malvec.search.nearest import Searchable, nearest
from malvec.search.quantised import EncodedRows

Floats = npt.NDArray[np.float32]
Job = Callable[[Floats], Any]
READ = "reading the matrix"
TOPN = 10


def cases(wanted: argparse.Namespace) -> Iterator[tuple[str, Floats]]:
    """Random rows and those of the file, of length 1, with what they are called."""
    random = np.random.default_rng(1)
    yield "", unit_rows(random.standard_normal((wanted.rows, wanted.dim), np.float32))
    if wanted.vectors:
        yield "words, ", unit_rows(np.array(mv.load(wanted.vectors), np.float32))


def unit_rows(matrix: Floats) -> Floats:
    """The rows, scaled to length 1 in place."""
    for part in np.array_split(matrix, 100):
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12)
    return matrix


def own_jobs(matrix: Floats) -> dict[str, Job]:
    """malvec's searches, by one thread and by two."""
    rows = Searchable.of(matrix)
    coded = Searchable(matrix, rows.inverse_norms, Codes8.of(matrix, rows.inverse_norms))
    kinds = {"float": rows, "exact8": coded, "8 bit": Searchable.of(EncodedRows.of_8_bits(matrix))}
    if len(matrix) <= 200_000:  # centroids of more take minutes
        for width in (2, 4):
            parts = EncodedRows.quantised(matrix, matrix.shape[1] // width, progress=False)
            kinds[f"pq, 1 byte per {width}"] = Searchable.of(parts)
    jobs: dict[str, Job] = {}
    for name, kind in kinds.items():
        for threads in (1, 2):
            label = f"malvec, {name}" + (", 2 threads" if threads > 1 else "")
            jobs[label] = lambda q, kind=kind, threads=threads: nearest(
                kind, q[None], topn=TOPN, threads=threads
            )
    return jobs


def numpy_search(matrix: Floats, query: Floats) -> Any:
    """The best rows as one writes it with NumPy."""
    scores = matrix @ query
    found = np.argpartition(-scores, TOPN)[:TOPN]
    return found[np.argsort(-scores[found])]


def peer_jobs(matrix: Floats) -> dict[str, Job]:
    """NumPy's search, and those of the packages that are installed."""
    jobs: dict[str, Job] = {"NumPy": lambda q: numpy_search(matrix, q)}
    try:
        faiss = importlib.import_module("faiss")
        faiss.omp_set_num_threads(1)
        index = faiss.IndexFlatIP(matrix.shape[1])
        index.add(matrix)
        jobs["faiss IndexFlatIP"] = lambda q: index.search(q[None], TOPN)
    except ImportError:
        pass
    try:
        usearch = importlib.import_module("usearch.index")
        jobs["usearch, exact"] = lambda q: usearch.search(
            matrix, q, TOPN, metric=usearch.MetricKind.Cos, exact=True, threads=1
        )
    except ImportError:
        pass
    return jobs


def measure(matrix: Floats, rounds: int) -> dict[str, float]:
    """Median milliseconds of each search."""
    flat, queries = matrix.ravel(), matrix[:: max(1, len(matrix) // rounds)]
    jobs: dict[str, Job] = {READ: lambda _: np.dot(flat, flat)}
    jobs |= {**own_jobs(matrix), **peer_jobs(matrix)}
    timed = {
        name: lambda number, job=job: seconds(lambda: job(queries[number]))
        for name, job in jobs.items()
    }
    limits = importlib.import_module("threadpoolctl").threadpool_limits
    with limits(1):
        found = in_turn(timed, rounds, numbered=True)
    return {name: 1000 * statistics.median(each) for name, each in found.items()}


def rows_of(times: dict[str, float], case: str) -> list[Row]:
    """The times, each with its ratio to reading the matrix and to the search of floats."""
    made = []
    for name, time in times.items():
        ratios = {
            "share of read": times[READ] / time,
            "time of float": time / times["malvec, float"],
        }
        made.append(row(name, case=case, speed={"query, ms": time}, ratios=ratios))
    return made


def main() -> None:
    """The command line."""
    parser = new_parser("own.search", __doc__, rounds=11)
    parser.add_argument("--vectors", type=Path, help="a .safetensors file, searched too")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dim", type=int, default=300)
    wanted = parser.parse_args()
    rows = []
    for name, matrix in cases(wanted):
        case = f"{name}{len(matrix):,} x {matrix.shape[1]}"
        rows += rows_of(measure(matrix, wanted.rounds), case)
    report(wanted, "Exact search", rows, settings={"topn": TOPN})


if __name__ == "__main__":
    main()
