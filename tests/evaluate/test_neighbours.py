"""Neighbours that two models share, against the slow twin."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import WORDS
from reference import evaluate as slow

from malvec import evaluate
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def test_overlap_matches_the_twin(vectors):
    random = np.random.default_rng(10)
    near = (vectors.matrix + random.standard_normal(vectors.matrix.shape) * 0.5).astype(np.float32)
    order = random.permutation(len(WORDS))
    other = WordVectors(
        Vocab.from_words([*(WORDS[i] for i in order), "more"]),
        np.vstack([near[order], np.ones((1, 10), np.float32)]),
    )
    result = evaluate.overlap(vectors, other, topn=5)
    expected = slow.shared_neighbours(WORDS, vectors.matrix, near, 5)
    assert (result.score, result.details["jaccard"]) == (
        pytest.approx(expected[0]),
        pytest.approx(expected[1]),
    )
    assert (result.used, result.known, result.total) == (64, 64, 65)
    assert result.low <= result.score <= result.high
    assert evaluate.overlap(vectors, vectors, topn=5).score == 1
    assert evaluate.overlap(vectors, other, sample=20, topn=5).used == 20
    assert evaluate.overlap(vectors, other, restrict=30, topn=2).known < 30
    with pytest.raises(ValueError, match="share 64 words: topn=64"):
        evaluate.overlap(vectors, other, topn=64)
