"""Similarity and analogy scores, one pair and one question at a time."""

from __future__ import annotations

from reference.search import best, cosines, products, unit
from scipy.stats import spearmanr


def similarity(index, matrix, pairs):
    known = [(index[a], index[b], score) for a, b, score in pairs if a in index and b in index]
    return spearmanr([score for _, _, score in known], [unit(matrix[a]) @ unit(matrix[b]) for a, b, _ in known]).statistic


def right_answers(index, matrix, questions, method="3cosadd"):
    right = 0
    for words in questions:
        if all(word in index for word in words):
            a, b, c, d = (index[word] for word in words)
            if method == "3cosadd":
                scores = cosines(matrix, (unit(matrix[b]) - unit(matrix[a]) + unit(matrix[c]))[None])[0]
            else:
                scores = products(matrix, matrix[[a, b, c]][None], (-1, 1, 1))[0]
            right += best(scores, 1, (a, b, c)) == [d]
    return right
