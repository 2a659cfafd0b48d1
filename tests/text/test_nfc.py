"""Form NFC in linear time: runs of combining marks are broken, all else is Unicode's own."""

from __future__ import annotations

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import malvec as mv
from malvec.text.nfc import _RANGES, _combines, to_nfc

JOINER = "\N{COMBINING GRAPHEME JOINER}"
MARKS = "\u0301\u0323\u0f71\u0f73\u3099\U0001d165"
TAKEN_APART = "\u0344\u0958\U0001d160"


def test_whatever_combines_is_in_the_ranges() -> None:
    marks = filter(unicodedata.combining, map(chr, range(0x110000)))
    assert not [c for c in marks if not any(ord(c) in part for part in _RANGES)]
    assert _combines("\u0f73")  # of class 0 itself, but made of two marks


@given(st.text(st.sampled_from("a한ㅏ é\u1112\u1161\u11ab" + MARKS + TAKEN_APART), max_size=120))
def test_it_is_nfc_and_no_run_is_long(text: str) -> None:
    found = to_nfc(text)
    assert unicodedata.is_normalized("NFC", found)
    assert to_nfc(found) == found
    whole = unicodedata.normalize("NFD", found.replace(JOINER, ""))
    assert sorted(whole) == sorted(unicodedata.normalize("NFD", text))
    run = 0
    for character in found:
        run = run + 1 if _combines(character) else 0
        assert run <= 30


@given(st.text(max_size=30))
def test_short_text_is_what_unicode_says(text: str) -> None:
    assert to_nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("first", ["\u0958", "\U0001d160", "é", "\u0f73" * 15])
def test_what_the_form_takes_apart_counts(first: str) -> None:
    for marks in range(25, 64):
        text = first + "\u0323" * marks
        assert to_nfc(to_nfc(text)) == to_nfc(text)


def test_runs_of_up_to_thirty_marks_stay_whole() -> None:
    text = "a" + 15 * "\u0323\u0301"
    assert JOINER not in to_nfc(text)
    assert to_nfc(text + "\u0301").count(JOINER) == 1


MANY = 300_000


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73", "&#769;&#803;"])
@pytest.mark.parametrize("controls", [False, True])
def test_a_line_of_marks_takes_no_hours(marks: str, controls: bool) -> None:
    text = "a" + marks * (MANY // len(marks))
    normalizer = mv.Normalizer(html=True, controls=controls)
    begin = time.perf_counter()
    cleaned = normalizer(text)
    assert normalizer.lines(text.encode()).decode() == cleaned
    mv.Corpus.from_texts([text], min_count=1)
    vectors = mv.WordVectors(mv.Vocab.from_words(["a"]), np.ones((1, 1), np.float32))
    with pytest.raises(KeyError, match="among 1 words"):
        _ = vectors[text]
    assert time.perf_counter() - begin < 20  # with quadratic time many minutes
    assert normalizer(cleaned) == cleaned
