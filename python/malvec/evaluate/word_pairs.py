"""Similarity judgements: does the cosine of two words rank pairs as people do?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from malvec.evaluate.given_items import scored_pairs
from malvec.evaluate.outcomes import (
    Doubles,
    Outcomes,
    Resampling,
    fingerprint,
    pearson,
    spearman,
)
from malvec.evaluate.result import Result, result_of
from malvec.evaluate.set_files import WordPairs, read_pairs
from malvec.evaluate.word_finder import Finder, Missing
from malvec.runtime.arguments import one_of
from malvec.vectors.word_vectors import WordVectors

__all__ = ["PAIRS_TEXT", "cosines", "similarity"]

PAIRS_TEXT = "Spearman {score:.3f} [{low:.3f}, {high:.3f}], {known:,} of {total:,} pairs known"
Triples = Iterable[tuple[str, str, float]]


def similarity(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Triples,
    *,
    missing: Missing = "skip",
    fall_back: bool = True,
    compose: bool = True,
    encoding: str | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Result:
    """Compares cosines with human scores by rank (Spearman, 1904) and linearly (Pearson). The
    vectors are not changed.

    The score is Spearman's coefficient, from -1 to 1; ``details`` has ``pearson``. Items are pairs.

    Args:
        vectors: the model to judge.
        source: a file of "word word score" lines (WordSim-353, MEN, SimLex-999, …), such triples,
            or a DataFrame of them.
        missing: a pair with an unknown word is left out (``"skip"``), has similarity 0
            (``"zero"``), or is a ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as
            it is written.
        compose: give words that were not seen the vectors of their sub-words, or of the known
            tokens that the tokenizer of the text cuts them into; ``unseen_words`` names them.
        encoding: of the file, such as ``"cp949"``; None is UTF-8.
        bootstrap: resamples for the bounds (Efron, 1979); 0 for none.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        TypeError: neither a file nor such triples.
        ValueError: a line that cannot be read, with its number; fewer than two known pairs.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(similarity(vectors, "kinds.csv"))
        Spearman 0.81 [0.24, 1.00], 8 of 8 pairs known
    """
    one_of("missing", missing, get_args(Missing))
    resampling = Resampling(bootstrap, confidence, seed)
    finder = Finder(vectors, fall_back, compose=compose)
    table, name = _pairs(source, encoding)
    ids = np.array([[finder.id(a), finder.id(b)] for a, b, _ in table.pairs]).reshape(-1, 2)
    known = np.asarray((ids >= 0).all(axis=1))
    finder.check(missing)
    used = known if missing != "zero" else np.ones_like(known)
    if used.sum() < 2 or not known.any():
        raise ValueError(name + finder.too_few(int(known.sum()), len(known), "word pairs"))
    predicted = np.where(known, cosines(finder.rows(ids[:, 0]), finder.rows(ids[:, 1])), 0)
    values = np.stack([[score for _, _, score in table.pairs], predicted], axis=1)
    outcomes = Outcomes(
        kind="similarity",
        statistic=spearman,
        values=values,
        used=used,
        items=fingerprint(table.pairs),
    )
    return result_of(
        outcomes,
        resampling,
        known=int(known.sum()),
        details={"pearson": float(pearson(*values[used].T))},
        skipped_lines=table.skipped_lines,
        text=PAIRS_TEXT,
        **finder.facts(missing),
    )


def _pairs(source: str | os.PathLike[str] | Triples, encoding: str | None) -> tuple[WordPairs, str]:
    """The pairs with finite scores, and the name of the file for the beginning of a message."""
    from_file = isinstance(source, (str, os.PathLike))
    table = (
        read_pairs(source, encoding)
        if isinstance(source, (str, os.PathLike))
        else WordPairs(scored_pairs(source, "word"))
    )
    return table, f"{source}: " if from_file else ""


def cosines(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Doubles:
    """Cosines of pairs of rows [n, dim]; 0 where one is zero."""
    left, right = a.astype(np.float64), b.astype(np.float64)
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.asarray((left * right).sum(axis=1) / np.where(lengths > 0, lengths, 1))
