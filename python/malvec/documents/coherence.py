"""How well words belong together, by the windows of a corpus in which they come together.

Every window of a text counts (the Boolean sliding window: a text of n words has n - size + 1 of
them, a shorter one is a single window), those without any of the words too; p(a) is the share of
windows that have a, p(a, b) of those that have both.

    u_mass   ln (p(a, b) + ε) / p(b) for each a and the likelier b before it; whole texts
    c_uci    ln (p(a, b) + ε) / (p(a) p(b)), the PMI, of each pair; windows of 10 words
    c_npmi   PMI / -ln (p(a, b) + ε), the NPMI, of each pair; windows of 10 words
    c_v      a word's vector holds its NPMI with each word: the cosine with the sum of all vectors;
             windows of 110 words

ε is 1e-12, and the mean is taken. A word that the corpus lacks has 0 with every other.

Source: Röder, Both & Hinneburg, Exploring the Space of Topic Coherence Measures, 2015; Mimno et
al., Optimizing Semantic Coherence in Topic Models, 2011, for u_mass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.corpus.ids import check_ids
from malvec.runtime.warning import warn

if TYPE_CHECKING:
    from scipy import sparse

    from malvec.corpus import Corpus

__all__ = ["Measure", "coherence"]

Measure = Literal["c_v", "u_mass", "c_uci", "c_npmi"]
_WINDOWS = {"c_v": 110, "c_uci": 10, "c_npmi": 10}
_EPSILON = 1e-12
_BLOCK = 1 << 16  # windows looked at together
Whole = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


class _Occurrences(NamedTuple):
    """Where words occur, in the order of the text: which one, and the first and the last window
    that has it; and how many windows there are."""

    words: Whole
    first: Whole
    last: Whole
    windows: int


def coherence(topics: Sequence[Sequence[str]], corpus: Corpus, measure: Measure) -> list[float]:
    """The coherence of the words of each topic, likeliest first; NaN for fewer than two.

    Args:
        topics: the words of each.
        corpus: its sentences are the texts.
        measure: one of ``Measure``.

    Example:
        >>> tiny = malvec.Corpus.from_tokens([["a", "b"], ["a"], ["b"], ["z"]], min_count=1)
        >>> coherence([["a", "b"]], tiny, "c_uci")
        [0.00]
    """
    words = list(dict.fromkeys(word for topic in topics for word in topic))
    ids = np.array([corpus.vocab.find(word) for word in words], np.int64)
    if missing := int((ids < 0).sum()):
        warn(
            f"{missing:,} of {len(words):,} words of topics are not in the corpus: they count as"
            " belonging to no other"
        )
    found = _occurrences(corpus, ids, _WINDOWS.get(measure))
    counts = _counts(found, len(words))
    place = {word: i for i, word in enumerate(words)}
    return [_score(measure, _shares(counts, found.windows, [place[w] for w in t])) for t in topics]


def _occurrences(corpus: Corpus, ids: Whole, size: int | None) -> _Occurrences:
    """Of the words with these ids; a text is one window where no size is given."""
    check_ids(corpus.ids, corpus.offsets, len(corpus.vocab))
    place = np.full(len(corpus.vocab), -1, np.int64)
    place[ids[ids >= 0]] = np.flatnonzero(ids >= 0)
    offsets = np.asarray(corpus.offsets).astype(np.int64)
    lengths = np.diff(offsets)
    size = size or int(lengths.max(initial=1))
    windows = np.where(lengths > 0, np.maximum(lengths - size + 1, 1), 0)
    before = np.cumsum(windows) - windows
    positions = np.flatnonzero((place >= 0)[corpus.ids])
    text = np.searchsorted(offsets, positions, "right") - 1
    within = positions - offsets[text]
    return _Occurrences(
        place[corpus.ids[positions]],
        before[text] + np.maximum(within - size + 1, 0),
        before[text] + np.minimum(within, windows[text] - 1),
        int(windows.sum()),
    )


def _counts(found: _Occurrences, words: int) -> sparse.csr_array:
    """The number of windows that have a word, on the diagonal, or two, int64 [words, words]."""
    from scipy import sparse  # a fifth of a second to import

    counts = sparse.csr_array((words, words), dtype=np.int64)
    for holds in _window_blocks(found, words):
        counts = counts + holds.T @ holds
    return counts


def _window_blocks(found: _Occurrences, words: int) -> Iterator[sparse.csr_array]:
    """1 where a window has a word, int64 [windows, words], a block of windows at a time."""
    from scipy import sparse

    for begin in range(0, found.windows, _BLOCK):
        end = min(begin + _BLOCK, found.windows)
        part = slice(np.searchsorted(found.last, begin), np.searchsorted(found.first, end))
        first = np.maximum(found.first[part], begin)
        sizes = np.minimum(found.last[part], end - 1) - first + 1
        rows = np.repeat(first - begin - (np.cumsum(sizes) - sizes), sizes)
        rows += np.arange(len(rows))
        columns = np.repeat(found.words[part], sizes)
        holds = sparse.csr_array(
            (np.ones(len(rows), np.int64), (rows, columns)), shape=(end - begin, words)
        )
        holds.sum_duplicates()
        holds.data[:] = 1
        yield holds


def _shares(counts: sparse.csr_array, windows: int, words: list[int]) -> Doubles:
    """p(a, b) of the words of a topic, and p(a) on the diagonal."""
    return np.asarray(counts[words][:, words].toarray() / max(windows, 1), np.float64)


def _score(measure: str, joint: Doubles) -> float:
    """The coherence of a topic out of its shares of windows."""
    if len(joint) < 2:
        return float("nan")
    if measure == "c_v":
        return float(_cosines(_npmi(joint)).mean())
    pairs = np.tril_indices(len(joint), -1)
    if measure == "u_mass":
        single = np.diag(joint)[None]
        told = np.log((joint + _EPSILON) / np.where(single > 0, single, 1))
        return float(_known(told, joint)[pairs].mean())
    return float((_npmi(joint) if measure == "c_npmi" else _pmi(joint))[pairs].mean())


def _pmi(joint: Doubles) -> Doubles:
    by_chance = np.outer(np.diag(joint), np.diag(joint))
    return _known(np.log((joint + _EPSILON) / np.where(by_chance > 0, by_chance, 1)), joint)


def _npmi(joint: Doubles) -> Doubles:
    """At most 1, as for words that are in every window, where it would be 0 / 0."""
    everywhere = joint >= 1
    return np.where(
        everywhere, 1.0, _pmi(joint) / -np.log(np.where(everywhere, 0.5, joint + _EPSILON))
    )


def _known(values: Doubles, joint: Doubles) -> Doubles:
    """0 where one of both words is in no window."""
    there = np.diag(joint) > 0
    return np.where(np.outer(there, there), values, 0.0)


def _cosines(vectors: Doubles) -> Doubles:
    """Of each row with the sum of all rows; 0 where one of them is zero."""
    total = vectors.sum(axis=0)
    norms = np.linalg.norm(vectors, axis=1) * np.linalg.norm(total)
    return np.asarray(np.where(norms > 0, vectors @ total / np.where(norms > 0, norms, 1), 0.0))
