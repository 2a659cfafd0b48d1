"""How good vectors of film reviews are: films recognised, ratings told apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from malvec.search.nearest import Searchable, nearest

Floats = npt.NDArray[np.float32]
QUERIES, LEAST_TOKENS = 4000, 5


class Judge:
    """Scores vectors of reviews, one per row."""

    def __init__(self, films: list[str], ratings: list[int], lengths: list[int]) -> None:
        chance = np.random.default_rng(0)
        self.film = np.unique(films, return_inverse=True)[1]
        stars = np.array(ratings)
        long = np.array(lengths) >= LEAST_TOKENS
        self.queries = chance.choice(
            np.flatnonzero(long), min(QUERIES, int(long.sum())), replace=False
        )
        self.judged = np.flatnonzero(long & ((stars >= 9) | (stars <= 4)))
        self.good = (stars >= 9)[self.judged]
        self.test = chance.random(self.film.max() + 1)[self.film[self.judged]] < 0.3

    def same_film(self, vectors: Floats) -> float:
        """Share of reviews whose nearest other one is of the same film."""
        found = nearest(
            Searchable.of(vectors),
            vectors[self.queries],
            topn=1,
            exclude=[[int(i)] for i in self.queries],
        )[1][:, 0]
        return float((self.film[found] == self.film[self.queries]).mean())

    def rating(self, vectors: Floats) -> float:
        """Area under the curve."""
        unit = vectors[self.judged] / np.maximum(
            np.linalg.norm(vectors[self.judged], axis=1, keepdims=True), 1e-12
        )
        model = LogisticRegression(C=10, max_iter=300).fit(unit[~self.test], self.good[~self.test])
        return float(roc_auc_score(self.good[self.test], model.decision_function(unit[self.test])))

    def own(self, vectors: Floats, inferred: Floats) -> float:
        """Share of inferred vectors whose nearest trained one is their own."""
        queries = self.queries[: len(inferred)]
        return float((nearest(Searchable.of(vectors), inferred, topn=1)[1][:, 0] == queries).mean())
