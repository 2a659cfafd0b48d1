"""Vectors composed of the rows of n-grams, in questions and files, against their slow twin."""

from __future__ import annotations

import pickle
import unicodedata

import numpy as np
import pytest
from made.subword_vectors import subword_vectors
from reference import ngrams as slow

from malvec import evaluate
from malvec.errors import FormatError
from malvec.storage import container
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import encode_word

UNITS = ["char", "jamo", "jamo+char"]


@pytest.mark.parametrize("units", UNITS)
def test_vectors_are_means_of_rows(units):
    vectors, raw, knobs = subword_vectors(units)
    ngram_rows = raw[len(vectors) :]
    for i, word in enumerate(vectors):
        np.testing.assert_allclose(
            vectors[word], slow.vector(word.encode(), ngram_rows, raw[i], **knobs), atol=1e-6
        )
    unseen = ["없던단어", "영화관에서", "ㅋㅋㅋㅋㅋ", "hell", "\udcff", "👨‍👩‍👧", "\ud800"]
    for word in unseen:
        assert word not in vectors
        np.testing.assert_allclose(
            vectors[word], slow.vector(encode_word(word), ngram_rows, **knobs), atol=1e-6
        )
    np.testing.assert_array_equal(
        vectors[["영화", *unseen]], np.stack([vectors["영화"], *(vectors[w] for w in unseen)])
    )
    back = vectors.matrix.copy()
    vectors.subword_table.raw(vectors.vocab, back)
    np.testing.assert_allclose(back, raw[: len(vectors)], atol=1e-5)


def test_questions_with_unseen_words():
    vectors, _, _ = subword_vectors()
    found = vectors.most_similar("영화관에", topn=3)
    assert found[0][0] in ("영화", "영화관")
    assert found == vectors.most_similar(vectors["영화관에"], topn=3)
    assert [words[0][0] for words in vectors.most_similar_batch(["영화관에", "감독"], topn=1)] == [
        found[0][0],
        "감독님",
    ]
    assert vectors.similarity("영화관에", "영화관") > vectors.similarity("영화관에", "hello")
    for method in ("3cosadd", "3cosmul"):
        assert len(vectors.analogy("영화", "영화관에", "감독", topn=9, method=method)) == 5
    assert vectors.most_similar(["영화"], negative=["없던"], exclude=["어디에도"], topn=9)
    np.testing.assert_array_equal(vectors[3], vectors.matrix[3])


def test_an_unseen_word_may_come_twice():
    vectors, _, _ = subword_vectors()
    rows = vectors[["없던", "영화", "없던"]]
    np.testing.assert_array_equal(rows[0], rows[2])
    np.testing.assert_array_equal(rows[0], vectors["없던"])
    assert vectors.analogy("없던", "없던", "영화", method="3cosmul")


def test_evaluation_with_unseen_words():
    vectors, _, _ = subword_vectors()
    pairs = [
        ("영화", "영화관", 9.0),
        ("영화", "영화관에", 8.0),
        ("HELLO", "감독", 1.0),
        ("감독에게", "없던", 2.0),
        ("영화", "감독", 1.0),
    ]
    result = evaluate.similarity(vectors, pairs, bootstrap=0)
    assert (result.known, result.total) == (5, 5)
    assert result.unseen_words == ("영화관에", "감독에게", "없던")  # hello was seen
    finder = evaluate.word_finder.Finder(vectors, True)
    ids = np.array([finder.id(word) for word in ("영화", "영화관에", "HELLO")])
    np.testing.assert_array_equal(finder.rows(ids), vectors[["영화", "영화관에", "hello"]])
    without = evaluate.similarity(WordVectors(vectors.vocab, vectors.matrix), pairs, bootstrap=0)
    assert (without.known, without.unseen_words) == (3, ())

    questions = [("영화", "영화관에", "감독", "감독님"), ("영화", "영화관", "감독", "감독에게")]
    for method in ("3cosadd", "3cosmul"):
        scored = evaluate.analogy(vectors, questions, method=method, bootstrap=0)
        answer = vectors.analogy(*questions[0][:3], method=method, topn=1)[0][0]
        assert (scored.known, scored.total, scored.details["correct"]) == (
            1,
            2,
            int(answer == "감독님"),
        )
        assert scored.missing_words == ("감독에게",)  # it has a vector, but nobody can find it
    with pytest.raises(KeyError, match="감독에게"):
        evaluate.analogy(vectors, questions, missing="error")


def test_decomposed_questions_are_the_same():
    vectors, _, _ = subword_vectors()
    for word in ("영화", "영화관에서"):
        other = unicodedata.normalize("NFD", word)
        assert (other in vectors) == (word in vectors)
        np.testing.assert_array_equal(vectors[other], vectors[word])
        assert vectors.most_similar(other) == vectors.most_similar(word)
        assert all(
            unicodedata.is_normalized("NFC", found) for found, _ in vectors.most_similar(other)
        )
        assert vectors.subwords(other)[1:] == vectors.subwords(word)[1:]


@pytest.mark.parametrize("units", UNITS)
def test_shares_sum_up_to_one(units):
    vectors, _, _ = subword_vectors(units)
    for word in ("영화", "없던단어"):
        parts = vectors.subwords(word)
        assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-5)
        assert (parts[0].bucket is None) == (word in vectors)
        texts = [text for text, _ in vectors.subword_table.ngrams(word)]
        assert [part.text for part in parts][word in vectors :] == texts
    with pytest.raises(KeyError):
        vectors.subwords("")
    with pytest.raises(ValueError, match="no sub-words"):
        WordVectors(vectors.vocab, vectors.matrix).subwords("영화")


def test_an_error_calls_the_knob_as_users_do():
    with pytest.raises(ValueError, match=r"^ngrams_of='x': must be one of char, jamo, "):
        SubwordTable(np.zeros((10, 2), np.float32), buckets=10, ngrams_of="x")


def test_jamo_are_shown_as_letters():
    table = SubwordTable(
        np.zeros((10, 2), np.float32), min_n=3, max_n=3, buckets=10, ngrams_of="jamo"
    )
    assert [text for text, _ in table.ngrams("말해")] == [
        "<ㅁㅏ",
        "ㅁㅏㄹ",
        "ㅏㄹㅎ",
        "ㄹㅎㅐ",
        "ㅎㅐ∅",
        "ㅐ∅>",
    ]


@pytest.mark.parametrize("units", UNITS)
def test_saving_and_loading(tmp_path, units):
    vectors, _, _ = subword_vectors(units)
    vectors.save(tmp_path / "v.safetensors")
    opened = WordVectors.load(tmp_path / "v.safetensors", verify=True)
    copied = pickle.loads(pickle.dumps(vectors))
    for other in (opened, copied, pickle.loads(pickle.dumps(opened))):
        assert other.subword_table.knobs == vectors.subword_table.knobs
        np.testing.assert_array_equal(other[["없던단어", "영화"]], vectors[["없던단어", "영화"]])
        assert other.subwords("영화") == vectors.subwords("영화")
    assert not opened.subword_table.matrix.flags.owndata
    assert "subwords" not in opened.metadata
    assert f"{units} 2 to 4 in 300 buckets" in repr(opened)


def test_normalized(tmp_path):
    vectors, _, _ = subword_vectors()
    unit = vectors.normalized()
    unit.save(tmp_path / "v.safetensors")
    for each in (unit, WordVectors.load(tmp_path / "v.safetensors"), unit.normalized()):
        for word in ("영화", "없던단어"):
            np.testing.assert_allclose(
                each[word], vectors[word] / np.linalg.norm(vectors[word]), rtol=1e-5
            )
        assert each.subwords("없던단어")[0].share == pytest.approx(
            vectors.subwords("없던단어")[0].share, abs=1e-6
        )
        with pytest.raises(ValueError, match="length 1"):
            each.subwords("영화")


def test_buckets_that_are_left_out():
    vectors, _, knobs = subword_vectors("char")
    rows, kept = vectors.subword_table.matrix, np.arange(0, 300, 2, dtype=np.uint32)
    table = SubwordTable.from_options(rows[kept], knobs, kept=kept)
    for word in ("없던단어", "hello"):
        own = [rows[b] for b in slow.buckets(word.encode(), **knobs) if b % 2 == 0]
        np.testing.assert_allclose(table.vectors([word])[0], np.mean(own, axis=0), atol=1e-6)
        parts = table.shares(word, table.vectors([word])[0], seen=False)
        assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-5)
        assert all(part.bucket % 2 == 0 for part in parts)
    none = SubwordTable.from_options(rows[:0], knobs, kept=kept[:0])
    assert not none.vectors(["없던단어"]).any()
    assert none.shares("없던단어", none.vectors(["없던단어"])[0], seen=False) == []
    for wrong in (kept[::-1], kept[:3], kept.astype(np.int64)):
        with pytest.raises(ValueError, match="buckets"):
            SubwordTable.from_options(rows[kept], knobs, kept=wrong)


def test_tables_that_do_not_fit():
    vectors, _, knobs = subword_vectors()
    with pytest.raises(ValueError, match="buckets"):
        SubwordTable.from_options(np.zeros((299, 12), np.float32), knobs)
    with pytest.raises(ValueError, match="float32"):
        SubwordTable.from_options(np.zeros((300, 12)), knobs)
    with pytest.raises(ValueError, match="components"):
        WordVectors(
            vectors.vocab,
            vectors.matrix,
            subwords=SubwordTable.from_options(np.zeros((300, 5), np.float32), knobs),
        )
    with pytest.raises(ValueError, match="read-only"):
        vectors.subword_table.compose(vectors.vocab, vectors.matrix)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        '{"min_n": 0}',
        '{"max_n": "x"}',
        '{"x": 1}',
        '{"unit": 2}',
        '{"buckets": 299}',
        "null",
    ],
)
def test_damaged_descriptions(tmp_path, text):
    path = tmp_path / "v.safetensors"
    subword_vectors()[0].save(path)
    tensors, metadata = container.read(path)
    container.write(
        path,
        {name: array.copy() for name, array in tensors.items()},
        {**metadata, "subwords": text},
    )
    with pytest.raises(FormatError, match="sub-words"):
        WordVectors.load(path)
