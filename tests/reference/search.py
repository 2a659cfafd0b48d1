"""Brute-force search: the slow, obvious twin of cpp/search."""

from __future__ import annotations

import numpy as np


def unit(matrix):
    matrix = np.asarray(matrix, np.float64)
    norms = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return matrix / np.where(norms > 0, norms, 1)


def cosines(matrix, queries):
    """[n, V]"""
    return unit(queries) @ unit(matrix).T


def products(matrix, terms, signs, epsilon=1e-3):
    """3CosMul of terms [n, T, dim]: [n, V]."""
    total = 1.0
    for t, sign in enumerate(signs):
        shifted = (1 + cosines(matrix, terms[:, t])) / 2
        total = total * shifted if sign > 0 else total / (shifted + epsilon)
    return total


def best(scores, topn, exclude=(), restrict=None):
    """Ids by falling score, the lower id first among equals."""
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [int(i) for i in order if i not in set(exclude) and (restrict is None or i < restrict)][
        :topn
    ]
