"""N-grams and jamo against their slow twins and fastText's own ids."""

from __future__ import annotations

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made.files import FASTTEXT
from reference import ngrams as slow

from malvec import _core
from malvec.vectors.subwords import SubwordTable
from malvec.vocab import Vocab, encode_word

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
    for line in (FASTTEXT / name).read_text().splitlines():
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
    for knobs in (
        {},
        {"min_n": 1, "max_n": 4},
        {"min_n": 2, "max_n": 2},
        {"min_n": 1, "max_n": 1},
        {"min_n": 1, "max_n": 255},
    ):
        raw = encode_word(word)
        assert buckets(raw, units=units, buckets=1009, **knobs) == slow.buckets(
            raw, units=units, **{"max_n": 6, **knobs, "buckets": 1009}
        )


pieces = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [*"가각힣ㅋㅠa<>é", "\u1100", "\u1161", "\u11a8", "\u11c2", "\u1113", "\ud7ff", "😀"]
    ).map(encode_word),
    st.text(max_size=3).map(encode_word),
)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(pieces, max_size=8).map(b"".join),
    st.sampled_from(UNITS),
    st.integers(1, 5),
    st.integers(0, 4),
)
@example(b"\x80\x80abc", "jamo+char", 1, 3)
def test_any_bytes_as_the_slow_twin(word, units, min_n, more):
    knobs = {"units": units, "min_n": min_n, "max_n": min_n + more, "buckets": 997}
    if units != "char" and (
        slow.NO_FINAL in slow.text_of(word)
        or slow.characters(word) != slow.characters(slow.raw_of(slow.text_of(word)))
    ):
        # the sign of the empty final in the text itself: only that it does not fail
        buckets(word, **knobs)
        return
    if units != "char" and any(
        len(slow.text_of(c)) > 1 for c in slow.characters(b"<" + word + b">")
    ):
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
    firsts = {
        tuple(buckets(s.encode(), units="jamo", min_n=5, max_n=5, buckets=2**31 - 1))
        for s in SYLLABLES
    }
    assert len(firsts) == len(SYLLABLES)


def test_a_word_of_a_megabyte_takes_linear_time():
    for units in UNITS:
        times = []
        for size in (1 << 17, 1 << 20):
            word = ("말vec" * size)[:size].encode()[:size]
            began = time.perf_counter()
            ids, _ = _core.vocabulary_buckets(
                (np.frombuffer(word, np.uint8), np.array([0, len(word)], np.uint64)),
                {"units": units},
                1,
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
        ({"units": "syllable"}, "(units|ngrams_of)='syllable'"),
    ],
)
def test_knobs_out_of_range(knobs, message):
    with pytest.raises(ValueError, match=message):
        _core.subword_knobs(knobs)
    with pytest.raises(ValueError, match=message):
        SubwordTable.from_options(np.zeros((10, 2), np.float32), {"buckets": 10, **knobs})


def test_lists_of_a_vocabulary_do_not_depend_on_threads():
    words = [*ODD, *SYLLABLES[:3000]]
    vocab = Vocab.from_words(words)
    for units in UNITS:
        knobs = {"units": units, "buckets": 5003}
        offsets, ids = _core.vocabulary_buckets((vocab.data, vocab.offsets), knobs, 1)
        again = _core.vocabulary_buckets((vocab.data, vocab.offsets), knobs, 4)
        np.testing.assert_array_equal(ids, again[1])
        for i in (*range(len(ODD)), len(words) - 1):
            assert ids[int(offsets[i]) : int(offsets[i + 1])].tolist() == buckets(
                encode_word(words[i]), **knobs
            )
