"""WordVectors: look-ups, neighbours, analogies, against brute force."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from made.planted import WORDS, planted_vectors
from reference import search as slow

from malvec import _core
from malvec.errors import UnknownWordError
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


@pytest.fixture
def vectors():
    return planted_vectors()


def test_look_ups(vectors):
    assert len(vectors) == 100
    assert vectors.dim == 20
    assert "왕" in vectors
    assert 3 not in vectors
    assert list(vectors) == WORDS == list(vectors.vocab)
    np.testing.assert_array_equal(vectors["여자"], vectors.matrix[3])
    np.testing.assert_array_equal(vectors[["왕", "도시"]], vectors.matrix[[0, 4]])
    assert vectors[[]].shape == (0, 20)
    assert vectors.counts[0] == 100
    with pytest.raises(ValueError, match="read-only"):
        vectors["왕"][0] = 1


def test_unknown_words_are_explained(vectors):
    with pytest.raises(KeyError, match=r"W7.*similar: w7"):
        vectors["W7"]
    with pytest.raises(UnknownWordError) as caught:
        vectors.most_similar("é")  # composed; the vocabulary has it decomposed
    assert caught.value.similar()[0] == "e\u0301"
    assert "w7" in str(pickle.loads(pickle.dumps(UnknownWordError("W7", vectors.vocab))))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dkssud", "안녕"), ("DKSSUD", "안녕"), ("영화rk", "영화가"), ("ㅗㅑ", "hi"), ("ㅡㅍ", "mv")],
)
def test_unknown_words_of_the_other_keyboard_are_explained(typed, meant):
    words = ["안녕", "영화가", "hi", "mv"]
    vectors = WordVectors(Vocab.from_words(words), np.eye(4, dtype=np.float32))
    for ask in (vectors.most_similar, vectors.__getitem__, lambda word: vectors.rank(word, "hi")):
        with pytest.raises(UnknownWordError, match=f"similar: {meant}"):
            ask(typed)


def test_a_long_unknown_word_is_told_in_short(vectors):
    with pytest.raises(UnknownWordError) as caught:
        vectors["영" * 100_000]
    assert len(str(caught.value)) < 200


def test_the_vocabulary_is_a_sequence():
    vocab = Vocab.from_words(["a", "b", "c"])
    assert [
        vocab.index("c"),
        vocab.index("c", 1),
        vocab.index("c", -2),
        vocab.index("a", 0, -1),
    ] == [2, 2, 2, 0]
    for error in (KeyError, ValueError):
        with pytest.raises(error, match="'C' is not among 3 words; similar: c"):
            vocab.index("C")
    for bounds in ((1,), (0, 0)):
        with pytest.raises(ValueError, match="'a' has the id 0"):
            vocab.index("a", *bounds)
    with pytest.raises(ValueError, match="'b' comes twice"):
        Vocab.from_words(["a", "b", "c", "b", "a"])


def names(vectors, ids):
    return [vectors.vocab[i] for i in ids]


def test_most_similar_matches_brute_force(vectors):
    matrix, unit = vectors.matrix, slow.unit(vectors.matrix)
    cases = [
        ("왕", (), unit[0], [0]),
        (["왕", "여자"], ("남자",), unit[0] + unit[3] - unit[2], [0, 2, 3]),
        (matrix[4], (), unit[4], []),
        (matrix[4].tolist(), (), unit[4], []),
        (["왕", matrix[9]], (matrix[5],), unit[0] + unit[9] - unit[5], [0]),
        ([], ("왕",), -unit[0], [0]),
        (["왕", "왕"], "도시", 2 * unit[0] - unit[4], [0, 4]),
    ]
    for query, negative, target, hidden in cases:
        found = vectors.most_similar(query, negative=negative, topn=5)
        scores = slow.cosines(matrix, target[None])[0]
        assert [word for word, _ in found] == names(vectors, slow.best(scores, 5, hidden))
        np.testing.assert_allclose(
            [score for _, score in found],
            sorted(scores[[vectors.vocab.find(w) for w, _ in found]])[::-1],
            atol=1e-5,
        )


def test_most_similar_options(vectors):
    assert vectors.most_similar("왕", topn=0) == []
    assert len(vectors.most_similar("왕", topn=1000)) == 99
    assert {word for word, _ in vectors.most_similar("왕", restrict=3, topn=9)} == {"여왕", "남자"}
    for exclude in (["도시"], "도시"):
        assert "도시" not in [
            word for word, _ in vectors.most_similar("왕", exclude=exclude, topn=99)
        ]
    assert vectors.most_similar("왕", threads=1) == vectors.most_similar("왕", threads=4)
    for query, error in (
        ("none", KeyError),
        (np.ones(3), ValueError),
        (np.full(20, np.nan), ValueError),
        ([], ValueError),
        ([["왕"]], TypeError),
    ):
        with pytest.raises(error):
            vectors.most_similar(query)


def test_batches_equal_single_questions(vectors):
    queries = [*WORDS[:50], ["왕", "도시"], vectors.matrix[7]]
    batch = vectors.most_similar_batch(queries, topn=4)
    for query, found in zip(queries, batch, strict=True):
        single = vectors.most_similar(query, topn=4)
        assert [word for word, _ in found] == [word for word, _ in single]
        np.testing.assert_allclose([s for _, s in found], [s for _, s in single], atol=1e-6)
    assert vectors.most_similar_batch([]) == []
    assert vectors.most_similar_batch(vectors.matrix[:2], topn=1)[0][0][0] == "왕"
    with pytest.raises(TypeError):
        vectors.most_similar_batch("왕")


def test_similarity_and_analogy(vectors):
    assert vectors.similarity("왕", "왕") == pytest.approx(1)
    assert vectors.similarity("왕", "zero") == 0
    assert vectors.similarity("왕", vectors["도시"]) == pytest.approx(
        slow.cosines(vectors.matrix, vectors.matrix[:1])[0, 4], abs=1e-6
    )
    ids = [2, 0, 3]
    for method, scores in (
        (
            "3cosadd",
            slow.cosines(
                vectors.matrix, (slow.unit(vectors.matrix)[ids] * [[-1], [1], [1]]).sum(0)[None]
            )[0],
        ),
        ("3cosmul", slow.products(vectors.matrix, vectors.matrix[ids][None], (-1, 1, 1))[0]),
    ):
        found = vectors.analogy("남자", "왕", "여자", method=method, topn=3)
        assert [word for word, _ in found] == names(vectors, slow.best(scores, 3, ids))
        assert found[0][0] == "여왕"
        assert found[0][1] == pytest.approx(scores[1], rel=1e-4)
    with pytest.raises(ValueError, match="method"):
        vectors.analogy("왕", "왕", "왕", method="x")


def test_normalized(vectors):
    unit = vectors.normalized()
    lengths = np.linalg.norm(unit.matrix, axis=1)
    assert lengths[WORDS.index("zero")] == 0
    np.testing.assert_allclose(np.delete(lengths, WORDS.index("zero")), 1, rtol=1e-6)
    assert [w for w, _ in unit.most_similar("왕")] == [w for w, _ in vectors.most_similar("왕")]
    assert unit.report is vectors.report


def test_the_array_is_shared_unless_a_copy_is_given():
    given = np.array([[1, 0], [1, 1]], np.float32)
    shared, own = (
        WordVectors(Vocab.from_words(["a", "b"]), rows) for rows in (given, given.copy())
    )
    before = own.most_similar("a")
    given[1] = [0, 5]
    assert np.array_equal(shared["b"], [0, 5])
    assert np.array_equal(own["b"], [1, 1])
    assert own.most_similar("a") == before
    assert own.similarity("a", "b") == pytest.approx(before[0][1])
    for vectors in (shared, own):
        with pytest.raises(ValueError, match="read-only"):
            vectors.matrix[0, 0] = 2


def test_wrong_shapes():
    vocab = Vocab.from_words(["a", "b"])
    for matrix in (np.zeros((3, 2)), np.zeros(2), np.zeros((2, 2, 2))):
        with pytest.raises(ValueError, match="shape"):
            WordVectors(vocab, matrix)
    for matrix in (None, "ab", np.array([["a"], ["b"]])):
        with pytest.raises(TypeError, match="a matrix is an array of numbers"):
            WordVectors(vocab, matrix)
    for words in (["a", "b"], {"a": 0, "b": 1}, None):
        with pytest.raises(TypeError, match=r"vocab is a malvec\.Vocab, not .*from_words"):
            WordVectors(words, np.eye(2))
    with pytest.raises(ValueError, match="output"):
        WordVectors(vocab, np.zeros((2, 2)), output=np.zeros((1, 2)))
    assert WordVectors(vocab, np.eye(2)[:, ::-1]).most_similar("a", topn=1) == [("b", 0)]


def test_the_matrix_is_never_copied():
    matrix = _core.matrix(10, 5)
    matrix[:] = 1
    vectors = WordVectors(Vocab.from_words(map(str, range(10))), matrix)
    vectors.most_similar("3")
    assert np.shares_memory(vectors.matrix, matrix)


def test_output_rows_are_as_wide_as_the_vectors():
    vocab, rows = Vocab.from_words(["a", "b"]), np.ones((2, 3), np.float32)
    with pytest.raises(ValueError, match="output has shape"):
        WordVectors(vocab, rows, output=rows[:, :2])
