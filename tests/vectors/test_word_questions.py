"""What users of other libraries ask word vectors, and what cannot be a question."""

from __future__ import annotations

import numpy as np
import pytest
from made.planted import planted_vectors
from reference import search as slow

import malvec as mv


@pytest.fixture(scope="module")
def vectors():
    return planted_vectors()


@pytest.fixture(scope="module")
def cosines(vectors):
    """Of all words with all words."""
    return slow.cosines(vectors.matrix, vectors.matrix)


def test_distances_and_ranks_match_brute_force(vectors, cosines):
    for a, b in ((0, 4), (7, 30), (99, 1)):
        left, right = vectors.vocab[a], vectors.vocab[b]
        assert vectors.distance(left, right) == pytest.approx(1 - cosines[a, b], abs=1e-6)
        order = [i for i in slow.best(cosines[a], 100, [a]) if cosines[a, i] > cosines[a, b]]
        assert vectors.closer_than(left, right) == [vectors.vocab[i] for i in order]
        assert vectors.rank(left, right) == len(order) + 1
        assert vectors.rank(vectors[left], right) >= vectors.rank(left, right)
    nearest = vectors.most_similar("왕", topn=1)[0][0]
    assert vectors.rank("왕", nearest) == 1
    assert vectors.closer_than("왕", nearest) == []


def test_compressed_vectors_rank_too(vectors):
    small = mv.vectors.compress(vectors, "int8")
    nearest = [word for word, _ in small.most_similar("왕", topn=20)]
    assert [small.rank("왕", word) for word in nearest] == list(range(1, 21))


def test_the_odd_one_out(vectors):
    words = ["왕", "여왕", "w7"]
    rows = slow.unit(vectors[words])
    expected = words[int(np.argmin(rows @ rows.mean(axis=0)))]
    assert vectors.doesnt_match(words) == vectors.doesnt_match(iter(words)) == expected
    for few in (["왕", "여왕"], "왕여왕", []):
        with pytest.raises(ValueError, match="three words"):
            vectors.doesnt_match(few)
    with pytest.raises(KeyError):
        vectors.doesnt_match(["왕", "여왕", "없는말"])


def test_gensim_gives_the_same(vectors):
    gensim = pytest.importorskip("gensim.models.keyedvectors")
    known = [word for word in vectors if word != "zero"]
    vectors = mv.WordVectors(mv.Vocab.from_words(known), vectors[known])
    theirs = gensim.KeyedVectors(20)
    theirs.add_vectors(known, np.array(vectors))
    assert vectors.rank("왕", "도시") == theirs.rank("왕", "도시")
    assert set(vectors.closer_than("왕", "도시")) == set(theirs.closer_than("왕", "도시"))
    assert vectors.distance("왕", "도시") == pytest.approx(theirs.distance("왕", "도시"), abs=1e-6)
    words = ["왕", "여왕", "남자", "w50"]
    assert vectors.doesnt_match(words) == theirs.doesnt_match(words)


def test_3cosmul_is_as_documented():
    rows = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words([f"w{i}" for i in range(50)]), rows)
    a, b, c = (1 + slow.cosines(rows, rows[:3])) / 2
    right = b * c / (a + 0.001)
    found = vectors.analogy("w0", "w1", "w2", method="3cosmul", topn=47)
    assert [word for word, _ in found] == [f"w{i}" for i in slow.best(right, 47, [0, 1, 2])]
    np.testing.assert_allclose([s for _, s in found], sorted(right[3:])[::-1], rtol=2e-5)


def test_3cosmul_of_opposite_words():
    """Shifted cosines of 0, of which there is no logarithm."""
    rows = np.array([[1, 0], [-1, 0], [0, 1], [1, 1]], np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words(list("abcd")), rows)
    assert vectors.analogy("c", "a", "a", method="3cosmul") == [
        ("d", pytest.approx((1 + 0.5**0.5) ** 2 / 4 / ((1 + 0.5**0.5) / 2 + 0.001), rel=1e-4)),
        ("b", pytest.approx(0, abs=1e-20)),
    ]
    assert vectors.analogy("b", "a", "a", method="3cosmul")[0][1] > 0


@pytest.mark.parametrize("question", [None, 5, np.int8(3), 2.5, True, b"w1", {"왕": 1}, [None]])
def test_what_is_no_question(vectors, question):
    for ask in (
        vectors.most_similar,
        lambda given: vectors.most_similar("왕", negative=given),
        lambda given: vectors.most_similar_batch([given]),
        lambda given: vectors.similarity(given, "왕"),
    ):
        with pytest.raises(TypeError, match="a question is made of"):
            ask(question)


def test_questions_of_every_kind_of_collection(vectors):
    expected = vectors.most_similar(["왕", "도시"])
    for query in (("왕", "도시"), iter(["왕", "도시"]), {"왕": 0, "도시": 0}.keys()):
        assert vectors.most_similar(query) == expected
    assert vectors.most_similar(np.array(["왕", "도시"])) == expected
    assert {word for word, _ in vectors.most_similar({"왕", "도시"})} == {w for w, _ in expected}
    assert vectors.most_similar_batch(word for word in ["왕"]) == [vectors.most_similar("왕")]
    with pytest.raises(TypeError, match="a list of queries"):
        vectors.most_similar_batch(5)


def test_labelled_data_are_questions(vectors):
    pandas = pytest.importorskip("pandas")
    assert vectors.most_similar(pandas.Series(["왕", "도시"])) == vectors.most_similar(
        ["왕", "도시"]
    )
    row = vectors.to_dataframe().loc["왕"]
    assert vectors.most_similar(row)[0] == ("왕", pytest.approx(1))
    with pytest.raises(TypeError, match="a question is made of"):
        vectors.most_similar(pandas.DataFrame({"words": ["왕"]}))


def test_words_to_exclude_that_are_not_there(vectors):
    assert vectors.most_similar("왕", exclude=["없는말"]) == vectors.most_similar("왕")
    with pytest.raises(TypeError):
        vectors.most_similar("왕", exclude=[3])


@pytest.mark.parametrize(("topn", "error"), [(-1, ValueError), (1.5, TypeError), (None, TypeError)])
def test_numbers_of_neighbours_that_cannot_be(vectors, topn, error):
    for ask in (
        lambda: vectors.most_similar("왕", topn=topn),
        lambda: vectors.most_similar_batch(["왕"], topn=topn),
        lambda: vectors.analogy("왕", "여왕", "남자", topn=topn),
        lambda: vectors.analogy("왕", "여왕", "남자", topn=topn, method="3cosmul"),
        lambda: mv.sentences.distances.word_movers_nearest(["왕"], [["도시"]], vectors, topn=topn),
    ):
        with pytest.raises(error, match="topn="):
            ask()


def test_no_neighbours_are_asked_for(vectors):
    assert vectors.most_similar("왕", topn=0) == []
    assert vectors.analogy("왕", "여왕", "남자", topn=0) == []
    near = mv.sentences.distances.word_movers_nearest
    assert near(["왕"], [["도시"], ["여왕"]], vectors, topn=0) == []
