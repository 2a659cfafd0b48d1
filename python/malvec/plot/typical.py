"""What is typical of a group of items: the names in its middle, or words that it has more often
than all have."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from malvec.documents.tagged_vectors import TaggedVectors
from malvec.documents.topic_model import TopicModel
from malvec.plot.content_words import is_content
from malvec.plot.places import unit_rows
from malvec.tokenizers import Pipeline
from malvec.vocab import Vocab

__all__ = ["MOST", "by_output", "by_texts", "nearest_names"]

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Typical = Callable[[Labels, int], list[list[str]]]
"""From the group of each item [n] and the number of groups to the names or words of each group."""

MOST = 6


def nearest_names(
    names: list[str], rows: Floats, pipeline: Pipeline | None = None, *, words: bool = False
) -> Typical:
    """The names whose vectors have the highest cosine with the middle of their group, among the
    first tenth of the group, or the first twelve: those are the more frequent words. Where names
    are ``words`` of a text that was cut so, they are no particles or endings, unless all are."""

    def typical(groups: Labels, count: int) -> list[list[str]]:
        unit, judge = unit_rows(rows), is_content(pipeline) if words else bool
        found = []
        for group in range(count):
            members = np.flatnonzero(groups == group)
            first = members[: max(2 * MOST, len(members) // 10)]
            order = np.argsort(-(unit[first] @ unit[members].sum(axis=0)), kind="stable")
            near = [names[i] for i in first[order].tolist()]
            found.append(list(islice(filter(judge, near), MOST)) or near[:MOST])
        return found

    return typical


def by_output(documents: TaggedVectors, rows: Floats) -> Typical:
    """The words that the middle of the group makes likelier than the middle of all; rows are the
    documents' vectors, float32 [n, dim]."""

    def typical(groups: Labels, count: int) -> list[list[str]]:
        output, judge = np.asarray(documents.output), is_content(documents.pipeline)
        middles = np.stack([rows[groups == group].mean(axis=0) for group in range(count)])
        if isinstance(documents, TopicModel):
            gains = _gains(middles @ output.T, rows.mean(axis=0) @ output.T)
        else:
            gains = (middles - rows.mean(axis=0)) @ output.T
        return [_best(documents.vocab, gain, judge) for gain in gains]

    return typical


def by_texts(texts: list[str], pipeline: Pipeline) -> Typical:
    """The words that make up more of the group's texts than of all texts: those with the largest
    parts in the Kullback-Leibler divergence of the two.

    Args:
        texts: of each item.
        pipeline: how they are cut.
    """

    def typical(groups: Labels, count: int) -> list[list[str]]:
        counts, words = _counted([pipeline.tokens(text) for text in texts], groups, count)
        judge, totals = is_content(pipeline), np.maximum(counts.sum(axis=1), 1)[:, None]
        gains = _gains(counts / totals, counts.sum(axis=0) / max(counts.sum(), 1))
        return [_best(words, gain, judge) for gain in gains]

    return typical


def _counted(
    texts: list[list[str]], groups: Labels, count: int
) -> tuple[npt.NDArray[np.float64], list[str]]:
    """How often each group has each word [groups, words], and the words."""
    numbers: dict[str, int] = {}
    ids = [numbers.setdefault(word, len(numbers)) for text in texts for word in text]
    owners = np.repeat(groups, [len(text) for text in texts])
    shape = (count, len(numbers))
    table = sparse.coo_array((np.ones(len(ids)), (owners, np.array(ids, np.int64))), shape=shape)
    return table.toarray(), list(numbers)


def _gains(shares: npt.NDArray[Any], overall: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The part of each word in the divergence of the group's words from all words: shares
    [groups, words], overall [words]."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where((shares > 0) & (overall > 0), shares / overall, 1)
    return np.asarray(shares * np.log(ratios), np.float64)


def _best(
    words: Vocab | list[str], gain: npt.NDArray[Any], judge: Callable[[str], bool]
) -> list[str]:
    """The words of most gain that say something."""
    order = (i for i in np.argsort(-gain, kind="stable").tolist() if gain[i] > 0)
    return list(islice(filter(judge, (words[i] for i in order)), MOST))
