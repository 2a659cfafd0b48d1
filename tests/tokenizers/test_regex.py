"""Tokens by a regular expression."""

from __future__ import annotations

import json
import pickle

import pytest

from malvec.tokenizers import RegexTokenizer, by_name, describe, from_description


def test_matches_or_what_stands_between_them() -> None:
    assert RegexTokenizer()("영화(2019)는 재미있다!") == ["영화", "2019", "는", "재미있다"]
    assert RegexTokenizer(r"(영)(화)|x*")("영화xx영") == ["영화", "xx"]
    gaps = RegexTokenizer(r"[,\s]+", gaps=True)
    assert gaps(", 봄, 여름,가을") == ["봄", "여름", "가을"]
    assert gaps("") == [] == gaps(",")


def test_a_pattern_travels() -> None:
    made = RegexTokenizer(r"[가-힣]+", gaps=True)
    made("가")
    assert pickle.loads(pickle.dumps(made)) == made
    assert from_description(json.loads(json.dumps(describe(made)))) == made
    assert by_name("regex", pattern="가+")("가가나") == ["가가"]


def test_what_is_no_pattern() -> None:
    with pytest.raises(ValueError, match=r"pattern='\(': no regular expression: missing \)"):
        RegexTokenizer("(")
    with pytest.raises(TypeError, match="pattern=3: must be a regular expression"):
        RegexTokenizer(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="NoneType"):
        RegexTokenizer()(None)  # type: ignore[arg-type]
