"""Words that were not seen are answered by the tokens that they are cut into."""

from __future__ import annotations

import unicodedata
import warnings

import numpy as np
import pytest
from made.subword_vectors import subword_vectors

import malvec as mv
from malvec.errors import UnknownWordError
from malvec.tokenizers import Pipeline

WORDS = ["먹", "다", "마시", "밥", "물"]
COUNTS = [100, 9000, 80, 60, 50]
MATRIX = np.random.default_rng(5).normal(size=(5, 6)).astype(np.float32)
CUT = {"먹다": ["먹", "다"], "마시다": ["마시", "다"], "굽다": ["굽", "다"], "굽는": ["굽", "는"]}


def cut(text):
    return CUT.get(text, text.split())


def made(counts=COUNTS, tokenizer=cut, **more):
    vocab = mv.Vocab.from_words(WORDS, counts)
    return mv.WordVectors(vocab, MATRIX, pipeline=Pipeline(tokenizer=tokenizer), **more)


@pytest.fixture
def vectors():
    """Of which it has been said that parts stand for words."""
    found = made()
    found._told_of_parts = True
    return found


def weighted(ids, counts=COUNTS):
    shares = np.array(counts)[ids] / sum(counts)
    weights = 0.001 / (0.001 + shares)
    return weights @ MATRIX[ids] / weights.sum()


def test_the_vector_of_a_dictionary_form(vectors):
    assert "먹다" not in vectors
    assert vectors.parts("먹다") == ["먹", "다"]
    np.testing.assert_allclose(vectors["먹다"], weighted([0, 1]), rtol=1e-5)
    rows = vectors[["물", "마시다", "마시다"]]
    np.testing.assert_allclose(rows, [MATRIX[4], *[weighted([2, 1])] * 2], rtol=1e-5)
    plain = made(counts=None)
    with pytest.warns(UserWarning, match="stands for it"):
        np.testing.assert_allclose(plain["먹다"], MATRIX[:2].mean(axis=0), rtol=1e-5)


def test_it_is_said_once():
    vectors = made()
    with pytest.warns(UserWarning, match="'먹다' is not among 5 words: the mean of 먹, 다 stands"):
        vectors.similarity("먹다", "밥")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vectors.similarity("마시다", "밥")


def test_questions(vectors):
    eat = vectors["먹다"]
    assert vectors.similarity("먹다", "밥") == pytest.approx(vectors.similarity(eat, "밥"))
    found = dict(vectors.most_similar("먹다", topn=9))
    assert found.keys() == {"마시", "밥", "물"}
    assert vectors.most_similar_batch(["먹다"], topn=9)[0] == vectors.most_similar("먹다", topn=9)
    for method in ("3cosadd", "3cosmul"):
        answers = vectors.analogy("먹다", "밥", "마시다", method=method)
        assert [word for word, _ in answers] == ["물"]
    assert vectors.doesnt_match(["먹다", "마시다", "물"]) in {"먹다", "마시다", "물"}
    assert unicodedata.normalize("NFD", "먹") in vectors
    assert vectors.parts(unicodedata.normalize("NFD", "먹다")) == ["먹", "다"]


@pytest.mark.parametrize("word", ["굽다", "굽는", "없는말", "", " ", "\u3000", "\n"])
def test_words_without_parts(vectors, word):
    """An ending alone does not stand for a word."""
    assert vectors.parts(word) == []
    for ask in (vectors.most_similar, vectors.__getitem__, lambda w: vectors[["물", w]]):
        with pytest.raises(UnknownWordError):
            ask(word)


def test_seen_words_have_no_parts(vectors):
    assert vectors.parts("먹") == []


def test_a_tokenizer_that_is_not_there(tmp_path):
    for without in (
        mv.WordVectors(mv.Vocab.from_words(WORDS), MATRIX),
        mv.WordVectors(
            mv.Vocab.from_words(WORDS), MATRIX, metadata={"tokenizer": '{"name": "nobody\'s"}'}
        ),
    ):
        with pytest.raises(UnknownWordError):
            without.most_similar("먹다")
    made().save(tmp_path / "v.safetensors")
    with pytest.raises(UnknownWordError):  # a callable does not travel
        mv.load(tmp_path / "v.safetensors").most_similar("먹다")


def test_the_empty_word_and_blanks_have_no_neighbours():
    vectors, _, _ = subword_vectors()
    for word in ("", " ", "\t", "\u3000", "\u3164", "\uffa0 "):
        with pytest.raises(UnknownWordError):
            vectors.most_similar(word)
        with pytest.raises(UnknownWordError):
            vectors[["없던말", word]]
    pairs = [("", "없던말", 1.0), ("말", "없던말", 0.5), ("없던", "말", 2.0)]
    assert mv.evaluate.similarity(vectors, pairs).missing_words == ("",)


def test_saved_vectors_cut_words_by_their_own_tokenizer(tmp_path):
    corpus = mv.Corpus.from_texts(
        ["사람 둘", "둘 들"] * 5, tokenizer=mv.tokenizers.Characters(), min_count=1
    )
    mv.Skipgram(dim=4, epochs=1, sample=0, threads=1).fit(corpus).save(tmp_path / "v.safetensors")
    vectors = mv.load(tmp_path / "v.safetensors")
    assert vectors.parts("사람들") == ["사", "람", "들"]
    with pytest.warns(UserWarning, match="사, 람, 들"):
        vectors.most_similar("사람들")


def test_evaluations_say_which_words_were_composed(vectors):
    pairs = [("먹다", "밥", 3.0), ("마시다", "물", 2.0), ("먹", "물", 1.0), ("굽다", "밥", 2.0)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = mv.evaluate.similarity(vectors, pairs)
    assert (result.known, result.unseen_words) == (3, ("먹다", "마시다"))
    assert result.missing_words == ("굽다",)
    assert str(result).endswith("3 of 4 pairs known, 2 words composed")
    strict = mv.evaluate.similarity(vectors, [*pairs, ("먹", "밥", 2.0)], compose=False)
    assert (strict.known, strict.unseen_words) == (2, ())
    assert strict.missing_words == ("먹다", "마시다", "굽다")
    questions = [("먹다", "밥", "마시다", "물"), ("먹", "밥", "마시", "굽다")]
    result = mv.evaluate.analogy(vectors, questions)
    assert (result.known, result.details["correct"]) == (1, 1)
    with pytest.raises(ValueError, match="too few"):
        mv.evaluate.analogy(vectors, questions[:1], restrict=4)
    kinds = {"하다": ["먹다", "마시다", "먹"], "것": ["밥", "물"]}
    assert mv.evaluate.categories(vectors, kinds).known == 5
    assert mv.evaluate.categories(vectors, kinds, compose=False).known == 3
    sets = [(["밥", "물"], ["먹다"])]
    assert mv.evaluate.outliers(vectors, sets).unseen_words == ("먹다",)
    with pytest.raises(ValueError, match="missing, for example: 먹다"):
        mv.evaluate.outliers(vectors, sets, compose=False)
