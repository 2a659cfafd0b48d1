"""The words that say something: without particles, endings, and what has no letter."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
import numpy.typing as npt

from malvec.tokenizers import Pipeline
from malvec.vectors.word_vectors import WordVectors
from malvec.word_discovery.particles import RIGHT_PARTS

__all__ = ["content_words", "is_content"]

_FUNCTION_TAGS = (
    *("J", "E", "XP", "XS", "SF", "SE", "SS", "SP", "SO", "SW", "SY", "SC", "NP", "NNB", "VX"),
    *("VC", "M", "I", "Josa", "Eomi", "PreEomi", "Suffix", "Punct", "Conj", "Det", "Excl"),
)
"""Beginnings of the tags of words that say little by themselves, of Sejong's set and Okt's."""


def content_words(vectors: WordVectors, count: int) -> npt.NDArray[np.int64]:
    """The rows of the first so many words that are no particles or endings and have a letter; of
    all words where fewer than two are.

    A word is judged by its tag where the tokenizer of the vectors gives tags and is installed, and
    by the list of Korean particles and endings in any case.

    Example:
        >>> words = mv.WordVectors(mv.Vocab.from_words(["는", ".", "영화"]), np.ones((3, 2), "f4"))
        >>> content_words(words, 1), content_words(words, 9)
        (array([2]), array([2]))
    """
    judge = is_content(vectors.pipeline)
    ids = list(islice((i for i, word in enumerate(vectors.vocab) if judge(word)), count))
    return np.array(ids if len(ids) > 1 else ids or range(min(count, len(vectors))), np.int64)


def is_content(pipeline: Pipeline | None) -> Callable[[str], bool]:
    """What judges whether a word of a text that was cut so says something."""
    tags_of = _tagger(pipeline)

    def judge(word: str) -> bool:
        if word in RIGHT_PARTS or not any(c.isalpha() for c in word):
            return False
        if tags_of is None or not any("가" <= c <= "힣" for c in word):
            return True
        tagged = tags_of(word)
        return not tagged or not tagged[0][1].startswith(_FUNCTION_TAGS)

    return judge


def _tagger(pipeline: Pipeline | None) -> Callable[[str], list[tuple[str, str]]] | None:
    """What gives the tags of a word, where the tokenizer can."""
    if pipeline is None:
        return None
    try:
        tokenizer: object = pipeline.ready().tokenizer
        while not hasattr(tokenizer, "tagged") and hasattr(tokenizer, "tokenizer"):
            tokenizer = tokenizer.tokenizer
    except (ImportError, ValueError):
        return None
    return getattr(tokenizer, "tagged", None)
