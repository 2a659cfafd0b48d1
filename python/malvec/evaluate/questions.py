"""Analogy questions: ``a`` is to ``b`` as ``c`` is to what?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec.evaluate.given_items import given_items
from malvec.evaluate.outcomes import Resampling, outcomes_of_shares
from malvec.evaluate.result import Result, result_of
from malvec.evaluate.sections import accuracy_bounds, accuracy_sections
from malvec.evaluate.set_files import Questions, read_questions
from malvec.evaluate.word_finder import Finder
from malvec.runtime.arguments import one_of, whole
from malvec.runtime.machine import available_threads
from malvec.search.nearest import nearest
from malvec.vectors.word_questions import AnalogyMethod
from malvec.vectors.word_vectors import WordVectors

__all__ = ["analogy"]

Missing = Literal["skip", "wrong", "error"]
_BATCH = 4096
_TEXT = "accuracy {score:.3f} [{low:.3f}, {high:.3f}], {known:,} of {total:,} questions known"


def analogy(
    vectors: WordVectors,
    source: str | os.PathLike[str] | Iterable[Sequence[str]],
    *,
    method: AnalogyMethod = "3cosadd",
    restrict: int | None = None,
    missing: Missing = "skip",
    fall_back: bool = True,
    compose: bool = True,
    encoding: str | None = None,
    bootstrap: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
    threads: int | None = None,
) -> Result:
    """Counts the questions whose fourth word is found first. The three words of a question are
    never an answer.

    The score is the accuracy over the questions used; ``details`` has ``correct``. Items are
    questions, ``sections`` their kinds.

    Args:
        vectors: the model to judge; not changed.
        source: a file in Google's layout (Mikolov et al., 2013), or sequences of four words.
        method: ``"3cosadd"`` or ``"3cosmul"`` (Levy & Goldberg, 2014), as in
            ``WordVectors.analogy``.
        restrict: use only the first so many words for questions and answers.
        missing: a question with an unknown word is left out (``"skip"``), counts as ``"wrong"``, or
            is a ``KeyError`` (``"error"``).
        fall_back: look for a word in lower case and in Unicode form NFC where it is not there as
            it is written.
        compose: give words that were not seen the vectors of their sub-words, or of the known
            tokens that the tokenizer of the text cuts them into; ``unseen_words`` names them.
        encoding: of the file, such as ``"cp949"``; None is UTF-8.
        bootstrap: resamples for the bounds (Efron, 1979); 0 for none.
        confidence: of the bounds.
        seed: of the resampling.
        threads: None for all that this process may use.

    Raises:
        ValueError: a line that cannot be read, with its number; no known question.
        KeyError: an unknown word, under ``missing="error"``.

    Example:
        >>> print(analogy(vectors, "people.txt", restrict=30_000))
        accuracy 1.00 [1.00, 1.00], 1 of 1 questions known
    """
    one_of("missing", missing, get_args(Missing))
    one_of("method", method, get_args(AnalogyMethod))
    resampling = Resampling(bootstrap, confidence, seed)
    limit = len(vectors) if restrict is None else whole("restrict", restrict)
    workers = available_threads(threads)
    table = _questions(source, encoding)
    finder = Finder(vectors, fall_back, limit, compose=compose)
    ids, known, absent = _looked_up(finder, table)
    _check_found(finder, known, absent if missing == "error" else ())
    correct = np.zeros(len(ids), bool)
    correct[known] = _answers(finder, ids[known, :3], method, limit, workers) == ids[known, 3]
    used = known if missing == "skip" else np.ones_like(known)
    names = [name for name, _ in table.questions]
    return result_of(
        outcomes_of_shares("analogy", correct, used, table.questions),
        Resampling(0, confidence, seed),
        **_bounds(correct, used, resampling),
        known=int(known.sum()),
        details={"correct": int(correct.sum())},
        sections=accuracy_sections(names, correct, used, resampling),
        skipped_lines=table.skipped_lines,
        text=_TEXT,
        **{**finder.facts(missing), "missing_words": absent},
    )


def _check_found(finder: Finder, known: npt.NDArray[np.bool_], refused: tuple[str, ...]) -> None:
    """``KeyError`` for words that must not be missing, ``ValueError`` if no question is known."""
    if refused:
        raise KeyError(f"{len(refused)} words have no vector: {', '.join(refused[:10])}")
    if not known.any():
        raise ValueError(finder.too_few(0, len(known), "questions"))


def _bounds(
    correct: npt.NDArray[np.bool_], used: npt.NDArray[np.bool_], resampling: Resampling
) -> dict[str, float]:
    """Bounds of the accuracy, without a table of items for each resample."""
    low, high = accuracy_bounds(int(correct.sum()), int(used.sum()), resampling)
    return {"low": low, "high": high}


def _looked_up(
    finder: Finder, table: Questions
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], tuple[str, ...]]:
    """The ids of the four words [n, 4], which questions can be asked [n], and the words that cannot
    be found.

    A fourth word that is composed has a vector, but is no answer that a search finds.
    """
    words = [words for _, words in table.questions]
    ids = np.array([[finder.id(word) for word in four] for four in words], np.int64).reshape(-1, 4)
    never_found = ids[:, 3] >= len(finder.vectors)
    answers = [words[i][3] for i in np.flatnonzero(never_found)]
    known = np.asarray((ids >= 0).all(axis=1) & ~never_found)
    return ids, known, tuple(dict.fromkeys([*finder.missing, *answers]))


def _questions(
    source: str | os.PathLike[str] | Iterable[Sequence[str]], encoding: str | None
) -> Questions:
    if isinstance(source, (str, os.PathLike)):
        return read_questions(source, encoding)
    return _of_words(source)


def _of_words(source: Iterable[Sequence[str]]) -> Questions:
    return Questions([("", words) for words in given_items(source, "question", ["word"] * 4)])


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
            vectors.searchable,
            terms,
            topn=1,
            exclude=[sorted(finder.parts(question)) for question in asked.tolist()],
            restrict=restrict,
            threads=threads,
            signs=() if method == "3cosadd" else tuple(signs.tolist()),
        )
        answers[first : first + _BATCH] = found[:, 0] if found.shape[1] else -1
    return answers
