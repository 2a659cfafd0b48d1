"""Similarity and analogy scores, one pair and one question at a time."""

from __future__ import annotations

import numpy as np
from reference.search import best, cosines, products, unit
from scipy.stats import spearmanr


def similarity(index, matrix, pairs):
    known = [(index[a], index[b], score) for a, b, score in pairs if a in index and b in index]
    return spearmanr(
        [score for _, _, score in known], [unit(matrix[a]) @ unit(matrix[b]) for a, b, _ in known]
    ).statistic


def right_answers(index, matrix, questions, method="3cosadd"):
    right = 0
    for words in questions:
        if all(word in index for word in words):
            a, b, c, d = (index[word] for word in words)
            if method == "3cosadd":
                scores = cosines(
                    matrix, (unit(matrix[b]) - unit(matrix[a]) + unit(matrix[c]))[None]
                )[0]
            else:
                scores = products(matrix, matrix[[a, b, c]][None], (-1, 1, 1))[0]
            right += best(scores, 1, (a, b, c)) == [d]
    return right


def purity(clusters, categories):
    """The most frequent category of every cluster, added up."""
    right = 0
    for cluster in set(clusters):
        inside = [
            kind for label, kind in zip(clusters, categories, strict=True) if label == cluster
        ]
        right += max(inside.count(kind) for kind in set(inside))
    return right / len(clusters)


def mutual_information(clusters, categories):
    """By the mean of the entropies."""
    count = len(clusters)
    pairs = list(zip(clusters, categories, strict=True))

    def share(items, item):
        return list(items).count(item) / count

    def entropy(items):
        return -sum(share(items, item) * np.log(share(items, item)) for item in set(items))

    return (entropy(clusters) + entropy(categories) - entropy(pairs)) / (
        (entropy(clusters) + entropy(categories)) / 2
    )


def outlier_place(index, matrix, words, outlier):
    """The place of the outlier, from 0 for the first to 1 for the last, by the compactness of the
    words without each."""
    everything = [unit(matrix[index[word]].astype(np.float64)) for word in (*words, outlier)]

    def compactness(left_out):
        rest = [row for i, row in enumerate(everything) if i != left_out]
        return np.mean([a @ b for i, a in enumerate(rest) for b in rest[:i]])

    values = [compactness(i) for i in range(len(everything))]
    return sum(value < values[-1] - 1e-12 for value in values[:-1]) / len(words)


def shared_neighbours(words, a, b, topn):
    """Mean overlap and mean Jaccard index of the neighbours in two matrices of the same words."""
    overlaps, jaccards = [], []
    for i in range(len(words)):
        near = [set(best(cosines(matrix, matrix[i][None])[0], topn, (i,))) for matrix in (a, b)]
        overlaps.append(len(near[0] & near[1]) / topn)
        jaccards.append(len(near[0] & near[1]) / len(near[0] | near[1]))
    return np.mean(overlaps), np.mean(jaccards)
