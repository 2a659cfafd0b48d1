"""Overlap of neighbours: do two models place the same words around a word?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from malvec.evaluate.outcomes import Outcomes, fingerprint, share
from malvec.runtime.arguments import check_resampling, whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.search.nearest import Rows, nearest
from malvec.vectors.word_vectors import WordVectors

__all__ = ["OverlapResult", "overlap"]

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OverlapResult:
    """Means over ``used`` words of what their ``topn`` neighbours in two models share, with bounds
    of ``overlap`` by resampling words.

    ``overlap`` is the shared neighbours by ``topn``, ``jaccard`` the same by the neighbours of
    either. ``known`` words are in both models, of ``total`` in either; neighbours are looked for
    among the known ones only.
    """

    overlap: float
    jaccard: float
    low: float
    high: float
    topn: int
    used: int
    known: int
    total: int
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """The overlap."""
        return self.overlap

    @property
    def coverage(self) -> float:
        """The share of words that both models have."""
        return self.known / self.total

    def __str__(self) -> str:
        shared = (
            f"{self.overlap:.3f} [{self.low:.3f}, {self.high:.3f}] of {self.topn} neighbours shared"
        )
        return (
            f"{shared}, Jaccard {self.jaccard:.3f}, {self.used:,} words; {self.known:,} of"
            f" {self.total:,} in both"
        )


def overlap(
    a: WordVectors,
    b: WordVectors,
    *,
    topn: int = 10,
    sample: int | None = 2000,
    restrict: int | None = 50_000,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
) -> OverlapResult:
    """Compares the neighbours that words have in two models, which may have other dimensions and
    other words.

    With two runs of one recipe it measures how stable the neighbours are (Wendlandt, Kummerfeld &
    Mihalcea, 2018; Antoniak & Mimno, 2018).

    Args:
        a, b: two models; not changed.
        topn: neighbours of each word.
        sample: how many of the shared words are asked about, drawn at random; None for all.
        restrict: of each model only the first so many words, the most frequent ones; None for all.
        bootstrap: resamples for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the sample and the resampling.
        threads: None for all that this process may use.

    Raises:
        ValueError: fewer than ``topn + 1`` shared words.
        MemoryError: the shared words do not fit; before anything is done.

    Example:
        >>> print(overlap(first, second, topn=10))
        0.713 [0.706, 0.720] of 10 neighbours shared, Jaccard 0.571, 2,000 words; 48,102 of 51,898
        in both
    """
    check_resampling(bootstrap, confidence, seed)
    whole("topn", topn, 1), available_threads(threads)
    limits = [
        min(len(each), len(each) if restrict is None else whole("restrict", restrict, 1))
        for each in (a, b)
    ]
    places = np.array([b.words.find(word) for word in a.words[: limits[0]]], np.int64)
    shared = np.flatnonzero((places >= 0) & (places < limits[1]))
    if len(shared) <= topn:
        raise ValueError(
            f"the models share {len(shared):,} words: topn={topn} needs at least {topn + 1}"
        )
    check_memory(4 * len(shared) * (a.dim + b.dim), f"{len(shared):,} shared words", "use restrict")
    asked = np.arange(len(shared))
    if sample is not None and whole("sample", sample, 1) < len(shared):
        asked = np.sort(np.random.default_rng(seed).choice(len(shared), sample, replace=False))
    found = [
        _neighbours(each, ids, asked, topn, threads)
        for each, ids in ((a, shared), (b, places[shared]))
    ]
    common = np.array([len(np.intersect1d(x, y)) for x, y in zip(*found, strict=True)])
    ones = np.ones(len(asked))
    outcomes = Outcomes(
        "overlap", share, np.stack([common / topn, ones], axis=1), ones > 0, fingerprint(asked)
    )
    bounds, jaccard = (
        outcomes.interval(bootstrap, confidence, seed),
        float((common / (2 * topn - common)).mean()),
    )
    return OverlapResult(
        outcomes.score,
        jaccard,
        *bounds,
        topn,
        len(asked),
        len(shared),
        limits[0] + limits[1] - len(shared),
        outcomes,
    )


def _neighbours(vectors: WordVectors, ids: Ids, asked: Ids, topn: int, threads: int | None) -> Ids:
    """The ``topn`` nearest of the rows ``ids`` to each of those at ``asked``, int64 [asked, topn],
    numbered by their place in ``ids``."""
    rows = np.ascontiguousarray(vectors.matrix[ids], np.float32)
    exclude = [[i] for i in asked.tolist()]
    return nearest(
        Rows.of(rows, threads), rows[asked], topn=topn, exclude=exclude, threads=threads
    )[1]
