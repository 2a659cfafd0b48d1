"""Cleaning: rules by example, and what must hold for every text."""

from __future__ import annotations

import json
import unicodedata
from html.entities import name2codepoint

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import malvec as mv
from malvec import Normalizer
from malvec.text import jamo

pieces = ["<br>", "<b>", "&lt;", "&amp;", "&#12619;", "ㅋㅋㅋ", "\u1112\u1174", "e\u0301"]
pieces += ["😀", "❤\ufe0f", "1\u20e3", "👩\u200d", "\u3164", "\u115f", "\u1160", "dk", "\ufe0f"]
alphabet = st.sampled_from([*pieces, *"가각앜쿠큐엌부ㅋㅎㅜㅠa1!.;<>&/ \t\n\0b#"])
texts = st.lists(alphabet | st.characters(), max_size=12).map("".join)
settings_of = st.builds(
    Normalizer,
    repeats=st.none() | st.integers(1, 3),
    emoticons=st.booleans(),
    halfwidth=st.booleans(),
    html=st.booleans(),
    controls=st.booleans(),
    squeeze=st.booleans(),
    emoji=st.booleans(),
    keys=st.booleans(),
    only=st.sampled_from([None, "hangul", "hangul+digits", "text"]),
)


@pytest.mark.parametrize(
    ("knobs", "before", "after"),
    [
        ({"repeats": 2}, "스토리ㅋㅋㅋ", "스토리ㅋㅋ"),
        ({"repeats": 2, "emoticons": True}, "스토리ㅋㅋㅋ", "스토리ㅋㅋ"),
        ({"repeats": 2, "emoticons": True}, "아ㅋㅋㅋ앜ㅋㅋ", "아ㅋㅋ아ㅋㅋ"),
        (
            {"emoticons": True},
            "앜ㅋㅋ ㅋ쿠ㅜㅜ 부엌ㅋㅋ 엌ㅋ 저녘ㅋ 쿠ㅜ",
            "아ㅋㅋㅋ ㅋㅋㅜㅜㅜ 부엌ㅋㅋ 어ㅋㅋ 저녘ㅋ 쿠ㅜ",
        ),
        (
            {"repeats": 2},
            "와아아아 100000원 www ㅠㅠㅠㅠ!!!!~~~ 😂😂😂",
            "와아아아 100000원 www ㅠㅠ!!~~ 😂😂",
        ),
        (
            {"html": True},
            "재밌다<br />정말 <b>최고</b>다 &lt;br&gt;&amp;quot;A&#33; <영화> 3 < 4 > 2",
            '재밌다 정말 최고다  "A! <영화> 3 < 4 > 2',
        ),
        ({"html": True}, "<<b>b>가&nosuch; <!-- x -->나&#0;&#xd800;", "가&nosuch;  나&#0;&#xd800;"),
        ({"halfwidth": True}, "ＡＢＣ！ ﾡￂ ｶﾞ\u3000￦", "ABC! ㄱㅏ ガ ₩"),
        ({"controls": True}, "가\0\u200b\u00a0나👨\u200d👩\ufeff", "가 나👨\u200d👩"),
        ({"controls": True}, "\u3164가\u3164나\uffa0", " 가 나 "),
        ({"controls": True, "squeeze": True}, "\u3164", ""),
        (
            {"controls": True},
            "\u115f\u1160가\u1160 \u115f\u1161 \u1160\u11a8",
            "  가  \u115f\u1161 \u1160\u11a8",
        ),
        ({"halfwidth": True, "controls": True, "squeeze": True}, "가\uffa0나\uffa0", "가 나"),
        ({"halfwidth": True}, "ﾊﾟﾊﾞ\nｶﾞ\r\nＡ\u0301\n", "パバ\nガ\r\nÁ\n"),
        (
            {"emoji": True},
            "영화👍최고 😂😂 좋다😀 🇰🇷 1️⃣ 👨\u200d👩\u200d👧 ❤️ ♥★ 👍🏽끝✨",
            "영화 최고  좋다     ♥★ 끝",
        ),
        ({"emoji": True, "squeeze": True, "html": True}, "가&#128512;나 <b😀>다", "가 나 다"),
        ({"keys": True}, "dkssud! 좋은dudghk hi Zzz wjdakf", "안녕! 좋은영화 hi Zzz 정말"),
        ({"keys": True, "only": "hangul"}, "dkssud hi", "안녕"),
        ({"squeeze": True}, "  가 \t 나  \n 다 ", "가 나\n다"),
        ({"only": "hangul"}, "abc 가나ㅋ1!", "가나ㅋ"),
        ({"only": "text"}, "abc, 가나ㅋ1★!", "abc, 가나ㅋ1 !"),
        ({}, unicodedata.normalize("NFD", "희망 é"), "희망 é"),
    ],
)
def test_rules(knobs, before, after):
    assert mv.text.normalize(before, **knobs) == after
    assert Normalizer(**knobs).lines(before.encode()).decode() == after


def test_all_names_of_html():
    clean = Normalizer(html=True)
    for name, code in {**name2codepoint, "apos": ord("'")}.items():
        assert clean(f"가&{name};나") == unicodedata.normalize("NFC", f"가{chr(code)}나"), name
        assert clean(f"가&{name}x;나") == f"가&{name}x;나"
    assert clean("&;&#;&A;&zzz;<a1><hr0><>") == "&;&#;&A;&zzz;<a1><hr0><>"
    assert clean("가<EM>나</em>다<Hr/>라<video >마") == "가나다 라 마"


@settings(max_examples=300, deadline=None)
@given(settings_of, texts)
def test_twice_is_once_and_the_text_is_nfc(normalizer, text):
    once = normalizer(text)
    assert normalizer(once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 3), st.booleans(), texts)
def test_no_syllable_and_no_letter_is_lost(repeats, emoticons, text):
    composed = unicodedata.normalize("NFC", text)

    def syllables(text: str) -> list[str]:
        return [c for c in text if "가" <= c <= "힣"]

    assert syllables(Normalizer(repeats=repeats)(text)) == syllables(composed)
    recut = Normalizer(emoticons=emoticons)(text)
    assert jamo.decompose(recut, "") == jamo.decompose(composed, "")
    assert len(syllables(Normalizer(repeats=repeats, emoticons=emoticons)(text))) == len(
        syllables(recut)
    )


@settings(max_examples=200, deadline=None)
@given(settings_of, texts, st.binary(max_size=20))
@example(Normalizer(controls=True, only="hangul"), "", b"\xeb\x00\x80\x80")
@example(Normalizer(html=True, only="hangul"), "", b"\xeb<b>\x80\x80")
@example(Normalizer(html=True, controls=True, only="hangul"), "", b"\xeb&#1;\x80\x80")
@example(Normalizer(controls=True, only="hangul"), "", b"\xed\xb2\x80\x00\x80")
@example(Normalizer(controls=True), "", b"\xed\xa6\xbd\x08+")
def test_blocks_of_lines_are_cleaned_like_lines(normalizer, text, noise):
    block = text.encode("utf-8", "replace") + b"\n" + noise
    cleaned = [normalizer(line) for line in block.decode("utf-8", "surrogateescape").split("\n")]
    assert normalizer.lines(block) == "\n".join(cleaned).encode("utf-8", "surrogateescape")


def test_clean_text_comes_back_as_it_is():
    text = "정말 재미있는 영화였다"
    assert (
        Normalizer(
            repeats=2, emoticons=True, html=True, halfwidth=True, controls=True, squeeze=True
        )(text)
        is text
    )


def test_a_few_decomposed_lines_in_a_large_file(tmp_path):
    lines = [f"{k} 희망 영화 é 각 {k % 7}" for k in range(40_000)]
    (tmp_path / "composed.txt").write_text("\n".join(lines), "utf-8")
    for k in (0, 1, 17, 20_000, 20_001, 20_003, 39_999):
        lines[k] = unicodedata.normalize("NFD", lines[k])
    (tmp_path / "mixed.txt").write_text("\n".join(lines), "utf-8")
    expected, mixed = (
        mv.Corpus.from_files(tmp_path / f"{name}.txt", min_count=1)
        for name in ("composed", "mixed")
    )
    assert (mixed.ids == expected.ids).all()
    assert (mixed.offsets == expected.offsets).all()
    assert list(mixed.vocab) == list(expected.vocab)
    assert mixed.report.bytes == (tmp_path / "mixed.txt").stat().st_size
    assert len(
        mv.Corpus.from_files(tmp_path / "mixed.txt", min_count=1, normalizer=None).vocab
    ) > len(expected.vocab)


def test_widths_are_unicodes():
    normalizer = Normalizer(halfwidth=True)
    for code in [0x3000, *range(0xFF00, 0xFFF0)]:
        parts = unicodedata.decomposition(chr(code)).split()
        ordinary = (
            chr(int(parts[1], 16)) if parts and parts[0] in ("<wide>", "<narrow>") else chr(code)
        )
        assert normalizer(chr(code)) == unicodedata.normalize("NFC", ordinary), hex(code)


@pytest.mark.parametrize(
    "hostile",
    [
        "&#59" * 100_000 + ";",
        "<" * 300_000 + "b>",
        "&" * 300_000 + ";" * 300_000,
        "<b" * 100_000 + ">" * 9,
    ],
)
def test_hostile_html_ends_soon(hostile):
    normalizer = Normalizer(html=True)
    once = normalizer(hostile)
    assert normalizer(once) == once


def test_described_and_made_again():
    normalizer = Normalizer(repeats=2, only="text")
    assert Normalizer.from_description(normalizer.describe()) == normalizer
    with pytest.raises(ValueError, match="NFC only"):
        Normalizer.from_description({"form": "NFD"})
    with pytest.raises(ValueError, match="only='all'"):
        Normalizer(only="all")
    with pytest.raises(ValueError, match="repeats=0"):
        Normalizer(repeats=0)


def both_forms() -> tuple[list[str], list[str]]:
    composed = ["희망 영화 좋다", "영화 영화 é", "좋다 희망"] * 3
    return composed, [unicodedata.normalize("NFD", text) for text in composed]


@pytest.mark.parametrize("tokenizer", [None, mv.tokenizers.Characters(), str.split])
def test_both_unicode_forms_make_the_same_corpus(tokenizer, tmp_path):
    composed, apart = both_forms()
    expected = mv.Corpus.from_texts(composed, tokenizer=tokenizer, min_count=1)
    (tmp_path / "apart.txt").write_text("\n".join(apart), "utf-8")
    files = mv.Corpus.from_files(tmp_path / "apart.txt", tokenizer=tokenizer, min_count=1)
    for made in (mv.Corpus.from_texts(apart, tokenizer=tokenizer, min_count=1), files):
        assert list(made) == list(expected)
        assert list(made.vocab) == list(expected.vocab)
    as_it_is = mv.Corpus.from_texts(apart, tokenizer=tokenizer, min_count=1, normalizer=None)
    assert list(as_it_is.vocab) != list(expected.vocab)
    assert as_it_is.pipeline.normalizer is None


def test_the_cleaning_goes_with_the_corpus_and_the_vectors(tmp_path):
    normalizer = Normalizer(repeats=2, html=True)
    texts = ["영화 ㅋㅋㅋㅋ<br>희망", "희망 ㅋㅋ 영화"] * 9
    corpus = mv.Corpus.from_texts(texts, min_count=1, normalizer=normalizer)
    assert sorted(corpus.vocab) == sorted({"영화", "ㅋㅋ", "희망"})
    corpus.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors")
    assert opened.pipeline.normalizer == normalizer
    vectors = mv.Skipgram(dim=8, epochs=1, threads=1, sample=0).fit(opened)
    vectors.save(tmp_path / "v.safetensors")
    for found in (vectors, mv.load(tmp_path / "v.safetensors")):
        assert "ㅋㅋㅋㅋㅋ" in found
        assert found.most_similar(unicodedata.normalize("NFD", "희망")) == found.most_similar(
            "희망"
        )


def test_unseen_words_are_cleaned_too():
    texts = ["영화 재미 희망", "희망 재미"] * 9
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    vectors = mv.Skipgram(
        dim=8, epochs=1, threads=1, sample=0, subwords="char", min_n=1, max_n=2, buckets=50
    ).fit(corpus)
    assert (vectors[unicodedata.normalize("NFD", "재희망")] == vectors["재희망"]).all()


def test_what_is_no_normalizer():
    with pytest.raises(TypeError, match="Normalizer"):
        mv.Corpus.from_texts(["a"], min_count=1, normalizer="NFC")


def test_knobs_are_plain_values() -> None:
    for wrong, kind in (
        ({"html": None}, TypeError),
        ({"squeeze": 2}, TypeError),
        ({"emoji": "yes"}, TypeError),
        ({"repeats": 2.5}, TypeError),
        ({"repeats": True}, TypeError),
        ({"repeats": 0}, ValueError),
        ({"only": "latin"}, ValueError),
    ):
        with pytest.raises(kind, match=next(iter(wrong))):
            Normalizer(**wrong)
    normalizer = Normalizer(repeats=np.int64(2), html=np.bool_(True))
    assert json.loads(json.dumps(normalizer.describe()))["repeats"] == 2
    assert normalizer == Normalizer(repeats=2, html=True)


def test_what_is_no_text_to_clean() -> None:
    for wrong in (None, 3, b"x", float("nan")):
        with pytest.raises(TypeError, match="a text must be str, not"):
            mv.text.normalize(wrong)
