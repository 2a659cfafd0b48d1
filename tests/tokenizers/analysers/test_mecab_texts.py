"""Texts that nobody writes, cut by the core's Mecab: nothing but blanks is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from malvec import _core
from tests.made import mecab_lexicon, messy
from tests.made.mecab_dictionary import LEFT, RIGHT, make_dictionary

LONG_WORD = "가" * 1_000
WORDS = [("가가", "NNP"), ("aa a", "NNG"), ("7가", "NNP"), ("😀😀", "NNP"), (LONG_WORD, "NNG")]
RUNS = ("a", "7", "가", "ㅋ", "\u1100", "각", "\u0301", "😀", "👨‍👩‍👧", "漢", ".", "\0", "\udcff")
RUNS += (
    "\u00a0",
    "\u3000",
    "\uffff",
    "가a7😀",
    "7가",
    "가\0",
    "a\udc80",
    "x7b",
    "".join(messy.JAMO),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small dictionary, and those that words of users need."""
    made = make_dictionary(tmp_path_factory.mktemp("mecab"))
    return mecab_lexicon.make_small(made, lefts=len(LEFT), rights=len(RIGHT))


@pytest.fixture(scope="module", params=["alone", "words"])
def core(request: pytest.FixtureRequest, folder: Path) -> _core.CoreTokenizer:
    words = WORDS if request.param == "words" else []
    return _core.mecab_tokenizer(str(folder), [], [], words, [])


def seen(*texts: str) -> str:
    """What can be no blank: in the small dictionary letters and digits behind an e can."""
    composed = map(_core.text_to_nfc, texts)
    return "".join(
        c for c in "".join(composed) if c not in "\u00d0abcdefghx0123456789" and not c.isspace()
    )


def test_all_of_unicode(core: _core.CoreTokenizer) -> None:
    text = "".join(map(chr, range(0x110000)))
    all_there = seen(*core.tokens(text)) == seen(text)
    assert all_there
    shuffled = random.Random(1).sample(range(0x110000), 0x110000)
    text = "".join(map(chr, shuffled))
    all_there = seen(*core.tokens(text)) == seen(text)
    assert all_there


@pytest.mark.parametrize("run", RUNS, ids=ascii)
def test_a_hundred_thousand_of_one_kind(core: _core.CoreTokenizer, run: str) -> None:
    text = run * (100_000 // len(run))
    tagged = core.tagged(text)
    all_there = seen(*(form for form, _ in tagged)) == seen(text)
    assert all_there
    assert core.tokens(text) == [form for form, _ in tagged]
    ends = [end for _, end in core.spans(text)]
    in_order = ends == sorted(ends) and max(ends, default=0) <= len(text)
    assert in_order


def test_bytes_that_are_no_text(core: _core.CoreTokenizer) -> None:
    rng = random.Random(2)
    whole = "가나 a7 x😀é\u0301각漢\u3000".encode()
    for _ in range(300):
        some = bytearray(whole * 20)
        for _ in range(rng.randrange(40)):
            some[rng.randrange(len(some))] = rng.randrange(256)
        given = bytes(some[rng.randrange(9) :])
        cut = [form.decode("utf-8", "surrogateescape") for form in core(given)]
        assert seen(*cut) == seen(given.decode("utf-8", "surrogateescape"))


def test_a_long_word_of_a_user(folder: Path) -> None:
    core = _core.mecab_tokenizer(str(folder), [], [], [(LONG_WORD, "NNG")], [])
    near = LONG_WORD[1:] + "나"
    text = near * 90 + LONG_WORD + " " + near * 9
    tokens = core.tokens(text)
    assert "".join(tokens) == text.replace(" ", "")
    assert tokens.count(LONG_WORD) > 0


@pytest.mark.parametrize("keep", [["T1"], ["NNP", "SW"], ["없"]])
def test_what_is_kept_of_long_texts(folder: Path, keep: list[str]) -> None:
    core = _core.mecab_tokenizer(str(folder), [], [], WORDS, [])
    kept = _core.mecab_tokenizer(str(folder), [], [], WORDS, keep)
    for run in ("가나다라마", "가가\0", "aa a", "😀😀ab 77"):
        text = run * 5_000
        every = core.tagged(text)
        assert kept.tagged(text) == [pair for pair in every if pair[1].startswith(tuple(keep))]
