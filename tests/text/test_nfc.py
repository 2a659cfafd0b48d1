"""Form NFC in linear time: runs of combining marks are broken, all else is Unicode's own."""

from __future__ import annotations

import time
import unicodedata
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import malvec as mv
from malvec import _core
from malvec.text.nfc import pieces, spans_as_written, to_nfc
from malvec.text.normalizer import compose
from tests.reference import nfc

JOINER = "\N{COMBINING GRAPHEME JOINER}"
MARKS = "\u0301\u0323\u0f71\u0f73\u3099\U0001d165"
TAKEN_APART = "\u0344\u0958\U0001d160"
PARTS = "\u1100\u1112\u1161\u1175\u11a7\u11a8\u11ab\u11c2\u115f\u1160\ud7b0가각한"
SAFE = "a 한ㅏé\n\u00b7😀"


@cache
def assigned() -> list[str]:
    """All characters that the running Python's tables know."""
    everything = map(chr, range(0x110000))
    return [c for c in everything if unicodedata.category(c) not in ("Cn", "Cs", "Co", "Cc")]


@cache
def combining() -> list[str]:
    """Those that do not stay alone: of a class, taken apart, or parts of others."""
    return [
        c
        for c in assigned()
        if unicodedata.combining(c)
        or not unicodedata.is_normalized("NFD", c)
        or not unicodedata.is_normalized("NFC", "a" + c)
        or unicodedata.decomposition(c)
    ]


def same_as_twin(texts: list[str]) -> None:
    """Compares many texts at once, and says which differ."""
    found, expected = (form("\n".join(texts)).split("\n") for form in (to_nfc, nfc.to_nfc))
    wrong = [
        ascii(text) for text, *both in zip(texts, found, expected, strict=True) if len({*both}) > 1
    ]
    assert not wrong, wrong[:5]


def test_whatever_combines_is_in_the_ranges_of_the_slow_twin() -> None:
    marks = filter(unicodedata.combining, map(chr, range(0x110000)))
    assert not [c for c in marks if not any(ord(c) in part for part in nfc.RANGES)]
    assert nfc.combines("\u0f73")  # of class 0 itself, but made of two marks


def test_every_character_alone_and_between_marks() -> None:
    same_as_twin(assigned())
    for mark in "\u0301\u0323\u093c\u0f71\u3099\u1161\u11a8\u0344":
        same_as_twin([c + mark for c in assigned()])
        same_as_twin([mark + c for c in combining()])


def test_every_pair_that_unicode_puts_together() -> None:
    apart = [unicodedata.normalize("NFD", c) for c in assigned()]
    pairs = [text for text in apart if len(text) > 1]
    assert len(pairs) > 12_000
    same_as_twin(pairs)
    for mark in "\u0323\u0301\u0345\u1161\u11ab":
        same_as_twin([text[:1] + mark + text[1:] for text in pairs])
        same_as_twin([text + mark for text in pairs])


@pytest.mark.parametrize("alphabet", [PARTS + SAFE, MARKS + TAKEN_APART + SAFE, ""])
def test_a_million_random_texts(alphabet: str) -> None:
    """Other ones in each run; a finding prints its seed."""
    seed = time.time_ns() % 1_000_000
    random, letters = Random(seed), alphabet or [*combining(), *SAFE]
    characters = random.choices(letters, k=1_200_000)
    at, texts = 0, list[str]()
    while at < len(characters):
        size = random.randrange(1, 7)
        texts.append("".join(characters[at : at + size]).replace("\n", "b"))
        at += size
    print(f"seed {seed}")
    same_as_twin(texts)


@given(st.text(st.sampled_from(PARTS + MARKS + TAKEN_APART + SAFE + "\ud800\udc00"), max_size=120))
def test_it_is_nfc_and_no_run_is_long(text: str) -> None:
    found = to_nfc(text)
    assert found == nfc.to_nfc(text)
    assert unicodedata.is_normalized("NFC", found)
    assert to_nfc(found) is found
    whole = unicodedata.normalize("NFD", found.replace(JOINER, ""))
    assert sorted(whole) == sorted(unicodedata.normalize("NFD", text))
    run = 0
    for character in found:
        run = run + 1 if nfc.combines(character) else 0
        assert run <= 30


@given(st.text(max_size=30))
def test_short_text_is_what_unicode_says(text: str) -> None:
    assert to_nfc(text) == unicodedata.normalize("NFC", text)


@given(st.lists(st.one_of(st.binary(max_size=4), st.text(MARKS + PARTS + SAFE, max_size=5))))
def test_bytes_that_are_not_utf8_stay_and_separate(pieces: list[bytes | str]) -> None:
    block = b"".join(p if isinstance(p, bytes) else p.encode() for p in pieces)
    assert compose(block) == nfc.compose(block)
    assert compose(block + bytes(200) + block) == nfc.compose(block + bytes(200) + block)


def test_where_the_form_cannot_be_mistaken() -> None:
    """UAX #15: order of marks, blocked marks, exclusions, singletons, Hangul."""
    for text, composed in {
        "a\u0323\u0307": "\u1ea1\u0307",
        "a\u0307\u0323": "\u1ea1\u0307",
        "q\u0307\u0323": "q\u0323\u0307",
        "e\u0301\u0301": "\u00e9\u0301",
        "e\u034f\u0301": "e\u034f\u0301",
        "\u0915\u093c": "\u0915\u093c",
        "\u2126\u212b": "\u03a9\u00c5",
        "\u1112\u1161\u11ab": "한",
        "하\u11ab": "한",
        "한\u11ab": "한\u11ab",
        "\u1112\u0301\u1161": "\u1112\u0301\u1161",
        "\u0301\u1112\u1161": "\u0301하",
        "\u09c7\u09be\u09c7\u0334\u09be": "\u09cb\u09c7\u0334\u09be",
    }.items():
        assert to_nfc(text) == composed == unicodedata.normalize("NFC", text), ascii(text)


def test_unicode_that_python_may_not_know_yet() -> None:
    assert to_nfc("\U00016d63\U00016d67\U00016d67") == "\U00016d6a"  # 16.0: Kirat Rai
    assert to_nfc("\U000113c2\U000113c2") == "\U000113c5"


@pytest.mark.parametrize("first", ["\u0958", "\U0001d160", "é", "\u0f73" * 15])
def test_what_the_form_takes_apart_counts(first: str) -> None:
    for marks in range(25, 64):
        text = first + "\u0323" * marks
        assert to_nfc(to_nfc(text)) == to_nfc(text) == nfc.to_nfc(text)


def test_runs_of_up_to_thirty_marks_stay_whole() -> None:
    text = "a" + 15 * "\u0323\u0301"
    assert JOINER not in to_nfc(text)
    assert to_nfc(text + "\u0301").count(JOINER) == 1


def test_the_quick_check_never_errs_on_the_side_of_doing_nothing() -> None:
    for character in assigned():
        if not _core.find_not_nfc(character.encode()) < len(character.encode()):
            assert unicodedata.is_normalized("NFC", "a" + character), ascii(character)
            assert unicodedata.combining(character) == 0, ascii(character)


def test_the_quick_check_is_the_same_in_long_text() -> None:
    """Where 64 bytes are looked at once, no character is overlooked that one by one is not."""
    for code in (code for code in range(0x80, 0x110000) if not 0xD800 <= code < 0xE000):
        character = chr(code).encode()
        alone = _core.find_not_nfc(character) < len(character)
        assert _core.find_not_nfc(b"a" * 61 + character + b"a" * 90) == (
            61 if alone else 151 + len(character)
        ), hex(code)


def test_the_tables_carry_the_notice_of_their_data() -> None:
    root = Path(__file__).parents[2]
    notice = (root / "NOTICE").read_text("utf-8")
    licence = notice[notice.index("UNICODE LICENSE V3") :].splitlines()
    table = (root / "cpp" / "text" / "nfc_tables.inc").read_text("utf-8").splitlines()
    assert table[2 : 2 + len(licence)] == [f"// {line}".rstrip() for line in licence]
    assert "text/nfc_piece.cpp" in table[0]
    assert (root / "cpp" / "text" / "nfc_piece.cpp").exists()
    assert '"NOTICE"' in (root / "pyproject.toml").read_text("utf-8"), "wheels carry it"


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


@given(
    st.text(
        st.sampled_from("\u09c7\u09be\u1025\u102e\u1b05\u1b35" + PARTS + MARKS + TAKEN_APART + SAFE)
    )
)
def test_pieces_are_put_into_the_form_each_by_itself(text: str) -> None:
    parts = list(pieces(text))
    assert "".join(parts) == text
    assert "".join(map(to_nfc, parts)) == to_nfc(text)


def test_spans_of_text_as_it_was_written() -> None:
    assert spans_as_written("x\u09c7\u09be", [(0, 1), (1, 2)]) == [(0, 1), (1, 3)]
    assert spans_as_written("x\u212b \u1112\u1161\u11ab", [(0, 1), (3, 4)]) == [(0, 1), (3, 6)]
    assert spans_as_written("q\u0323e\u0301", [(0, 1), (1, 2), (2, 3)]) == [(0, 1), (1, 2), (2, 4)]
