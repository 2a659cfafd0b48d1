"""Outlier detection: which word does not belong to the others?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import get_args

import numpy as np
import numpy.typing as npt

from malvec.evaluate.given_items import given_items
from malvec.evaluate.outcomes import Doubles, Resampling, outcomes_of_shares
from malvec.evaluate.result import Result, result_of
from malvec.evaluate.sections import accuracy_sections
from malvec.evaluate.set_files import OutlierSet, read_outliers
from malvec.evaluate.word_finder import Finder, Missing
from malvec.runtime.arguments import one_of
from malvec.vectors.word_vectors import WordVectors

__all__ = ["outliers"]

_TEXT = (
    "accuracy {score:.3f} [{low:.3f}, {high:.3f}], OPP {position:.3f}, {known:,} of {total:,}"
    " questions known"
)


def outliers(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Iterable[tuple[Sequence[str], Sequence[str]]],
    *,
    missing: Missing = "skip",
    fall_back: bool = True,
    compose: bool = True,
    encoding: str | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Result:
    """Ranks the words of a set with one outlier by how close all the others are without each
    (Camacho-Collados & Navigli, 2016).

    The word without which the others have the highest mean cosine comes last. Of equal ones the
    outlier is taken to come first, so that vectors that tell nothing score nothing.

    The score is the share of outliers that come last; ``details`` has ``position``, how near to the
    last place they come on average (OPP). Items are questions, a set of words with one outlier
    each; ``sections`` are the sets.

    Args:
        vectors: the model to judge; not changed.
        source: a folder of ``.txt`` files in the layout of the 8-8-8 set (the words, an empty line,
            the outliers; one a line); one file of such blocks, each under a line ``: name``; or
            pairs (words, outliers).
        missing: a question whose outlier has no vector is left out and so are unknown words of a
            set, as long as two are left (``"skip"``); they have zero vectors (``"zero"``); or are a
            ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as
            it is written.
        compose: give words that were not seen the vectors of their sub-words, or of the known
            tokens that the tokenizer of the text cuts them into; ``unseen_words`` names them.
        encoding: of the file, such as ``"cp949"``; None is UTF-8.
        bootstrap: resamples for the bounds; 0 for none.
        confidence: of the bounds.
        seed: of the resampling.

    Raises:
        ValueError: a file that cannot be read, with the line; a set of fewer than two words or
            without outliers; nothing known.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(outliers(vectors, [(["봄", "여름", "가을", "겨울"], ["사과", "왕"])]))
        accuracy 1.00 [1.00, 1.00], OPP 1.00, 2 of 2 questions known
    """
    one_of("missing", missing, get_args(Missing))
    resampling = Resampling(bootstrap, confidence, seed)
    sets, skipped = (
        read_outliers(source, encoding)
        if isinstance(source, (str, os.PathLike))
        else (_of_words(source), 0)
    )
    finder = Finder(vectors, fall_back, compose=compose)
    places, known = _all_positions(finder, sets, missing == "zero")
    finder.check(missing)
    used = ~np.isnan(places)
    words = {word for each in sets for word in (*each.words, *each.outliers)}
    if not used.any() or len(finder.missing) == len(words):
        raise ValueError(finder.too_few(int(known.sum()), len(places), "questions"))
    right = np.where(used, places, 0) == 1
    items = [(each.name, each.words, word) for each in sets for word in each.outliers]
    return result_of(
        outcomes_of_shares("outliers", right, used, items),
        resampling,
        known=int(known.sum()),
        details={"position": float(places[used].mean())},
        sections=accuracy_sections([name for name, *_ in items], right, used, resampling),
        skipped_lines=skipped,
        text=_TEXT,
        **finder.facts(missing),
    )


def _of_words(source: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[OutlierSet]:
    sets = []
    for number, (words, others) in enumerate(given_items(source, "set", ["words", "outliers"])):
        if isinstance(words, str) or isinstance(others, str) or len(words) < 2 or not others:
            raise ValueError(
                f"set {number}: (words, outliers) are two lists, of at least two words and one"
                " outlier"
            )
        sets.append(OutlierSet(f"set {number}", tuple(words), tuple(others)))
    return sets


def _all_positions(
    finder: Finder, sets: Sequence[OutlierSet], zero: bool
) -> tuple[Doubles, npt.NDArray[np.bool_]]:
    """The positions of the outliers of all sets, and which of them are known."""
    found = [_positions(finder, each, zero) for each in sets]
    places = [np.zeros(0), *(places for places, _ in found)]
    known = [np.zeros(0, bool), *(known for _, known in found)]
    return np.concatenate(places), np.concatenate(known)


def _positions(
    finder: Finder, each: OutlierSet, zero: bool
) -> tuple[Doubles, npt.NDArray[np.bool_]]:
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
        # to all others: without the least close word the rest is most compact
        closeness = cosines.sum(axis=1) - cosines.diagonal()
        places[i] = (closeness[:-1] > closeness[-1] + 1e-12).mean()
    return places, np.asarray((ids >= 0).all() & (others >= 0))
