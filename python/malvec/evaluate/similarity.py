"""Similarity judgements: does the cosine of two words rank pairs as people do?"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.evaluate.coverage import Finder
from malvec.evaluate.outcomes import Doubles, Outcomes, fingerprint, pearson, spearman
from malvec.evaluate.tables import WordPairs, read_pairs
from malvec.runtime.arguments import check_resampling
from malvec.vectors.word_vectors import WordVectors

__all__ = ["SimilarityResult", "cosines", "similarity"]


@dataclass(frozen=True)
class SimilarityResult:
    """Agreement with people, from -1 to 1, on ``pairs_used`` of ``pairs_total`` pairs.

    ``low`` and ``high`` bound Spearman's coefficient by resampling pairs; ``missing_words`` are
    those without a vector, and ``missing`` says what became of their pairs. ``unseen_words`` have
    vectors by sub-words only; their pairs are known.
    """

    spearman: float
    pearson: float
    low: float
    high: float
    pairs_used: int
    pairs_known: int
    pairs_total: int
    missing: str
    missing_words: tuple[str, ...]
    skipped_lines: int
    unseen_words: tuple[str, ...] = ()
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """Spearman's coefficient."""
        return self.spearman

    @property
    def known(self) -> int:
        """``pairs_known``."""
        return self.pairs_known

    @property
    def used(self) -> int:
        """``pairs_used``."""
        return self.pairs_used

    @property
    def total(self) -> int:
        """``pairs_total``."""
        return self.pairs_total

    @property
    def coverage(self) -> float:
        """The share of pairs whose words both have vectors."""
        return self.pairs_known / self.pairs_total

    def __str__(self) -> str:
        return (
            f"Spearman {self.spearman:.3f} [{self.low:.3f}, {self.high:.3f}], {self.pairs_known:,}"
            f" of {self.pairs_total:,} pairs known"
        )


def similarity(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Iterable[tuple[str, str, float]],
    *,
    missing: str = "skip",
    fall_back: bool = True,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> SimilarityResult:
    """Compares cosines with human scores by rank (Spearman, 1904) and linearly (Pearson). The
    vectors are not changed.

    Args:
        vectors: what is judged.
        source: a file of "word word score" lines (WordSim-353, MEN, SimLex-999, …), or such
            triples.
        missing: a pair with an unknown word is left out (``"skip"``), has similarity 0
            (``"zero"``), or is a ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as it
            stands.
        bootstrap: resamples for the interval (Efron, 1979); 0 for none.
        confidence: of the interval.
        seed: of the resampling.

    Raises:
        ValueError: a line that cannot be read, with its number; fewer than two known pairs.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(similarity(vectors, "ws353-ko.csv"))
        Spearman 0.612 [0.541, 0.677], 349 of 353 pairs known
    """
    if missing not in ("skip", "zero", "error"):
        raise ValueError(f"missing is 'skip', 'zero' or 'error', not {missing!r}")
    check_resampling(bootstrap, confidence, seed)
    table = (
        read_pairs(source)
        if isinstance(source, (str, os.PathLike))
        else WordPairs([(a, b, float(score)) for a, b, score in source])
    )
    for number, pair in enumerate(table.pairs):
        if not math.isfinite(pair[2]):
            raise ValueError(f"pair {number} has the score {pair[2]}")
    finder = Finder(vectors, fall_back)
    ids = np.array([(finder.id(a), finder.id(b)) for a, b, _ in table.pairs], np.int64).reshape(
        -1, 2
    )
    known = np.asarray((ids >= 0).all(axis=1))
    finder.check(missing)
    used = known if missing != "zero" else np.ones_like(known)
    if used.sum() < 2 or not known.any():
        name = f"{os.fspath(source)}: " if isinstance(source, (str, os.PathLike)) else ""
        raise ValueError(name + finder.too_few(int(known.sum()), len(known), "word pairs"))
    predicted = np.where(known, cosines(finder.rows(ids[:, 0]), finder.rows(ids[:, 1])), 0)
    values = np.stack([[score for _, _, score in table.pairs], predicted], axis=1)
    outcomes = Outcomes("similarity", spearman, values, used, fingerprint(table.pairs))
    low, high = outcomes.interval(bootstrap, confidence, seed)
    linear, sizes = float(pearson(*values[used].T)), (int(used.sum()), int(known.sum()), len(known))
    return SimilarityResult(
        *(outcomes.score, linear, low, high, *sizes),
        missing=missing,
        missing_words=finder.missing,
        skipped_lines=table.skipped_lines,
        unseen_words=finder.unseen,
        outcomes=outcomes,
    )


def cosines(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Doubles:
    """Cosines of pairs of rows [n, dim]; 0 where one is zero."""
    left, right = a.astype(np.float64), b.astype(np.float64)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.asarray((left * right).sum(axis=1) / np.where(lengths > 0, lengths, 1))
