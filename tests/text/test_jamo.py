"""Jamo: there and back over all syllables, and edit distances against their slow twins."""

from __future__ import annotations

import os
import signal
import threading
import time
import unicodedata
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import edit_distance as twin

from malvec import Vocab
from malvec.text import jamo

SYLLABLES = [chr(c) for c in range(0xAC00, 0xD7A4)]
short = st.text(st.sampled_from("가각갂나까힣희흰ㅋㅎㅠㅏaZ.\u1100\ud800\0"), max_size=6)


@pytest.mark.parametrize("empty", ["-", "∅", ""])
def test_every_syllable_comes_back(empty):
    text = "".join(SYLLABLES)
    assert jamo.compose(jamo.decompose(text, empty), empty) == text
    for syllable in SYLLABLES[::97]:
        doubled = f"ㅋ{syllable * 2}a."
        assert jamo.compose(jamo.decompose(doubled, empty), empty) == doubled


def test_letters_are_those_of_the_syllable():
    assert jamo.decompose("닭이ㅋ a") == "ㄷㅏㄺㅇㅣ-ㅋ a"
    assert jamo.compose("ㅎㅏㄴㄱㅜㄱㅇㅓ", "") == "한국어"
    assert jamo.initials("희망 2호") == "ㅎㅁ 2ㅎ"


@settings(max_examples=150, deadline=None)
@given(short, short)
def test_distances_equal_their_twins(a, b):
    assert jamo.levenshtein(a, b) == twin.levenshtein(a, b)
    assert jamo.distance(a, b) == pytest.approx(twin.jamo_distance(a, b), abs=1e-12)


LETTERS = [*"가각갂나까힣희흰ㄱㄳㅋㅎㅠㅏaZ.한漢\U0001f600\U0001f601\U0010ffff\udcff\udc80\ud800\0"]


@pytest.mark.parametrize("sizes", [(48, 48), (48, 90), (90, 48), (60, 61), (130, 75), (47, 80)])
def test_distances_of_long_texts_equal_their_twins(sizes):
    random = Random(f"{sizes}")
    for few in (2, 5, len(LETTERS)):
        a, b = ("".join(random.choices(LETTERS[-few:], k=size)) for size in sizes)
        begin = "".join(random.choices(LETTERS, k=9))
        for one, other in ((a, b), (begin + a, begin + b), (a, a[3:] + begin)):
            assert jamo.levenshtein(one, other) == twin.levenshtein(one, other)
            expected = twin.jamo_distance(one, other)
            assert jamo.distance(one, other) == pytest.approx(expected, abs=1e-9)


def test_one_against_many_in_any_number_of_threads():
    words = [SYLLABLES[i] + SYLLABLES[-i] for i in range(1, 9000)]
    expected = [jamo.distance("각히", word) for word in words]
    for threads in (1, 2, 3):
        np.testing.assert_array_equal(jamo.distances("각히", words, threads=threads), expected)
    np.testing.assert_array_equal(jamo.distances("각히", Vocab.from_words(words)), expected)


def test_a_typo_is_found():
    assert jamo.nearest("재밌엇다", ["영화", "재밌었다", "재미"], topn=1) == [
        ("재밌었다", pytest.approx(1 / 3))
    ]
    assert jamo.nearest("가", []) == []
    with pytest.raises(TypeError, match="one str"):
        jamo.distances("가", "나다")


def test_mistakes_with_neighbours() -> None:
    with pytest.raises(TypeError, match="not one str"):
        jamo.nearest("가", "가나")
    with pytest.raises(ValueError, match="topn"):
        jamo.nearest("가", ["가", "나"], topn=-1)


def test_long_texts_leave_others_their_turn_and_let_ctrl_c_through() -> None:
    text, turns, running = "가나다라" * 30_000, 0, True

    def count() -> None:
        nonlocal turns
        while running:
            turns += 1
            time.sleep(0.005)
            if turns == 20:
                os.kill(os.getpid(), signal.SIGINT)

    other = threading.Thread(target=count)
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            jamo.distance(text, text[2:])
    finally:
        running = False
        other.join()
    assert turns >= 20


def test_ctrl_c_ends_distances_to_many_words() -> None:
    word = "가나다라" * 2000
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    begin = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        jamo.distances(word, [word[i % 5 :] for i in range(9000)], threads=2)
    assert time.perf_counter() - begin < 5


def test_text_in_form_nfd_is_what_it_stands_for() -> None:
    def nfd(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    film = nfd("영화")
    assert jamo.distance(film, "영화") == jamo.levenshtein(film, "영화") == 0
    assert jamo.distance(film, nfd("영하")) == jamo.distance("영화", "영하")
    assert jamo.initials(film) == "ㅇㅎ"
    assert jamo.decompose(film) == jamo.decompose("영화")
    assert jamo.compose(film) == jamo.compose(film, "") == "영화"
    assert jamo.nearest(film, ["배우", "영화"], topn=1) == [("영화", 0.0)]
    for words in (["배우", film], Vocab.from_words(["배우", film])):
        assert jamo.distances("영화", words).tolist() == [jamo.distance("영화", "배우"), 0.0]
        assert jamo.nearest("영화", words, topn=1) == [(film, 0.0)]
    assert jamo.to_keys(film) == "dudghk"


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("ㅇㅗㅏㄴ", "완"),
        ("ㄱㅏㅂㅅㅇㅣ", "값이"),
        ("ㄱㅏㅂㅅㅣ", "갑시"),
        ("ㄱㅏㄱㅅㅣ", "각시"),
        ("ㄷㅏㄹㄱㅏㄹㄱ", "달갉"),
        ("ㅇㅡㅣㅅㅏ", "의사"),
        ("ㅋㅋ ㅠㅠ ㄱㅅ", "ㅋㅋ ㅠㅠ ㄱㅅ"),
        ("ㄱㅏㄸㅏ", "가따"),
        ("ㄱㅏㅃ", "가ㅃ"),
        ("ㄷㅏㄺㅇㅣ a\ud800", "닭이 a\ud800"),
    ],
)
def test_letters_come_together_as_in_typing(letters: str, syllables: str) -> None:
    assert jamo.compose(letters, "") == syllables


def test_every_syllable_can_be_typed() -> None:
    every = "".join(SYLLABLES)
    assert jamo.from_keys(jamo.to_keys(every)) == every


@pytest.mark.parametrize(
    ("keys", "hangul"),
    [
        ("dkssud", "안녕"),
        ("DKssud, zzz 3", "안녕, ㅋㅋㅋ 3"),
        ("hi", "ㅗㅑ"),
        ("ekfrdmf Ejrqhrdl", "닭을 떡복이"),
        ("dhksQur", "완뼉"),
    ],
)
def test_keys_and_what_was_meant(keys: str, hangul: str) -> None:
    assert jamo.from_keys(keys) == hangul
    if keys[:2] != "DK":
        assert jamo.to_keys(hangul) == keys
    assert jamo.to_keys("영화 ok") == "dudghk ok"
