"""Outlier detection: which word does not belong to the others?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from malvec.evaluate.coverage import Finder
from malvec.evaluate.outcomes import Outcomes, fingerprint, share
from malvec.evaluate.sections import Section, by_section
from malvec.evaluate.tables import OutlierSet, read_outliers
from malvec.runtime.arguments import check_resampling
from malvec.vectors.word_vectors import WordVectors

__all__ = ["OutlierResult", "outliers"]


@dataclass(frozen=True)
class OutlierResult:
    """``accuracy``, the share of outliers found at the last place, and ``position``, how near to it
    they stand on average (OPP).

    A question is a set of words with one outlier. ``low`` and ``high`` bound the accuracy by
    resampling questions; ``missing`` says what became of words without a vector, ``missing_words``.
    """

    accuracy: float
    position: float
    low: float
    high: float
    used: int
    known: int
    total: int
    sections: tuple[Section, ...]
    missing: str
    missing_words: tuple[str, ...]
    unseen_words: tuple[str, ...]
    skipped_lines: int
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """The accuracy."""
        return self.accuracy

    @property
    def coverage(self) -> float:
        """The share of questions all of whose words have vectors."""
        return self.known / self.total

    def __str__(self) -> str:
        bounds = f"[{self.low:.3f}, {self.high:.3f}]"
        return (
            f"accuracy {self.accuracy:.3f} {bounds}, OPP {self.position:.3f}, {self.known:,} of"
            f" {self.total:,} questions known"
        )


def outliers(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Iterable[tuple[Sequence[str], Sequence[str]]],
    *,
    missing: str = "skip",
    fall_back: bool = True,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> OutlierResult:
    """Ranks the words of a set with one outlier by how close all the others are without each
    (Camacho-Collados & Navigli, 2016).

    The word without which the others have the highest mean cosine comes last. Of equal ones the
    outlier is taken to come first, so that vectors that tell nothing score nothing.

    Args:
        vectors: what is judged; not changed.
        source: a folder of ``.txt`` files in the layout of the 8-8-8 set (the words, an empty line,
            the outliers; one a line); one file of such blocks, each under a line ``: name``; or
            pairs (words, outliers).
        missing: a question whose outlier has no vector is left out and so are unknown words of a
            set, as long as two are left (``"skip"``); they have zero vectors (``"zero"``); or are a
            ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as it
            stands.
        bootstrap: resamples for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        ValueError: a file that cannot be read, with the line; a set of fewer than two words or
            without outliers; nothing known.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(outliers(vectors, [(["봄", "여름", "가을", "겨울"], ["자동차", "정부"])]))
        accuracy 1.000 [1.000, 1.000], OPP 1.000, 2 of 2 questions known
    """
    if missing not in ("skip", "zero", "error"):
        raise ValueError(f"missing is 'skip', 'zero' or 'error', not {missing!r}")
    check_resampling(bootstrap, confidence, seed)
    sets, skipped = (
        read_outliers(source) if isinstance(source, (str, os.PathLike)) else (_of_words(source), 0)
    )
    finder = Finder(vectors, fall_back)
    rows = [_positions(finder, each, missing == "zero") for each in sets]
    places = np.concatenate([places for places, _ in rows]) if rows else np.zeros(0)
    known = np.concatenate([known for _, known in rows]) if rows else np.zeros(0, bool)
    finder.check(missing)
    used = ~np.isnan(places)
    if not used.any() or not len(finder.missing) < len(
        {word for each in sets for word in (*each.words, *each.outliers)}
    ):
        raise ValueError(finder.too_few(int(known.sum()), len(places), "questions"))
    right = np.where(used, places, 0) == 1
    sections = by_section(
        [each.name for each in sets for _ in each.outliers],
        right,
        used,
        (bootstrap, confidence, seed),
    )
    values = np.stack([right, np.ones_like(right)], axis=1).astype(np.float64)
    items = [(each.name, each.words, word) for each in sets for word in each.outliers]
    outcomes = Outcomes("outliers", share, values, used, fingerprint(items))
    bounds, sizes = (
        outcomes.interval(bootstrap, confidence, seed),
        (int(used.sum()), int(known.sum()), len(places)),
    )
    return OutlierResult(
        *(outcomes.score, float(places[used].mean()), *bounds, *sizes),
        sections=sections,
        missing=missing,
        missing_words=finder.missing,
        unseen_words=finder.unseen,
        skipped_lines=skipped,
        outcomes=outcomes,
    )


def _of_words(source: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[OutlierSet]:
    sets = []
    for number, (words, others) in enumerate(source):
        if isinstance(words, str) or isinstance(others, str) or len(words) < 2 or not others:
            raise ValueError(
                f"set {number}: (words, outliers) are two lists, of at least two words and one"
                " outlier"
            )
        sets.append(OutlierSet(f"set {number}", tuple(words), tuple(others)))
    return sets


def _positions(
    finder: Finder, each: OutlierSet, zero: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """For every outlier the share of words ranked before it, NaN where it cannot be asked; and
    whether all its words are known."""
    ids = np.array([finder.id(word) for word in each.words], np.int64)
    others = np.array([finder.id(word) for word in each.outliers], np.int64)
    kept = ids if zero else ids[ids >= 0]
    places = np.full(len(others), np.nan)
    if len(kept) < 2:
        return places, np.zeros(len(others), bool)
    rows = finder.unit_rows(kept).astype(np.float64)
    for i, other in enumerate(others.tolist()):
        if other < 0 and not zero:
            continue
        together = np.vstack([rows, finder.unit_rows(np.array([other], np.int64))])
        cosines = together @ together.T
        closeness = (
            cosines.sum(axis=1) - cosines.diagonal()
        )  # to all others; the least close leaves the most compact rest
        places[i] = (closeness[:-1] > closeness[-1] + 1e-12).mean()
    return places, np.asarray((ids >= 0).all() & (others >= 0))
