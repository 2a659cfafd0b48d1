"""What is left of the markup of Wikipedia."""

from __future__ import annotations

import time

import pytest

from malvec.text.readers.wiki_markup import plain_text

MARKUP = [
    ("[[파일:a.jpg|섬네일|[[포도]] 사진]]본문", "본문"),
    ("[[분류:과일]]\n[[en:Grape]]\n[[:분류:과일]]을 보라", "분류:과일을 보라"),
    ("{{겹친|{{안}}|a={{b}}}}뒤", "뒤"),
    ("{| class=x\n|-\n| 칸 || 칸\n|}\n본문", "본문"),
    ("<ref name=a>책, 1쪽</ref>본문<ref name=a />이다", "본문이다"),
    ("<!-- 숨김 [[ -->보임", "보임"),
    ("[https://a.kr 가나] 와 [https://b.kr]", "가나 와"),
    ("a &lt; b&nbsp;c <br/>d <small>e</small>", "a < b c d e"),
    ("<math>x^2</math>는 제곱", "는 제곱"),
    ("열린 {{틀 하나\n다음 줄", "열린\n다음 줄"),
    ("닫는 }} 것과 ]] 것", "닫는  것과  것".replace("  ", " ")),
    ("'''''굵고 기운'''''", "굵고 기운"),
    ("== 제목 ==\n__TOC__\n: 들여쓴 줄", "들여쓴 줄"),
    ("봄<br>여름<br />가을", "봄 여름 가을"),
    ("봄<br\n/>여름", "봄 여름"),
    ("앞<poem>가\n나</poem>뒤", "앞\n가\n나\n뒤"),
    ("<ul><li>하나</li><li>둘</li></ul>", "하나\n둘"),
    ("가<p>나</p>다<hr>라<h2>마</h2>바<blockquote>사</blockquote>", "가\n나\n다\n라\n마\n바\n사"),
    ("가<b>나</b>다<DIV>라</DIV>", "가나다\n라"),
    ("__목차__가\n__목차숨김__\n__단락 편집 숨김__나__NOTOC__", "가\n나"),
    ("! 놀라운 일\n| 막대로 시작하는 줄", "! 놀라운 일\n| 막대로 시작하는 줄"),
    ("열린 {| class=x\n|-\n! 머리\n| 칸\n끝", "열린\n끝"),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), MARKUP)
def test_markup(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "piece",
    [
        "[[",
        "{{",
        "{|\n",
        "<ref>",
        "<!--",
        "[//",
        "=",
        "'",
        "\n",
        "<a ",
        "[[a:",
        "}}",
        "{{]]",
        "|",
        "&",
    ],
)
def test_markup_is_cleaned_in_linear_time(piece: str) -> None:
    began = time.perf_counter()
    plain_text(piece * (400_000 // len(piece)))
    assert time.perf_counter() - began < 20  # quadratic would be hours
