"""Analogy questions: ``a`` is to ``b`` as ``c`` is to what?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from malvec.evaluate.coverage import Finder
from malvec.evaluate.outcomes import Outcomes, fingerprint, share
from malvec.evaluate.sections import Section, by_section, share_interval
from malvec.evaluate.tables import Questions, read_questions
from malvec.runtime.arguments import check_resampling, whole
from malvec.runtime.machine import available_threads
from malvec.search.nearest import nearest
from malvec.vectors.word_vectors import WordVectors

__all__ = ["AnalogyResult", "Section", "analogy"]

_BATCH = 4096


@dataclass(frozen=True)
class AnalogyResult:
    """The score of the whole set and of every section; ``low`` and ``high`` bound the accuracy by
    resampling questions."""

    correct: int
    used: int
    total: int
    low: float
    high: float
    sections: tuple[Section, ...]
    method: str
    missing: str
    missing_words: tuple[str, ...]
    known: int
    skipped_lines: int
    outcomes: Outcomes | None = field(default=None, repr=False, compare=False)

    @property
    def score(self) -> float:
        """The accuracy."""
        return self.accuracy

    @property
    def accuracy(self) -> float:
        """The share of right answers among the questions used."""
        return self.correct / self.used if self.used else 0.0

    @property
    def coverage(self) -> float:
        """The share of questions whose four words all have vectors."""
        return self.known / self.total

    def __str__(self) -> str:
        return (
            f"accuracy {self.accuracy:.3f} [{self.low:.3f}, {self.high:.3f}], {self.known:,} of"
            f" {self.total:,} questions known"
        )


def analogy(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Iterable[Sequence[str]],
    *,
    method: str = "3cosadd",
    restrict: int | None = None,
    missing: str = "skip",
    fall_back: bool = True,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
) -> AnalogyResult:
    """Counts the questions whose fourth word is found first. The three words of a question are
    never an answer.

    Args:
        vectors: what is judged; not changed.
        source: a file in Google's layout (Mikolov et al., 2013), or sequences of four words.
        method: ``"3cosadd"`` or ``"3cosmul"`` (Levy & Goldberg, 2014), as in
            ``WordVectors.analogy``.
        restrict: use only the first so many words, the most frequent ones, for questions and
            answers.
        missing: a question with an unknown word is left out (``"skip"``), counts as ``"wrong"``, or
            is a ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as it
            stands.
        bootstrap: resamples for the intervals (Efron, 1979); 0 for none.
        confidence: of the intervals.
        seed: of the resampling.
        threads: None for all that this process may use.

    Raises:
        ValueError: a line that cannot be read, with its number; no known question.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(analogy(vectors, "questions-words.txt", restrict=30_000))
        accuracy 0.512 [0.505, 0.519], 17,827 of 19,544 questions known
    """
    if missing not in ("skip", "wrong", "error") or method not in ("3cosadd", "3cosmul"):
        raise ValueError(f"missing={missing!r} or method={method!r} is none of those known")
    check_resampling(bootstrap, confidence, seed)
    limit, workers = (
        len(vectors) if restrict is None else whole("restrict", restrict),
        available_threads(threads),
    )
    table = read_questions(source) if isinstance(source, (str, os.PathLike)) else _of_words(source)
    finder = Finder(vectors, fall_back, limit)
    ids = np.array(
        [[finder.id(word) for word in words] for _, words in table.questions], np.int64
    ).reshape(-1, 4)
    never_found = ids[:, 3] >= len(
        vectors
    )  # composed of sub-words: may be asked about, but is no answer
    known = np.asarray((ids >= 0).all(axis=1) & ~never_found)
    absent = tuple(
        dict.fromkeys(
            [*finder.missing, *(table.questions[i][1][3] for i in np.flatnonzero(never_found))]
        )
    )
    if missing == "error" and absent:
        raise KeyError(f"{len(absent)} words have no vector: {', '.join(absent[:10])}")
    if not known.any():
        raise ValueError(finder.too_few(0, len(known), "questions"))
    correct = np.zeros(len(ids), bool)
    correct[known] = _answers(finder, ids[known, :3], method, limit, workers) == ids[known, 3]
    used = known if missing == "skip" else np.ones_like(known)
    draw = (bootstrap, confidence, seed)
    sections = by_section([section for section, _ in table.questions], correct, used, draw)
    low, high = share_interval(int(correct.sum()), int(used.sum()), *draw)
    outcomes = Outcomes(
        "analogy",
        share,
        np.stack([correct, np.ones_like(correct)], axis=1).astype(np.float64),
        used,
        fingerprint(table.questions),
    )
    totals = (int(correct.sum()), int(used.sum()), len(ids), low, high)
    return AnalogyResult(
        *totals, sections, method, missing, absent, int(known.sum()), table.skipped_lines, outcomes
    )


def _of_words(source: Iterable[Sequence[str]]) -> Questions:
    questions = [("", tuple(words)) for words in source]
    for number, (_, words) in enumerate(questions):
        if len(words) != 4:
            raise ValueError(f"question {number} has {len(words)} words, not 4")
    return Questions(questions)


def _answers(
    finder: Finder, ids: npt.NDArray[np.int64], method: str, restrict: int, threads: int
) -> npt.NDArray[np.int64]:
    """The best row for every question a, b, c [n, 3]; -1 where there is none."""
    vectors = finder.vectors
    answers = np.empty(len(ids), np.int64)
    signs = np.array([-1, 1, 1], np.float32)
    for first in range(0, len(ids), _BATCH):
        asked = ids[first : first + _BATCH]
        terms = finder.unit_rows(asked)
        if method == "3cosadd":
            terms = (terms * signs[:, None]).sum(axis=1)
        _, found = nearest(
            vectors.rows,
            terms,
            topn=1,
            exclude=[[i for i in question if i < len(vectors)] for question in asked.tolist()],
            restrict=restrict,
            threads=threads,
            signs=() if method == "3cosadd" else tuple(signs.tolist()),
        )
        answers[first : first + _BATCH] = found[:, 0] if found.shape[1] else -1
    return answers
