"""Are held-out items recommended? ``python -m benchmarks.own.recommendations --help``.

A matrix of taste (``benchmarks/against/als/matrices.py``), a fifth of it held out. Each model is
evaluated by malvec and, where implicit can be imported, by implicit on the same split: the figures
of both stand side by side, and must be equal.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

import malvec as mv
from benchmarks.against.als.matrices import planted
from benchmarks.arguments import new_parser, report
from benchmarks.result_form import Row, row

PEER = importlib.util.find_spec("implicit") is not None
MEASURES = ("precision", "map", "ndcg", "auc")


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives, and its seconds."""
    started = time.perf_counter()
    return call(), time.perf_counter() - started


def peer_model(matrix: Any, dim: int, epochs: int) -> Any:
    """implicit's ALS, with the knobs of malvec's."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(factors=dim, iterations=epochs, random_state=1)
    model.fit(sparse.csr_matrix(matrix), show_progress=False)
    return model


def as_peer(factors: mv.Factors) -> Any:
    """Factors that implicit recommends from."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(factors=factors.dim)
    model.user_factors = np.array(factors.row_factors)
    model.item_factors = np.array(factors.column_factors)
    return model


def from_peer(model: Any, train: Any) -> mv.Factors:
    """implicit's factors, with what they were learnt from as seen."""
    state = {"rows": model.user_factors, "columns": model.item_factors}
    return mv.Factors(state, seen=mv.Als(dim=1, epochs=1).fit(train).seen)


def row_of(name: str, factors: mv.Factors, peer: Any, parts: Any, k: int) -> Row:
    """Both evaluations of one model."""
    train, test = parts
    found, seconds = timed(lambda: mv.evaluate.recommendation(factors, test, k=k, bootstrap=0))
    quality = {each: found.details[each] for each in (*MEASURES, "recall", "popular")}
    speed = {"evaluation, s": seconds}
    if peer is not None:
        from implicit.evaluation import ranking_metrics_at_k

        matrices = [sparse.csr_matrix(part.matrix) for part in (train, test)]
        theirs, speed["evaluation by implicit, s"] = timed(
            lambda: ranking_metrics_at_k(peer, *matrices, K=k, show_progress=False)
        )
        quality |= {f"{each}, implicit": float(theirs[each]) for each in MEASURES}
    return row(name, case=f"k {k}", speed=speed, quality=quality)


def rows_of(wanted: argparse.Namespace) -> list[Row]:
    """A row per model."""
    matrix = planted(wanted.users, wanted.items)
    parts = mv.evaluate.train_test_split(matrix, 0.2, seed=1)
    train, knobs = parts[0], {"dim": wanted.dim, "epochs": wanted.epochs}
    models: dict[str, Callable[[], mv.Factors]] = {
        "malvec": lambda: mv.Als(**knobs).fit(train),
        "malvec, bm25": lambda: mv.Als(**knobs).fit(mv.counts.bm25(train)),
        "malvec, frequency 1, unobserved 0.1": lambda: mv.Als(
            **knobs, frequency=1, unobserved=0.1, regularization=0.003
        ).fit(train),
    }
    rows = []
    for name, fit in models.items():
        factors = fit()
        rows.append(row_of(name, factors, as_peer(factors) if PEER else None, parts, wanted.k))
    if PEER:
        theirs = peer_model(train.matrix, **knobs)
        rows.append(row_of("implicit", from_peer(theirs, train), theirs, parts, wanted.k))
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("own.recommendations", __doc__, rounds=1)
    for name, value in {"users": 6000, "items": 2000, "dim": 32, "epochs": 15, "k": 10}.items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"{value} by default")
    wanted = parser.parse_args()
    settings = {"users": wanted.users, "items": wanted.items, "held out": 0.2}
    report(wanted, "Recommendation of items held out", rows_of(wanted), settings=settings)


if __name__ == "__main__":
    main()
