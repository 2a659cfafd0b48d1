"""Jamo: there and back over all syllables, and edit distances against their slow twins."""

from __future__ import annotations

import os
import signal
import threading
import time

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
