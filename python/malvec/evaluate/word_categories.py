"""Categorisation: do words of one category fall into one cluster?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import get_args

import numpy as np
import numpy.typing as npt

from malvec.evaluate.clustering import kmeans
from malvec.evaluate.given_items import given_items
from malvec.evaluate.outcomes import Outcomes, Resampling, fingerprint, purity
from malvec.evaluate.result import Result, result_of
from malvec.evaluate.sections import accuracy_sections
from malvec.evaluate.set_files import read_categories
from malvec.evaluate.word_finder import Finder, Missing
from malvec.runtime.arguments import one_of, whole
from malvec.vectors.word_vectors import WordVectors

__all__ = ["categories"]

_TEXT = "purity {score:.3f} [{low:.3f}, {high:.3f}], {known:,} of {total:,} words known"

Table = npt.NDArray[np.int64]
Words = Mapping[str, Iterable[str]] | Iterable[tuple[str, str]]


def categories(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Words,
    *,
    clusters: int | None = None,
    restarts: int = 10,
    missing: Missing = "skip",
    fall_back: bool = True,
    compose: bool = True,
    encoding: str | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Result:
    """Clusters unit vectors by k-means and compares the clusters with categories by purity
    (Manning, Raghavan & Schütze, 2008, 16.3).

    The score is the purity: the share of words whose category is the most frequent one of their
    cluster. ``details`` has ``information``, the normalised mutual information, and ``clusters``.
    Items are words, ``sections`` their categories.

    Args:
        vectors: the model to judge; not changed.
        source: a file of "word category" lines (Almuhareb & Poesio, 2006; BLESS, Baroni & Lenci,
            2011), such pairs, or category -> words.
        clusters: how many; None for as many as there are categories.
        restarts: starts of k-means, of which the tightest counts.
        missing: words without a vector are left out (``"skip"``), have a zero vector (``"zero"``),
            or are a ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as
            it is written.
        compose: give words that were not seen the vectors of their sub-words, or of the known
            tokens that the tokenizer of the text cuts them into; ``unseen_words`` names them.
        encoding: of the file, such as ``"cp949"``; None is UTF-8.
        bootstrap: resamples of words for the bounds, with the clusters as they are; 0 for none.
        confidence: of the bounds.
        seed: of the clustering and the resampling.

    Raises:
        ValueError: a line that cannot be read, with its number; fewer than two categories, or fewer
            words than clusters.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> kinds = {"나라": ["한국", "일본", "프랑스"], "과일": ["사과", "배", "포도"]}
        >>> print(categories(vectors, kinds))
        purity 1.000 [1.000, 1.000], 6 of 6 words known
    """
    one_of("missing", missing, get_args(Missing))
    resampling = Resampling(bootstrap, confidence, seed)
    items, skipped = _items(source, encoding)
    finder = Finder(vectors, fall_back, compose=compose)
    ids = np.array([finder.id(word) for word, _ in items], np.int64)
    known = np.asarray(ids >= 0)
    finder.check(missing)
    used = known if missing != "zero" else np.ones_like(known)
    kinds = _numbered([category for _, category in items])
    count = _clusters(clusters, kinds[used], finder.too_few(int(known.sum()), len(items), "words"))
    labels = np.zeros(len(items), np.int64)
    labels[used] = kmeans(finder.unit_rows(ids[used]), count, restarts=restarts, seed=seed)[0]
    table = _table(labels[used], kinds[used])
    right = table.argmax(axis=1)[labels] == kinds
    return result_of(
        _outcomes(labels, kinds, used, items),
        resampling,
        known=int(known.sum()),
        details={"information": _information(table), "clusters": count},
        sections=accuracy_sections([kind for _, kind in items], right, used, resampling),
        skipped_lines=skipped,
        text=_TEXT,
        **finder.facts(missing),
    )


def _items(
    source: str | os.PathLike[str] | Words, encoding: str | None
) -> tuple[list[tuple[str, str]], int]:
    return (
        read_categories(source, encoding)
        if isinstance(source, (str, os.PathLike))
        else (_of_words(source), 0)
    )


def _of_words(source: Words) -> list[tuple[str, str]]:
    if isinstance(source, Mapping):
        return [(word, category) for category, words in source.items() for word in words]
    return [(word, kind) for word, kind in given_items(source, "item", ["word", "category"])]


def _outcomes(
    labels: npt.NDArray[np.int64],
    kinds: npt.NDArray[np.int64],
    used: npt.NDArray[np.bool_],
    items: list[tuple[str, str]],
) -> Outcomes:
    values = np.stack([labels, kinds], axis=1).astype(np.float64)
    return Outcomes(
        kind="categories", statistic=purity, values=values, used=used, items=fingerprint(items)
    )


def _clusters(wanted: int | None, kinds: npt.NDArray[np.int64], too_few: str) -> int:
    """How many clusters to look for; ``ValueError`` where there are too few words or categories."""
    there = len(np.unique(kinds))
    count = there if wanted is None else whole("clusters", wanted, 1)
    if there < 2 or len(kinds) < count:
        raise ValueError(
            f"{too_few} ({there} categories among {len(kinds):,} words, for {count} clusters)"
        )
    return count


def _numbered(names: list[str]) -> npt.NDArray[np.int64]:
    """The number of each name, in the order of first occurrence."""
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names], np.int64)


def _table(clusters: npt.NDArray[np.int64], kinds: npt.NDArray[np.int64]) -> Table:
    """How many words of each category each cluster has."""
    table = np.zeros((int(clusters.max()) + 1, int(kinds.max()) + 1), np.int64)
    np.add.at(table, (clusters, kinds), 1)
    return table


def _information(table: Table) -> float:
    """Mutual information of clusters and categories by the mean of their entropies; 0 to 1."""
    joint = table / table.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    entropies = [
        -float((p[p > 0] * np.log(p[p > 0])).sum()) for p in (rows, columns, joint.ravel())
    ]
    mean = (entropies[0] + entropies[1]) / 2
    return (entropies[0] + entropies[1] - entropies[2]) / mean if mean > 0 else 0.0
