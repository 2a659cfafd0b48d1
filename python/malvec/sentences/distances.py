"""Distances between two texts: cosine of sentence vectors, Jaccard, soft cosine, Word Mover's
Distance.

Texts are str, which are cleaned and tokenised as the corpus of the vectors was, or lists of words
as they are.
What becomes of words without a vector and of texts without words, each function says; none of them
gives NaN.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.reports.found import Found
from malvec.runtime.arguments import number, whole
from malvec.sentences.encoder import SentenceEncoder
from malvec.text.texts import check_texts
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.tokenizers.pipeline import needed
from malvec.vectors.word_vectors import WordVectors

__all__ = ["cosine", "jaccard_distance", "soft_cosine", "word_movers", "word_movers_nearest"]

Doubles = npt.NDArray[np.float64]
Text = str | Sequence[str]


def cosine(a: Text, b: Text, encoder: SentenceEncoder) -> float:
    """1 less the cosine of the sentence vectors, 0 to 2. Unseen words as the encoder has it; 1
    where either text is empty to it.

    Example:
        >>> encoder = mv.Sif().fit(vectors, corpus)
        >>> print(round(cosine("재미있는 영화", "영화가 재미있다", encoder), 2))
        0.01
    """
    parts = [
        encoder.encode([text], processes=0, threads=1)
        if isinstance(text, str)
        else encoder.encode_tokens([text], threads=1)
        for text in (a, b)
    ]
    rows = np.concatenate(parts).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    return 1 - float(np.clip(rows[0] @ rows[1] / lengths.prod(), -1, 1)) if lengths.all() else 1.0


def jaccard_distance(a: Text, b: Text, tokenizer: TokenizerLike | None = None) -> float:
    """1 less the share of words that both texts have, among those that either has, 0 to 1; 0 where
    both are empty. No vectors needed.

    Args:
        a, b: the texts.
        tokenizer: None splits at blanks. Texts are in Unicode's form NFC first.

    Example:
        >>> jaccard_distance("재미 있는 영화", "재미 없는 영화")
        0.5
    """
    pipeline = needed(Pipeline(), tokenizer, "these texts")
    first, second = (
        set(pipeline.tokens(text) if isinstance(text, str) else map(pipeline.clean, _listed(text)))
        for text in (a, b)
    )
    return 1 - len(first & second) / len(first | second) if first or second else 0.0


def soft_cosine(
    a: Text,
    b: Text,
    vectors: WordVectors,
    *,
    threshold: float = 0.0,
    exponent: float = 2.0,
    tokenizer: TokenizerLike | None = None,
) -> float:
    """1 less the cosine of the counts of words, where words are alike as their vectors are: aᵀSb /
    √(aᵀSa · bᵀSb), 0 to 1.

    S is cosine ** exponent of two words, 0 where the cosine is ``threshold`` or less, and 1 for a
    word and itself. A word without a vector is like itself only. The distance is 0 where both texts
    have no words, 1 where one has none. S need not be positive definite; where rounding or that
    takes the ratio out of 0 to 1, it is cut.

    Args:
        a, b: the texts.
        vectors: of the words.
        threshold: cosines up to here count as nothing; at least 0.
        exponent: the larger, the less do distant words count; above 0.
        tokenizer: None for that of the vectors' corpus.

    Example:
        >>> print(round(soft_cosine(["훌륭한", "연기"], ["뛰어난", "연기"], vectors), 2))
        0.42

    Source: Sidorov, Gelbukh, Gómez-Adorno & Pinto, Soft Similarity and Soft Cosine Measure, 2014.
    """
    number("threshold", threshold, least=0, most=1)
    number("exponent", exponent, above=0)
    first, second = (Counter(_words(text, vectors, tokenizer)) for text in (a, b))
    if not first or not second:
        return 0.0 if not first and not second else 1.0
    words = list(first | second)
    rows = _unit(_rows(words, vectors))
    alike = np.clip(rows @ rows.T, 0, 1)
    alike = np.where(alike > threshold, alike, 0) ** exponent
    np.fill_diagonal(alike, 1)
    x, y = (np.array([counts[word] for word in words], np.float64) for counts in (first, second))
    return 1 - float(np.clip(x @ alike @ y / np.sqrt((x @ alike @ x) * (y @ alike @ y)), 0, 1))


def word_movers(
    a: Text,
    b: Text,
    vectors: WordVectors,
    *,
    unit_length: bool = True,
    relaxed: bool = False,
    tokenizer: TokenizerLike | None = None,
) -> float:
    """What it takes to carry the words of one text to those of the other: shares of words times
    Euclidean distances, at least cost.

    Words without a vector are left out, and what is left shares the whole. Where one text has no
    words left the distance is infinite, where both have none it is 0. Exact, by linear programming
    (SciPy's HiGHS): meant for sentences of up to some hundred words.

    Args:
        a, b: the texts.
        vectors: of the words.
        unit_length: scale word vectors to length 1 first; the paper leaves them as they are.
        relaxed: only a lower bound, much cheaper: each word goes to the nearest one, the larger of
            both ways.
        tokenizer: None for that of the vectors' corpus.

    Example:
        >>> print(round(word_movers(["배우"], ["감독"], vectors), 2))
        1.02

    Source: Kusner, Sun, Kolkin & Weinberger, From Word Embeddings To Document Distances, 2015.
    """
    return _movers(
        _heap(a, vectors, unit_length, tokenizer),
        _heap(b, vectors, unit_length, tokenizer),
        relaxed,
    )


def word_movers_nearest(
    text: Text,
    among: Sequence[Text],
    vectors: WordVectors,
    *,
    topn: int = 10,
    unit_length: bool = True,
    tokenizer: TokenizerLike | None = None,
) -> Found[int]:
    """The texts nearest by :func:`word_movers`, nearest first: their numbers and distances. Of most
    texts only the bound is computed.

    Example:
        >>> among = ["슬픈 노래", "재밌는 작품"]
        >>> [i for i, _ in word_movers_nearest("재미있는 영화", among, vectors, topn=1)]
        [1]
    """
    check_texts(among, "among")
    if whole("topn", topn) == 0:
        return Found()
    asked = _heap(text, vectors, unit_length, tokenizer)
    heaps = [_heap(each, vectors, unit_length, tokenizer) for each in among]
    bounds = [_movers(asked, heap, relaxed=True) for heap in heaps]
    found: list[tuple[float, int]] = []
    for place in sorted(range(len(heaps)), key=lambda i: (bounds[i], i)):
        if len(found) >= topn and bounds[place] > found[topn - 1][0]:
            break
        found = sorted([*found, (_movers(asked, heaps[place], relaxed=False), place)])
    return Found((place, distance) for distance, place in found[:topn])


class _Heap(NamedTuple):
    """The words of a text: their vectors [n, dim], and the share of each in the text [n]."""

    rows: Doubles
    shares: Doubles


def _movers(a: _Heap, b: _Heap, relaxed: bool) -> float:
    """The distance of two heaps."""
    if not len(a.shares) or not len(b.shares):
        return 0.0 if len(a.shares) == len(b.shares) else float("inf")
    squares = (a.rows**2).sum(axis=1)[:, None] + (b.rows**2).sum(axis=1) - 2 * a.rows @ b.rows.T
    costs = np.sqrt(np.maximum(squares, 0))
    costs[(a.rows[:, None, :] == b.rows).all(axis=2)] = 0
    if relaxed:
        return float(max(a.shares @ costs.min(axis=1), b.shares @ costs.min(axis=0)))
    return _transport(costs, a.shares, b.shares)


def _transport(costs: Doubles, given: Doubles, wanted: Doubles) -> float:
    """The least cost [n, m] of carrying what is given [n] to where it is wanted [m]."""
    from scipy.optimize import linprog
    from scipy.sparse import eye, kron, vstack

    n, m = costs.shape
    out, into = kron(eye(n), np.ones((1, m))), kron(np.ones((1, n)), eye(m))
    solved = linprog(
        costs.ravel(),
        A_eq=vstack([out, into]).tocsr(),
        b_eq=np.concatenate([given, wanted]),
        method="highs",
    )
    if not solved.success:
        raise ArithmeticError(
            f"the transport of {n} to {m} words could not be solved: {solved.message}"
        )
    return max(0.0, float(solved.fun))


def _heap(
    text: Text, vectors: WordVectors, unit_length: bool, tokenizer: TokenizerLike | None
) -> _Heap:
    counts = Counter(_words(text, vectors, tokenizer))
    rows = _rows(list(counts), vectors)
    known = rows.any(axis=1)
    shares = np.array(list(counts.values()), np.float64)[known]
    rows = rows[known]
    return _Heap(_unit(rows) if unit_length else rows, shares / max(shares.sum(), 1))


def _words(text: Text, vectors: WordVectors, tokenizer: TokenizerLike | None) -> list[str]:
    if isinstance(text, str):
        return needed(vectors.pipeline, tokenizer, "these vectors").tokens(text)
    pipeline = vectors.pipeline
    return _listed(text) if pipeline is None else [pipeline.clean(word) for word in _listed(text)]


def _listed(text: Any) -> list[str]:
    """The words of a text that is a list of them."""
    given: Any = text if isinstance(text, Iterable) and not isinstance(text, bytes) else [text]
    listed: list[str] = list(given)
    if not all(isinstance(word, str) for word in listed):
        raise TypeError(f"a text is a str or a list of words, not {text!r:.60}")
    return listed


def _rows(words: list[str], vectors: WordVectors) -> Doubles:
    """The vectors of words [n, dim], zeros for those without one."""
    rows: Any = np.zeros((len(words), vectors.dim))
    for i, word in enumerate(words):
        if (vectors.subword_table is not None and word.strip()) or word in vectors:
            rows[i] = vectors[word]
    if not np.isfinite(rows).all():
        raise ArithmeticError(
            f"the vector of {words[int(np.argmin(np.isfinite(rows).all(axis=1)))]!r} is not finite"
        )
    return np.asarray(rows, np.float64)


def _unit(rows: Doubles) -> Doubles:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1))
