"""Sentence vectors by definition, in double precision and one word at a time."""

from __future__ import annotations

import numpy as np


def pooled(sentences, vectors, weight, unit=False, by_weights=False):
    """The weighted mean of each sentence's words that have a vector; zeros where there are none."""
    rows = []
    for sentence in sentences:
        total, count, weights = np.zeros(vectors.dim), 0, 0.0
        for word in sentence:
            if word not in vectors and vectors.subword_table is None:
                continue
            vector = vectors[word].astype(float)
            if word not in vectors and not vector.any():
                continue
            if unit and vector.any():
                vector = vector / np.linalg.norm(vector)
            total += weight(word) * vector
            count += 1
            weights += weight(word)
        divisor = weights if by_weights else count
        rows.append(total / divisor if divisor else total)
    return np.array(rows)


def without_components(rows, fitted, count, weighted):
    """Rows less their projections on the right singular vectors of the rows fitted to."""
    _, values, directions = np.linalg.svd(fitted, full_matrices=False)
    shares = values[:count] ** 2 / (values[:count] ** 2).sum() if weighted else np.ones(count)
    for share, direction in zip(shares, directions[:count], strict=True):
        rows = rows - share * np.outer(rows @ direction, direction)
    return rows


def probability(vectors):
    """A word's share of all words counted."""
    counts = dict(zip(vectors.vocab, (vectors.counts / vectors.counts.sum()).tolist(), strict=True))
    return lambda word: counts.get(word, 0.0)


def sif(sentences, vectors, a, components):
    """Arora, Liang & Ma 2017."""
    p = probability(vectors)
    rows = pooled(sentences, vectors, lambda word: a / (a + p(word)))
    return without_components(rows, rows, components, weighted=False)


def usif(sentences, vectors, length, components):
    """Ethayarajh 2018, word vectors of length 1."""
    p, size = probability(vectors), len(vectors)
    alpha = sum(p(word) > 1 - (1 - 1 / size) ** length for word in vectors.vocab) / size
    a = (1 - alpha) / (alpha * 0.5 * size)
    rows = pooled(sentences, vectors, lambda word: a / (0.5 * a + p(word)), unit=True)
    return without_components(rows, rows, components, weighted=True)


def idf(sentences):
    """log((1 + N) / (1 + n)) + 1 for N sentences of which n hold the word."""
    holding = {
        word: sum(word in sentence for sentence in sentences)
        for sentence in sentences
        for word in sentence
    }
    return lambda word: np.log((1 + len(sentences)) / (1 + holding.get(word, 0))) + 1
