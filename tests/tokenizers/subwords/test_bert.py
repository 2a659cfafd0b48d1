"""Tokenizers of BERT against the original."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.reviews import REVIEWS
from made.vocabularies import NUMBERED, VOCABULARY
from reference.bert import full_tokens

import malvec as mv
from malvec import tokenizers


def test_bert_by_hand() -> None:
    units = tokenizers.bert(VOCABULARY)
    assert units("영화가 재미있다!") == ["영화", "##가", "재미", "##있", "##다", "!"]
    assert units("unaffable,漢字") == ["un", "##aff", "##able", ",", "漢", "字"]
    assert units("Unaffable 영화관 résumés") == ["[UNK]"] * 3
    assert units("[MASK]") == ["[", "[UNK]", "]"]
    assert units.offsets("영화가  재미") == [(0, 2), (2, 3), (5, 7)]
    assert units("a" * 200) == ["a", *["##a"] * 199]
    assert units("a" * 201) == ["[UNK]"]
    assert tokenizers.bert(VOCABULARY, max_input_chars_per_word=5)("unaffable a") == ["[UNK]", "a"]
    assert units.decode(units.ids("영화가 재미있다")) == "영화가 재미있다"


def test_accents_and_hangul() -> None:
    uncased = tokenizers.bert(VOCABULARY, lowercase=True, strip_accents=True)
    assert uncased("Résumés [MASK]") == ["resume", "##s", "[", "mask", "]"]
    assert uncased("영화") == ["ᄋ", "##ᅧ", "##ᆼ", "##ᄒ", "##ᅪ"]  # as in the original
    assert tokenizers.bert(VOCABULARY, lowercase=True)("영화") == ["영화"]
    decomposed = "\u110b\u1167\u11bc\u1112\u116a"
    assert tokenizers.bert(VOCABULARY)(decomposed) == ["영화"]
    assert tokenizers.bert(VOCABULARY, nfc=False)(decomposed) == ["ᄋ", "##ᅧ", "##ᆼ", "##ᄒ", "##ᅪ"]


@pytest.mark.parametrize("uncased", [False, True])
def test_reviews_as_the_original(uncased: bool) -> None:
    vocabulary = (
        mv.WordPiece(vocab_size=3000, normalization="nfd" if uncased else "nfc", lowercase=uncased)
        .fit(REVIEWS)
        .vocabulary
    )
    units = tokenizers.bert(vocabulary, lowercase=uncased, strip_accents=uncased, nfc=False)
    mixed = [
        "A\u0301é ÀB\u200bc\td\u3000e\x07f\ufffdg\0h",
        "漢字かなカナ１２",
        "...!?~^^;;",
        "👨‍👩‍👧ㅋㅋ",
        "a" * 300,
        "\u2028x\x85y",
    ]
    for text in [*REVIEWS, *mixed]:
        assert units(text) == full_tokens(text, vocabulary, uncased)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Co", "Cn"))))
def test_any_text_is_cut_as_the_original_does(text: str) -> None:
    new = {
        chr(code)
        for low, high in ((0x890, 0x8FF), (0x1AB0, 0x1AFF), (0x2E43, 0x2E5D))
        for code in range(low, high + 1)
    }
    if not new & set(text) and not any(
        c in "\u061d\u07fd\u09fd\u0a76\u0afa\u0c77\u0c84\u166d\u1b7d\u1b7e" for c in text
    ):
        assert tokenizers.bert(VOCABULARY, nfc=False)(text) == full_tokens(text, NUMBERED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"a\n\nb\n", "line 2 is empty"),
        (b"a\nb\na\n", "line 3 repeats the unit 'a' of line 1"),
        (b"\xff\xfea", "UTF-8"),
        (b"a\0b\n", "binary"),
        ("[UNK]\n영화\n##가\n".encode("cp949"), "looks like CP949"),
    ],
)
def test_bad_vocabularies(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "vocab.txt"
    path.write_bytes(content)
    with pytest.raises(mv.FormatError, match=message):
        tokenizers.load(path)


def test_vocabularies(tmp_path: Path) -> None:
    path = tmp_path / "vocab.txt"
    path.write_bytes(("\ufeff" + "\r\n".join(VOCABULARY) + "\r\n").encode())
    assert tokenizers.load(path) == tokenizers.bert(path) == tokenizers.bert(VOCABULARY)
    with pytest.raises(ValueError, match=r"lacks the unknown unit '\[UNK\]'"):
        tokenizers.bert(["a"])
    assert tokenizers.bert(["a", "?"], unknown="?")("a b") == ["a", "?"]
    with pytest.raises(TypeError, match="lowercase"):
        tokenizers.bert(VOCABULARY, lowercase=1)  # type: ignore[arg-type]
