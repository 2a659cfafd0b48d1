"""Word scores as a tab-separated file: a header, then a word and its numbers in each line."""

from __future__ import annotations

import math
import os

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage.regular import check_regular
from malvec.text.blocks import source_lines
from malvec.text.sources import Source

__all__ = ["DEFAULT_SCORE", "read_table", "read_words_scores", "score_of"]

DEFAULT_SCORE = "cohesion_forward * exp(right_branching_entropy)"
"""What words are scored by unless told otherwise: they hold together, and anything may follow
them."""
_SCORED_BY = ("cohesion_forward", "right_branching_entropy")
Floats = npt.NDArray[np.float64]


def read_table(path: str | os.PathLike[str]) -> tuple[list[str], dict[str, list[float]]]:
    """The words and the columns of numbers by their names.

    Raises:
        OSError: the file cannot be read.
        FormatError: no header that begins with ``word``, or a bad line; the message has its number.
    """
    words: list[str] = []
    check_regular(path)
    lines = source_lines(Source(os.fspath(path)))
    names = next(lines, "").split("\t")
    if names[0] != "word" or len(names) < 2 or len(set(names)) < len(names):
        raise FormatError(
            f"{path}: a table of words begins with the names of its columns, 'word' first,"
            " separated by tabs"
        )
    columns: list[list[float]] = [[] for _ in names[1:]]
    for number, line in enumerate(lines, 2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise FormatError(
                f"{path}, line {number}: {len(cells)} columns, but the header has {len(names)}"
            )
        words.append(cells[0])
        for column, name, cell in zip(columns, names[1:], cells[1:], strict=True):
            column.append(_number(path, number, name, cell))
    return words, dict(zip(names[1:], columns, strict=True))


def _number(path: str | os.PathLike[str], line: int, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise FormatError(f"{path}, line {line}: {name} is {text!r:.40}, not a number") from None
    if not math.isfinite(value):
        raise FormatError(f"{path}, line {line}: {name} is {text}, but must be finite")
    return value


def read_words_scores(path: str | os.PathLike[str]) -> list[tuple[str, float]]:
    """Words with one score each: the column ``score``, or :data:`DEFAULT_SCORE` of a table that
    ``malvec words`` wrote."""
    words, columns = read_table(path)
    if "score" in columns:
        return list(zip(words, columns["score"], strict=True))
    if not columns.keys() >= set(_SCORED_BY):
        raise FormatError(
            f"{path}: neither a column 'score' nor {' and '.join(map(repr, _SCORED_BY))}"
        )
    scores = score_of(*(np.array(columns[name], np.float64) for name in _SCORED_BY))
    if not np.isfinite(scores).all():
        word = words[int(np.isfinite(scores).argmin())]
        raise FormatError(f"{path}: the score of {word!r} is too large")
    return list(zip(words, scores.tolist(), strict=True))


def score_of(cohesion_forward: Floats, right_branching_entropy: Floats) -> Floats:
    """:data:`DEFAULT_SCORE` of words; not finite where it is too large."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(cohesion_forward * np.exp(right_branching_entropy))
