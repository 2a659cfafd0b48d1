"""Overlap of neighbours: do two models place the same words around a word?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from malvec.evaluate.outcomes import Resampling, outcomes_of_shares
from malvec.evaluate.result import Result, result_of
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.word_vectors import WordVectors

__all__ = ["overlap"]

_TEXT = (
    "{score:.3f} [{low:.3f}, {high:.3f}] of {topn} neighbours shared, Jaccard {jaccard:.3f},"
    " {used:,} words; {known:,} of {total:,} in both"
)

Ids = npt.NDArray[np.int64]


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
) -> Result:
    """Compares the neighbours that words have in two models, which may have other dimensions and
    other words.

    The score is the mean share of the ``topn`` neighbours of a word that both models give;
    ``details`` has ``jaccard``, the shared neighbours over those of either model, and ``topn``.
    ``known`` words are in both models, of ``total`` in either, and ``used`` are asked about;
    neighbours are looked for among the known words only.

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
        >>> short = mv.Pca(dim=2).fit(vectors).transform(vectors)
        >>> print(overlap(vectors, short, topn=3))
        0.61 [0.46, 0.77] of 3 neighbours shared, Jaccard 0.54, 19 words; 19 of 19 in both
    """
    resampling = Resampling(bootstrap, confidence, seed)
    whole("topn", topn, 1)
    available_threads(threads)
    sizes = [_size(each, restrict) for each in (a, b)]
    ids = _shared(a, b, sizes)
    shared = len(ids[0])
    if shared <= topn:
        raise ValueError(
            f"the models share {shared:,} words: topn={topn} needs at least {topn + 1}"
        )
    check_memory(4 * shared * (a.dim + b.dim), f"{shared:,} shared words", "use restrict")
    asked = _drawn(shared, sample, seed)
    first = _neighbours(a, ids[0], asked, topn, threads)
    second = _neighbours(b, ids[1], asked, topn, threads)
    common = np.array([len(np.intersect1d(x, y)) for x, y in zip(first, second, strict=True)])
    outcomes = outcomes_of_shares("overlap", common / topn, np.ones(len(asked), bool), asked)
    jaccard = float((common / (2 * topn - common)).mean())
    return result_of(
        outcomes,
        resampling,
        known=shared,
        total=sum(sizes) - shared,
        details={"jaccard": jaccard, "topn": topn},
        text=_TEXT,
    )


def _size(vectors: WordVectors, restrict: int | None) -> int:
    """How many words of a model take part."""
    if not isinstance(vectors, WordVectors):
        raise TypeError(f"overlap is of two malvec.WordVectors, not of {type(vectors).__name__}")
    return len(vectors) if restrict is None else min(len(vectors), whole("restrict", restrict, 1))


def _shared(a: WordVectors, b: WordVectors, sizes: list[int]) -> tuple[Ids, Ids]:
    """The ids in both models of the words that both have among their first ones."""
    places = np.array([b.vocab.find(word) for word in a.vocab[: sizes[0]]], np.int64)
    shared = np.flatnonzero((places >= 0) & (places < sizes[1]))
    return shared, places[shared]


def _drawn(words: int, sample: int | None, seed: int) -> Ids:
    """The words that are asked about, in order: all, or a sample."""
    if sample is None or whole("sample", sample, 1) >= words:
        return np.arange(words)
    return np.sort(np.random.default_rng(seed).choice(words, sample, replace=False))


def _neighbours(vectors: WordVectors, ids: Ids, asked: Ids, topn: int, threads: int | None) -> Ids:
    """The ``topn`` nearest of the rows ``ids`` to each of those at ``asked``, int64 [asked, topn],
    numbered by their place in ``ids``."""
    rows = np.ascontiguousarray(vectors.matrix[ids], np.float32)
    exclude = [[i] for i in asked.tolist()]
    return nearest(
        Searchable.of(rows, threads), rows[asked], topn=topn, exclude=exclude, threads=threads
    )[1]
