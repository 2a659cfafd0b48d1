"""PMI and TF-IDF as their definitions say, dense and in double precision."""

from __future__ import annotations

import numpy as np


def pmi(counts, shift=1.0, smoothing=1.0, threshold=-np.inf, positive=False):
    """Dense weights; NaN where nothing is kept. The context distribution is c ** smoothing / sum(c
    ** smoothing)."""
    counts = np.asarray(counts, np.float64)
    total = counts.sum()
    row_share = counts.sum(1) / total
    powers = np.where(counts.sum(0) > 0, counts.sum(0), 0) ** smoothing * (counts.sum(0) > 0)
    column_share = powers / powers.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.log(counts / total / np.outer(row_share, column_share))
    kept = (counts > 0) & (plain >= threshold)
    weights = plain - np.log(shift)
    if positive:
        kept &= weights > 0
    return np.where(kept, weights, np.nan)


def tfidf(counts, sublinear=False, smooth=True, unit_length=True):
    """Dense TF-IDF."""
    counts = np.asarray(counts, np.float64)
    documents, extra = len(counts), 1 if smooth else 0
    with np.errstate(divide="ignore", invalid="ignore"):
        idf = np.log((documents + extra) / ((counts > 0).sum(0) + extra)) + 1
        frequency = np.where(counts > 0, 1 + np.log(counts), 0) if sublinear else counts
        weights = np.where(counts > 0, frequency * idf, 0)
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(norms > 0, norms, 1) if unit_length else weights


def bm25(counts, k1, b):
    """Okapi BM25 of every cell of a dense matrix; no logarithm is negative."""
    rows, columns = counts.shape
    mean = counts.sum() / rows
    out = np.zeros(counts.shape)
    for i in range(rows):
        length = 1 - b + b * counts[i].sum() / mean
        for j in range(columns):
            rarity = max(np.log(rows / (1 + (counts[:, j] > 0).sum())), np.log(1 + 1 / rows))
            if counts[i, j] > 0:
                out[i, j] = counts[i, j] * (k1 + 1) / (k1 * length + counts[i, j]) * rarity
    return out
