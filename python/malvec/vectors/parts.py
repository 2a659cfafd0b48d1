"""Words that were not seen, such as dictionary forms, by the tokens that they are cut into: 먹다 by
먹 and 다."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from malvec.search.quantised import EncodedRows
from malvec.tokenizers.pipeline import Pipeline
from malvec.vocab import Vocab

__all__ = ["is_blank", "known_parts", "mean_of_parts"]

Floats = npt.NDArray[np.float32]
_BLANK = re.compile(r"[\s\u115f\u1160\u3164\uffa0]*")
_RARE = 1e-3  # a of a / (a + p)


def is_blank(word: str) -> bool:
    """Whether a word shows nothing: the empty word, blanks, fillers of Hangul.

    Example:
        >>> is_blank(""), is_blank("\\u3164 "), is_blank("ㅋ")
        (True, True, False)
    """
    return _BLANK.fullmatch(word) is not None


def known_parts(word: str, vocab: Vocab, pipeline: Pipeline | None) -> list[str]:
    """The tokens of a word as the text was cut, if all of them are known; else none: of a word
    whose stem is not known an ending says nothing."""
    if pipeline is None or is_blank(word):
        return []
    try:
        tokens = pipeline.ready().tokens(word)
    except (ImportError, ValueError):  # only its owner has the tokenizer, or a package is missing
        return []
    return tokens if all(vocab.find(token) >= 0 for token in tokens) else []


def mean_of_parts(vocab: Vocab, matrix: Floats | EncodedRows, parts: Sequence[str]) -> Floats:
    """The mean of the vectors of parts [dim], weighted by a / (a + p), p the share of a part in
    the text, so that endings count less; unweighted where counts are not known.

    Source: Arora, Liang & Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017.
    """
    ids = [vocab.index(part) for part in parts]
    weights = np.ones(len(ids))
    if vocab.counts is not None:
        shares = vocab.counts[ids] / max(int(vocab.counts.sum()), 1)
        weights = _RARE / (_RARE + shares)
    return np.asarray(weights @ np.asarray(matrix[ids]) / weights.sum(), np.float32)
