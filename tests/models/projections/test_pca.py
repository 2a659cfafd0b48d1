"""Principal components against LAPACK's, on word vectors and arrays."""

from __future__ import annotations

import numpy as np
import pytest
from reference import svd as twin

import malvec as mv

RANDOM = np.random.default_rng(2)
VECTORS = (
    RANDOM.standard_normal((5000, 30)) * 1.3 ** -np.arange(30) @ RANDOM.standard_normal((30, 30))
    + 3
).astype(np.float32)


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("remove", [0, 2])
def test_components_are_those_of_the_definition(center: bool, remove: int) -> None:
    found = mv.Pca(dim=6, center=center, remove=remove).fit(VECTORS)
    components, variance = twin.pca(VECTORS, 6, center, remove)
    assert found.explained_variance == pytest.approx(variance, rel=1e-9)
    assert found.components == pytest.approx(components, abs=1e-6)


def test_transform_gives_coordinates() -> None:
    found = mv.Pca(dim=6).fit(VECTORS)
    expected = (VECTORS - VECTORS.astype(float).mean(0)) @ found.components.T
    assert found.transform(VECTORS) == pytest.approx(expected, abs=1e-3)
    assert found.transform(VECTORS[3]) == pytest.approx(expected[3], abs=1e-3)
    assert mv.Pca(dim=30).fit(VECTORS).explained_ratio.sum() == pytest.approx(1)


def test_whitened_coordinates_have_variance_one_and_no_correlation() -> None:
    short = mv.Pca(dim=8, whiten=True).fit(VECTORS).transform(VECTORS)
    assert np.cov(short.T) == pytest.approx(np.eye(8), abs=1e-3)


def test_word_vectors_stay_word_vectors() -> None:
    vocab = mv.Vocab.from_words(map(str, range(len(VECTORS))))
    vectors = mv.WordVectors(vocab, VECTORS)
    short = mv.Pca(dim=4).fit(vectors).transform(vectors)
    assert isinstance(short, mv.WordVectors)
    assert short["17"] == pytest.approx(mv.Pca(dim=4).fit(VECTORS).transform(VECTORS)[17])


def test_threads_change_nothing() -> None:
    one, *others = (mv.Pca(dim=5, threads=threads).fit(VECTORS) for threads in (1, 2, 5))
    assert all(np.array_equal(one.components, other.components) for other in others)


def test_constant_vectors_have_no_variance() -> None:
    found = mv.Pca(dim=2, whiten=True).fit(np.ones((10, 3)))
    assert not found.explained_variance.any()
    assert not found.transform(np.ones((10, 3))).any()


def test_strided_and_double_vectors() -> None:
    expected = mv.Pca(dim=3).fit(VECTORS).explained_variance
    assert mv.Pca(dim=3).fit(VECTORS.astype(np.float64)).explained_variance == pytest.approx(
        expected
    )
    assert mv.Pca(dim=3).fit(np.asfortranarray(VECTORS)).explained_variance == pytest.approx(
        expected
    )


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (np.ones((1, 5)), "1 vectors"),
        (np.ones(5), "1 dimensions"),
        (np.ones((100, 3)), "dim=4 and remove=0: 100 vectors of length 3 have 3 components"),
        (np.where(np.arange(50)[:, None] == 7, np.nan, np.ones((50, 5))), "vector 7 is not finite"),
    ],
)
def test_vectors_that_cannot_be_are_refused(vectors: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.Pca(dim=4).fit(vectors)


def test_knobs_and_lengths_are_checked() -> None:
    for knobs in ({"dim": 0}, {"remove": -1}, {"center": 1}, {"threads": 0}):
        with pytest.raises((ValueError, TypeError), match=next(iter(knobs))):
            mv.Pca(**knobs)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="length 4, the components are of length 30"):
        mv.Pca(dim=2).fit(VECTORS).transform(np.ones((2, 4)))


def test_that_sub_words_are_left_out_is_told():
    corpus = mv.Corpus.from_tokens([["가나", "다라", "마바"]] * 20, min_count=1)
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0, threads=1, subwords="char", buckets=100).fit(
        corpus
    )
    components = mv.Pca(dim=2).fit(vectors)
    with pytest.warns(UserWarning, match="no sub-words"):
        short = components.transform(vectors)
    assert short.subword_table is None


def test_components_of_compressed_vectors() -> None:
    rows = np.random.default_rng(0).standard_normal((300, 4)).astype(np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words(f"w{i}" for i in range(300)), rows)
    small = mv.vectors.compress(vectors, "int8")
    np.testing.assert_allclose(
        mv.Pca(dim=2).fit(small).explained_variance,
        mv.Pca(dim=2).fit(vectors).explained_variance,
        rtol=0.02,
    )
