"""Two models in one space, against SciPy's Procrustes and against a rotation that is known."""

from __future__ import annotations

import numpy as np
import pytest
from made.planted import planted_vectors
from made.subword_vectors import subword_vectors
from scipy.linalg import orthogonal_procrustes

import malvec as mv

RANDOM = np.random.default_rng(8)
TURN = np.linalg.qr(RANDOM.normal(size=(20, 20)))[0].astype(np.float32)


@pytest.fixture(scope="module")
def vectors():
    return planted_vectors()


def turned(vectors, words=None, noise=0.0):
    """The vectors of some words in another space."""
    words = list(vectors) if words is None else words
    rows = np.asarray(vectors[words]) @ TURN
    rows = rows + noise * RANDOM.normal(size=rows.shape).astype(np.float32)
    return mv.WordVectors(mv.Vocab.from_words(words), rows)


def test_a_rotation_is_found_again(vectors):
    other = turned(vectors, list(vectors)[::-1][:60])
    there = mv.vectors.align(vectors, other)
    assert list(there) == list(vectors)
    np.testing.assert_allclose(there.matrix, vectors.matrix @ TURN, atol=1e-5)
    np.testing.assert_allclose(there.output, vectors.output @ TURN, atol=1e-5)
    assert there.most_similar(other["w50"], topn=1)[0] == ("w50", pytest.approx(1))
    assert there.metadata == vectors.metadata
    again = dict(there.most_similar("왕"))
    assert again == pytest.approx(dict(vectors.most_similar("왕")), abs=1e-5)


def test_noisy_models_are_aligned_as_scipy_aligns_them(vectors):
    other = turned(vectors, noise=0.5)
    unit = [model.normalized().matrix for model in (vectors, other)]
    expected, _ = orthogonal_procrustes(*unit)
    np.testing.assert_allclose(
        mv.vectors.align(vectors, other).matrix, vectors.matrix @ expected, atol=1e-4
    )


def test_anchors(vectors):
    words = [f"w{i}" for i in range(30)]
    wrong = np.array(turned(vectors))
    wrong[:9] = RANDOM.normal(size=(9, 20))  # other words have moved
    other = mv.WordVectors(vectors.vocab, wrong)
    there = mv.vectors.align(vectors, other, words=words)
    np.testing.assert_allclose(there["w80"], vectors["w80"] @ TURN, atol=1e-5)
    for few in (words[:19], "w1", []):
        with pytest.raises(ValueError, match="needed at least"):
            mv.vectors.align(vectors, other, words=few)
    with pytest.raises(KeyError, match="없는말"):
        mv.vectors.align(vectors, other, words=["없는말"])
    with pytest.raises(TypeError, match="a list of names"):
        mv.vectors.align(vectors, other, words=set(words))


def test_sub_words_turn_along():
    vectors, _, _ = subword_vectors(words=[f"낱말{i}" for i in range(40)])
    turn = np.linalg.qr(RANDOM.normal(size=(12, 12)))[0].astype(np.float32)
    other = mv.WordVectors(vectors.vocab, vectors.matrix @ turn)
    there = mv.vectors.align(vectors, other)
    np.testing.assert_allclose(there["없던말"], vectors["없던말"] @ turn, atol=1e-5)
    small = mv.vectors.compress(vectors, "int8")
    there = mv.vectors.align(small, other)
    assert there.similarity(there["없던말"], small["없던말"] @ turn) > 0.99


def test_what_cannot_be_aligned(vectors):
    with pytest.raises(ValueError, match="vectors of 20 and of 12 components"):
        mv.vectors.align(vectors, subword_vectors()[0])
    with pytest.raises(TypeError, match="two malvec"):
        mv.vectors.align(vectors, vectors.matrix)
