"""N-grams, jamo, and vectors composed of them, against their slow twins and fastText's own ids."""

from __future__ import annotations

import pickle
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference import ngrams as slow

from malvec import _core, container
from malvec.errors import FormatError
from malvec.subwords import SubwordTable
from malvec.vectors import WordVectors, load
from malvec.vocab import Vocab, encode_word

DATA = Path(__file__).parent / "data" / "fasttext"
SYLLABLES = [chr(c) for c in range(0xAC00, 0xD7A4)]
UNITS = ["char", "jamo", "jamo+char"]
ODD = [
    "",
    "a",
    "말",
    "희망",
    "ㅋㅋㅋ",
    "ㅠㅠ",
    "ㅋ큐ㅠ",
    "말a말",
    "한국",
    unicodedata.normalize("NFD", "한국어와"),
    "\u1100",
    "\u1161\u11a8",
    "\u1100\u1161",
    "가\u11a8",
    "각\u11a8",
    "\ud7ff",
    "\ud800",
    "\udcff\udc80",
    "👨‍👩‍👧",
    "é",
    "</s>",
    "<s>",
    "日本語",
]


def buckets(word, **knobs):
    return [bucket for _, bucket in _core.ngrams(word, knobs)]


def golden(name):
    for line in (DATA / name).read_text().splitlines():
        fields = line.split("\t")
        yield bytes.fromhex(fields[0]), fields[1:]


def test_ids_are_those_of_fasttext():
    seen = 0
    for word, (ids,) in golden("ngrams.tsv"):
        expected = [int(i) for i in ids.split(",")] if ids else []
        assert buckets(word) == expected == slow.buckets(word), word
        seen += len(expected)
    assert seen > 400


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("word", ODD)
def test_odd_words_as_the_slow_twin(word, units):
    for knobs in ({}, {"min_n": 1, "max_n": 4}, {"min_n": 2, "max_n": 2}, {"min_n": 1, "max_n": 1}, {"min_n": 1, "max_n": 255}):
        raw = encode_word(word)
        assert buckets(raw, units=units, buckets=1009, **knobs) == slow.buckets(raw, units=units, **{"max_n": 6, **knobs, "buckets": 1009})


pieces = st.one_of(
    st.binary(max_size=4),
    st.sampled_from([*"가각힣ㅋㅠa<>é", "\u1100", "\u1161", "\u11a8", "\u11c2", "\u1113", "\ud7ff", "😀"]).map(encode_word),
    st.text(max_size=3).map(encode_word),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(pieces, max_size=8).map(b"".join), st.sampled_from(UNITS), st.integers(1, 5), st.integers(0, 4))
@example(b"\x80\x80abc", "jamo+char", 1, 3)
def test_any_bytes_as_the_slow_twin(word, units, min_n, more):
    knobs = {"units": units, "min_n": min_n, "max_n": min_n + more, "buckets": 997}
    if units != "char" and (slow.NO_FINAL in slow.text_of(word) or slow.characters(word) != slow.characters(slow.raw_of(slow.text_of(word)))):
        buckets(word, **knobs)  # the sign of the empty final in the text itself: only that it does not fail
        return
    if units != "char" and any(len(slow.text_of(c)) > 1 for c in slow.characters(b"<" + word + b">")):
        buckets(word, **knobs)  # broken pieces, which Python cuts otherwise
        return
    assert buckets(word, **knobs) == slow.buckets(word, **knobs)


def test_all_syllables_come_apart_and_together():
    for syllable in SYLLABLES:
        apart = _core.take_apart(syllable.encode()).decode("utf-8", "surrogatepass")
        parts = unicodedata.normalize("NFD", syllable)
        assert apart == (parts if len(parts) == 3 else parts + slow.NO_FINAL)
        assert _core.put_together(apart.encode("utf-8", "surrogatepass")).decode() == syllable
        assert _core.put_together(parts.encode()).decode() == syllable
    text = "".join(SYLLABLES)
    assert _core.put_together(_core.take_apart(text.encode())).decode() == text
    assert _core.put_together(unicodedata.normalize("NFD", text).encode()).decode() == text
    for noise in ("ㅋㅋㅋ", "ㅠㅠ", "abc", "\u1100", "\u1161", "\ua960"):
        assert _core.take_apart(noise.encode()) == noise.encode()


def test_every_syllable_has_other_ngrams():
    firsts = {tuple(buckets(s.encode(), units="jamo", min_n=5, max_n=5, buckets=2**31 - 1)) for s in SYLLABLES}
    assert len(firsts) == len(SYLLABLES)


def test_a_word_of_a_megabyte_takes_linear_time():
    for units in UNITS:
        times = []
        for size in (1 << 17, 1 << 20):
            word = ("말vec" * size)[:size].encode()[:size]
            began = time.perf_counter()
            ids, _ = _core.vocabulary_buckets(
                (np.frombuffer(word, np.uint8), np.array([0, len(word)], np.uint64)), {"units": units}, 1
            )
            times.append(time.perf_counter() - began)
            assert int(ids[1]) > size
        assert times[1] < 8 * 4 * times[0] + 0.1


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"min_n": 0}, "min_n=0"),
        ({"min_n": 5, "max_n": 4}, r"max_n=4.*min_n=5"),
        ({"max_n": 256}, "max_n=256"),
        ({"buckets": 0}, "buckets=0"),
        ({"buckets": 2**31}, "buckets="),
        ({"units": "syllable"}, "units='syllable'"),
    ],
)
def test_knobs_out_of_range(knobs, message):
    with pytest.raises(ValueError, match=message):
        _core.subword_knobs(knobs)
    with pytest.raises(ValueError, match=message):
        SubwordTable(np.zeros((10, 2), np.float32), **{"buckets": 10, **knobs})


def test_lists_of_a_vocabulary_do_not_depend_on_threads():
    words = [*ODD, *SYLLABLES[:3000]]
    vocab = Vocab.from_words(words)
    for units in UNITS:
        knobs = {"units": units, "buckets": 5003}
        offsets, ids = _core.vocabulary_buckets((vocab.data, vocab.offsets), knobs, 1)
        again = _core.vocabulary_buckets((vocab.data, vocab.offsets), knobs, 4)
        np.testing.assert_array_equal(ids, again[1])
        for i in (*range(len(ODD)), len(words) - 1):
            assert ids[int(offsets[i]) : int(offsets[i + 1])].tolist() == buckets(encode_word(words[i]), **knobs)


def made(units="jamo", words=("영화", "영화관", "감독", "감독님", "배우", "ㅋㅋㅋ", "hello"), **knobs):
    """Vectors with sub-words, in one allocation as training makes them, and the rows before they were composed."""
    random = np.random.default_rng(1)
    knobs = {"min_n": 2, "max_n": 4, "buckets": 300, "units": units, **knobs}
    rows = _core.matrix(len(words) + knobs["buckets"], 12)
    rows[:] = random.standard_normal(rows.shape)
    raw = rows.copy()
    vocab = Vocab.from_words(words, range(len(words), 0, -1))
    table = SubwordTable(rows[len(words) :], **knobs)
    table.compose(vocab, rows[: len(words)])
    vectors = WordVectors(vocab, rows[: len(words)], output=raw[: len(words)].copy(), subwords=table)
    return vectors, raw, knobs


@pytest.mark.parametrize("units", UNITS)
def test_vectors_are_means_of_rows(units):
    vectors, raw, knobs = made(units)
    ngram_rows = raw[len(vectors) :]
    for i, word in enumerate(vectors):
        np.testing.assert_allclose(vectors[word], slow.vector(word.encode(), ngram_rows, raw[i], **knobs), atol=1e-6)
    unseen = ["없던단어", "영화관에서", "", "ㅋㅋㅋㅋㅋ", "hell", "\udcff", "👨‍👩‍👧", "\ud800"]
    for word in unseen:
        assert word not in vectors
        np.testing.assert_allclose(vectors[word], slow.vector(encode_word(word), ngram_rows, **knobs), atol=1e-6)
    np.testing.assert_array_equal(vectors[["영화", *unseen]], np.stack([vectors["영화"], *(vectors[w] for w in unseen)]))
    back = vectors.matrix.copy()
    vectors.subword_table.raw(vectors.words, back)
    np.testing.assert_allclose(back, raw[: len(vectors)], atol=1e-5)


def test_questions_with_unseen_words():
    vectors, _, _ = made()
    found = vectors.most_similar("영화관에", topn=3)
    assert found[0][0] in ("영화", "영화관")
    assert found == vectors.most_similar(vectors["영화관에"], topn=3)
    assert [words[0][0] for words in vectors.most_similar_batch(["영화관에", "감독"], topn=1)] == [found[0][0], "감독님"]
    assert vectors.similarity("영화관에", "영화관") > vectors.similarity("영화관에", "hello")
    for method in ("3cosadd", "3cosmul"):
        assert len(vectors.analogy("영화", "영화관에", "감독", topn=9, method=method)) == 5
    assert vectors.most_similar(["영화"], negative=["없던"], exclude=["어디에도"], topn=9)
    assert made(min_n=3)[0].most_similar("", topn=1)[0][1] == 0
    with pytest.raises(TypeError):
        vectors[3]


def test_decomposed_questions_are_the_same():
    vectors, _, _ = made()
    for word in ("영화", "영화관에서"):
        other = unicodedata.normalize("NFD", word)
        assert (other in vectors) == (word in vectors)
        np.testing.assert_array_equal(vectors[other], vectors[word])
        assert vectors.most_similar(other) == vectors.most_similar(word)
        assert all(unicodedata.is_normalized("NFC", found) for found, _ in vectors.most_similar(other))
        assert vectors.subwords(other)[1:] == vectors.subwords(word)[1:]


@pytest.mark.parametrize("units", UNITS)
def test_shares_sum_up_to_one(units):
    vectors, _, _ = made(units)
    for word in ("영화", "없던단어"):
        parts = vectors.subwords(word)
        assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-5)
        assert (parts[0].bucket is None) == (word in vectors)
        texts = [text for text, _ in vectors.subword_table.ngrams(word)]
        assert [part.text for part in parts][word in vectors :] == texts
    assert vectors.subwords("") == [] or units == "jamo+char" or vectors.subwords("")[0].text == "<>"
    with pytest.raises(ValueError, match="no sub-words"):
        WordVectors(vectors.words, vectors.matrix).subwords("영화")


def test_jamo_are_shown_as_letters():
    table = SubwordTable(np.zeros((10, 2), np.float32), min_n=3, max_n=3, buckets=10, units="jamo")
    assert [text for text, _ in table.ngrams("말해")] == ["<ㅁㅏ", "ㅁㅏㄹ", "ㅏㄹㅎ", "ㄹㅎㅐ", "ㅎㅐ∅", "ㅐ∅>"]


@pytest.mark.parametrize("units", UNITS)
def test_saving_and_loading(tmp_path, units):
    vectors, _, _ = made(units)
    vectors.save(tmp_path / "v.safetensors")
    opened = load(tmp_path / "v.safetensors", verify=True)
    copied = pickle.loads(pickle.dumps(vectors))
    for other in (opened, copied, pickle.loads(pickle.dumps(opened))):
        assert other.subword_table.knobs == vectors.subword_table.knobs
        np.testing.assert_array_equal(other[["없던단어", "영화"]], vectors[["없던단어", "영화"]])
        assert other.subwords("영화") == vectors.subwords("영화")
    assert not opened.subword_table.rows.flags.owndata
    assert "subwords" not in opened.metadata
    assert f"{units} 2 to 4 in 300 buckets" in repr(opened)


def test_normalized(tmp_path):
    vectors, _, _ = made()
    unit = vectors.normalized()
    unit.save(tmp_path / "v.safetensors")
    for each in (unit, load(tmp_path / "v.safetensors"), unit.normalized()):
        for word in ("영화", "없던단어"):
            np.testing.assert_allclose(each[word], vectors[word] / np.linalg.norm(vectors[word]), rtol=1e-5)
        assert each.subwords("없던단어")[0].share == pytest.approx(vectors.subwords("없던단어")[0].share, abs=1e-6)
        with pytest.raises(ValueError, match="length 1"):
            each.subwords("영화")


def test_buckets_that_are_left_out():
    vectors, raw, knobs = made("char")
    rows, kept = vectors.subword_table.rows, np.arange(0, 300, 2, dtype=np.uint32)
    table = SubwordTable(rows[kept], **knobs, kept=kept)
    for word in ("없던단어", "hello"):
        own = [rows[b] for b in slow.buckets(word.encode(), **knobs) if b % 2 == 0]
        np.testing.assert_allclose(table.vectors([word])[0], np.mean(own, axis=0), atol=1e-6)
        parts = table.shares(word, table.vectors([word])[0], seen=False)
        assert sum(part.share for part in parts) == pytest.approx(1, abs=1e-5)
        assert all(part.bucket % 2 == 0 for part in parts)
    none = SubwordTable(rows[:0], **knobs, kept=kept[:0])
    assert not none.vectors(["없던단어"]).any()
    assert none.shares("없던단어", none.vectors(["없던단어"])[0], seen=False) == []
    for wrong in (kept[::-1], kept[:3], kept.astype(np.int64)):
        with pytest.raises(ValueError, match="buckets"):
            SubwordTable(rows[kept], **knobs, kept=wrong)


def test_tables_that_do_not_fit():
    vectors, _, knobs = made()
    with pytest.raises(ValueError, match="buckets"):
        SubwordTable(np.zeros((299, 12), np.float32), **knobs)
    with pytest.raises(ValueError, match="float32"):
        SubwordTable(np.zeros((300, 12)), **knobs)
    with pytest.raises(ValueError, match="components"):
        WordVectors(vectors.words, vectors.matrix, subwords=SubwordTable(np.zeros((300, 5), np.float32), **knobs))
    with pytest.raises(ValueError, match="read-only"):
        vectors.subword_table.compose(vectors.words, vectors.matrix)


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"min_n": 0}', '{"max_n": "x"}', '{"x": 1}', '{"unit": 2}', '{"buckets": 299}', "null"])
def test_damaged_descriptions(tmp_path, text):
    path = tmp_path / "v.safetensors"
    made()[0].save(path)
    tensors, metadata = container.read(path)
    container.write(path, {name: array.copy() for name, array in tensors.items()}, {**metadata, "subwords": text})
    with pytest.raises(FormatError, match="sub-words"):
        load(path)
