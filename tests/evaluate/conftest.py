"""Vectors to be judged: at random, and in three groups."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import WORDS

from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


@pytest.fixture
def vectors():
    matrix = np.random.default_rng(1).standard_normal((len(WORDS), 10)).astype(np.float32)
    return WordVectors(Vocab.from_words(WORDS), matrix)


@pytest.fixture
def planted():
    random = np.random.default_rng(3)
    rows = np.repeat(np.eye(3, 10) * 4, 20, axis=0) + random.standard_normal((60, 10)) * 0.4
    return WordVectors(Vocab.from_words(WORDS[:60]), rows.astype(np.float32))


@pytest.fixture
def pairs():
    rng = np.random.default_rng(2)
    return [
        (f"w{a}", f"w{b}", float(score))
        for a, b, score in zip(*rng.integers(0, 70, (2, 80)), rng.integers(0, 9, 80), strict=True)
    ]
