"""Sentences: the core and its slow twin, nothing lost, and what people write."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made import messy
from reference import sentence_ends

import malvec as mv
from malvec import _core
from malvec.text import sentence_spans, split_sentences

PIECES = (
    *"다요니까음함임네나군죠듯지야어아라해고 .!?…~ㅋㅠ^;'\"’”“‘()「」\n\r\u3000。！,:-_=A.bcIUS19",
    *("습", "있", "없", "했", "습니다. ", "이에요 ", "라고 ", "Mr. ", "U.S. ", "e.g. ", "The "),
    *("etc. ", "No. ", "😀", "❤", "\ud800", "\udc80", "ㅋㅋㅋ", "하더라도 ", "영화 ", "최고다"),
    *("누구나", "판다 ", "3. ", "12. ", "...", "가요", "ab.cd. ", "좋겠다", "‥", "é", "Я", "\x85"),
)
made_text = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(made_text)
@example("그는 “갔다. 왔다.”라고 했다. 2011. 3. 15. 왔다. 가. 나는 p. 3 cf. b. The")
def test_the_core_finds_what_the_twin_finds(text: str) -> None:
    assert sentence_spans(text) == sentence_ends.sentence_spans(text)


@given(st.one_of(st.text(), made_text))
@example("".join(messy.ODD))
def test_nothing_is_lost(text: str) -> None:
    spans, sentences = sentence_spans(text), split_sentences(text)
    assert sentences == [text[begin:end] for begin, end in spans]
    assert all(sentence == sentence.strip() != "" for sentence in sentences)
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    between = "".join(text[ends[i] : ends[i + 1]] for i in range(0, len(ends), 2))
    assert not between.strip()


@given(st.binary(max_size=40), made_text)
def test_bytes_that_are_not_utf8_stay(broken: bytes, text: str) -> None:
    block = broken + text.encode("utf-8", "replace") + broken
    lines = _core.sentence_lines(block)
    assert b"".join(lines.split()) == b"".join(block.split()) or not block.isascii()
    text = block.decode("utf-8", "surrogateescape")
    found = "".join(f"{sentence}\n" for sentence in split_sentences(text))
    assert lines == found.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "sentences",
    [
        "나는 학교에 갔습니다|그는 집에 있었어요|근데 비가 왔네요~|진짜예요.",
        "재밌다ㅋㅋ|또 보고 싶다 ㅠㅠ ^^|최고!!!|강추합니다.",
        "시간이 있다 하더라도 안 본다.|지루하다 보니 잤다.",
        "“다시는 안 본다. 정말이다.”라고 했다.|'왜?' 하고 물었다.",
        '"그랬구나." 라고 말했다.|(웃음) 좋았다 (그랬다. 정말로) 싶었다.',
        "정말 재미있었다.|근데 3.5점은 좀 그렇네요...|그래도 음... 볼만하다.|제1.2절을 보라.",
        "2011. 3. 15. 서울에서 만났다.|1. 첫째로 재미있다.|가. 둘째로 슬프다.",
        "그 파일은 a.txt이고 http://x.kr/?q=1.2 에 있다.|메일은 a.b@c.co.kr 이다.",
        "1962년 ~ 1965년; 레이다 세 대; 더구나 비가 왔다.|끝;;|또",
        "우간다 대통령이 판다 곰을 봤다.|누구나 볼 수 있다.",
        "최고의 영화..|정말.. 재밌는데~ 길다ㅋ|별점은^^ 만점!",
        "돈이 있음 좋겠다.|볼 게 없음|비추함.",
        "Mr. Kim met Dr. No. 5 in the U.S. Senate.|He left at 5 p.m. on Jan. 3.|J. S. Bach died.",
        'He said, "I am here. You are there."|Then he left.|Really?!|Yes... no, etc. and so on.',
        "It cost $3.50 (approx. 3 euros).|Yahoo! is old.|The end.|“So it is.”|He nodded.",
        "今日は雨です。|明日は晴れ！|“行く。”と言った。",
    ],
)
def test_what_people_write(sentences: str) -> None:
    parts = sentences.split("|")
    blank = "" if parts[0].startswith("今") else " "
    assert split_sentences(blank.join(parts)) == parts
    assert split_sentences("\n".join(parts)) == parts


def test_no_blank_is_needed_behind_a_korean_ending() -> None:
    assert split_sentences("정말 좋았다.근데 길다!강추") == ["정말 좋았다.", "근데 길다!", "강추"]
    assert split_sentences("좋다!라는 말.뭐라고?라는 말") == ["좋다!라는 말.뭐라고?라는 말"]


def test_a_long_quotation_holds_nothing_together() -> None:
    assert len(split_sentences("“" + "그랬다. " * 20 + "”")) == 1
    assert len(split_sentences("“" + "그랬다. " * 200 + "”")) > 150


@pytest.mark.parametrize("piece", ["\"' ( 좋다 . . ㅋ “[ ", " ", "ㅋ", ". ", ') " ', "다 (", "a.b"])
def test_a_long_line_takes_linear_time(piece: str) -> None:
    seconds = []
    for size in (1 << 17, 1 << 19):
        text = piece * (size // len(piece))
        started = time.process_time()
        sentence_spans(text)
        seconds.append(time.process_time() - started)
    assert seconds[1] < 8 * seconds[0] + 0.05


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="a text must be str"):
        split_sentences(b"no")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a text must be str"):
        sentence_spans(["no"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"split by malvec\.text\.split_sentences"):
        mv.text.readers.Sentences("좋다. 또 봐야지")  # type: ignore[arg-type]
