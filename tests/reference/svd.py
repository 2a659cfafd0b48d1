"""The best approximations of a dense matrix: its singular value decomposition and principal
components, by LAPACK."""

from __future__ import annotations

import numpy as np


def svd(matrix, dim):
    """Left [rows, dim], singular values [dim], right [columns, dim]; the largest component of each
    left vector is positive."""
    left, values, right = np.linalg.svd(np.asarray(matrix, np.float64), full_matrices=False)
    left, values, right = left[:, :dim], values[:dim], right[:dim].T
    signs = np.sign(left[np.abs(left).argmax(0), range(dim)])
    return left * signs, values, right * signs


def pca(vectors, dim, center=True, remove=0):
    """Components [dim, d] and the variance along each, by the SVD of the (centred) vectors
    themselves."""
    x = np.asarray(vectors, np.float64)
    x = x - x.mean(0) if center else x
    _, values, right = np.linalg.svd(x, full_matrices=False)
    kept = slice(remove, remove + dim)
    components, variance = right[kept], values[kept] ** 2 / (len(x) - 1 if center else len(x))
    return components * np.sign(components[range(dim), np.abs(components).argmax(1)])[
        :, None
    ], variance


def largest_angle(a, b):
    """The largest angle, in radians, between the spaces that orthonormal columns span."""
    return float(np.arccos(np.clip(np.linalg.svd(np.asarray(a, np.float64).T @ b)[1].min(), -1, 1)))
