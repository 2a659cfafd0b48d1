"""t-SNE of few points, every pair of them looked at."""

from __future__ import annotations

import numpy as np


def affinities(matrix, perplexity):
    """Symmetric probabilities [n, n] over all pairs of neighbours, by squared distances of unit
    vectors."""
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    count = len(unit)
    conditional = np.zeros((count, count))
    for i in range(count):
        distances = ((unit - unit[i]) ** 2).sum(axis=1)
        near = [j for j in np.argsort(distances, kind="stable") if j != i][
            : min(count - 1, round(3 * perplexity))
        ]
        low, high = 1e-9, 1e9
        for _ in range(200):
            precision = np.sqrt(low * high)
            weights = np.exp(-(distances[near] - distances[near].min()) * precision)
            p = weights / weights.sum()
            entropy = -(p * np.log(np.maximum(p, 1e-300))).sum()
            low, high = (precision, high) if entropy > np.log(perplexity) else (low, precision)
        conditional[i, near] = p
    return (conditional + conditional.T) / (2 * count)


def forces(points, probabilities):
    """Attraction [n, 2], repulsion [n, 2] before normalisation, and the normaliser."""
    apart = points[:, None] - points[None]
    kernel = 1 / (1 + (apart**2).sum(axis=2))
    np.fill_diagonal(kernel, 0)
    attraction = (apart * (probabilities * kernel)[:, :, None]).sum(axis=1)
    return attraction, (apart * (kernel**2)[:, :, None]).sum(axis=1), kernel.sum()


def divergence(points, probabilities):
    """What t-SNE makes small: the Kullback-Leibler divergence of the map from the probabilities."""
    kernel = 1 / (1 + ((points[:, None] - points[None]) ** 2).sum(axis=2))
    np.fill_diagonal(kernel, 0)
    there = probabilities > 0
    return float(
        (probabilities[there] * np.log(probabilities[there] / (kernel / kernel.sum())[there])).sum()
    )
