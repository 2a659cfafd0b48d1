"""Scores of word vectors on evaluation sets."""

from __future__ import annotations

from pathlib import Path

import malvec as mv


def score(vectors: mv.WordVectors, similarity: list[Path], analogy: list[Path]) -> dict[str, float]:
    """Spearman's coefficient and accuracy, times 100, by the name of the set."""
    scores = {
        path.stem: 100 * mv.evaluate.similarity(vectors, path, bootstrap=0).score
        for path in similarity
    }
    return scores | {
        path.stem: 100 * mv.evaluate.analogy(vectors, path, bootstrap=0).score for path in analogy
    }
