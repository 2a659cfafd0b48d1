"""Small data that every recipe can learn from."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import malvec as mv

WORDS = [f"w{i}" for i in range(30)]


@cache
def sentences() -> list[list[str]]:
    """Sentences about one of three topics each."""
    random = np.random.default_rng(3)
    return [(random.choice(10, 8) + i % 3 * 10).tolist() for i in range(300)]


@cache
def texts() -> list[str]:
    return [" ".join(f"w{word}" for word in sentence) for sentence in sentences()]


@cache
def corpus() -> mv.Corpus:
    return mv.Corpus.from_texts(texts(), min_count=1, tokenizer=mv.tokenizers.Whitespace())


@cache
def counts() -> mv.Counts:
    return mv.count(corpus(), window=3)


@cache
def vectors() -> mv.WordVectors:
    matrix = np.random.default_rng(2).standard_normal((30, 8)).astype(np.float32)
    return mv.WordVectors(
        mv.Vocab.from_words(WORDS, [3000 // (i + 1) for i in range(30)]),
        matrix,
        metadata={"tokenizer": '{"name": "whitespace"}', "normalize": "null"},
    )


@cache
def reviews() -> list[str]:
    return mv.datasets.review_texts()[:300]


def labelled() -> tuple[Any, list[str]]:
    return np.asarray(vectors().matrix), ["a", "b", "c"] * 10
