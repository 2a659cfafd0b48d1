"""A page of odd words."""

from __future__ import annotations

import numpy as np
import pytest
from made.explored import WORDS

import malvec as mv
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


@pytest.fixture(scope="session")
def vectors():
    matrix = np.random.default_rng(0).standard_normal((len(WORDS), 24)).astype(np.float32)
    matrix[40] = 0
    counts = np.arange(2 * len(WORDS), len(WORDS), -1).astype(np.uint64)
    return WordVectors(Vocab.from_words(WORDS, counts), matrix)


@pytest.fixture(scope="session")
def points():
    return np.random.default_rng(1).random((len(WORDS), 2)).astype(np.float32)


@pytest.fixture(scope="session")
def page(vectors, points, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    mv.save_explorer(vectors, path, points=points, title="영화 </title> & co")
    return path
