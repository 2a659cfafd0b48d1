"""Stop words: by a list, by tags, bundled; and how they travel with a model."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from unicodedata import normalize

import pytest

import malvec as mv
from malvec.tokenizers import (
    KOREAN_STOP_WORDS,
    Mecab,
    Okt,
    Whitespace,
    WithoutStopWords,
    WithPhrases,
    describe,
    from_description,
)


def test_words_and_tags_are_left_out() -> None:
    assert WithoutStopWords(Whitespace(), ["그", "저"])("그 영화 저 영화") == ["영화", "영화"]
    assert WithoutStopWords(Whitespace(), [])("그 영화") == ["그", "영화"]
    assert WithoutStopWords(Whitespace(), [normalize("NFD", "그")])("그 영화") == ["영화"]
    pytest.importorskip("mecab")
    text = "이 영화가 정말 재미있다."
    assert WithoutStopWords(Mecab())(text) == ["영화", "재미있", "."]
    tags = ("J", "E", "SF")
    assert WithoutStopWords(Mecab(), tags=tags)(text) == ["이", "영화", "정말", "재미있"]
    assert WithoutStopWords(Mecab(), ["이"], tags)(text) == ["영화", "정말", "재미있"]


def test_the_bundled_list_is_short_and_of_words() -> None:
    assert 100 < len(KOREAN_STOP_WORDS) < 200
    assert all(word == word.strip() for word in KOREAN_STOP_WORDS)


def test_they_travel_with_a_model(tmp_path: Path) -> None:
    tokenizer = WithoutStopWords(WithPhrases(Whitespace(), [("좋은", "영화")]), ["그"])
    corpus = mv.Corpus.from_texts(["그 좋은 영화 그 배우"] * 9, tokenizer=tokenizer, min_count=1)
    assert corpus.sentence(0) == ["좋은_영화", "배우"]
    corpus.save(tmp_path / "c.safetensors")
    opened = mv.Corpus.load(tmp_path / "c.safetensors").pipeline
    assert opened is not None
    assert opened.tokens("그 좋은 영화 그 배우") == ["좋은_영화", "배우"]
    for made in (tokenizer, WithoutStopWords(Mecab(), tags=("J",)), WithoutStopWords(Okt())):
        described = json.loads(json.dumps(describe(made)))
        assert from_description(described) == made == pickle.loads(pickle.dumps(made))
    assert WithoutStopWords(Okt(time_limit=7)).limit() == 7


def test_mistakes_with_stop_words() -> None:
    with pytest.raises(TypeError, match="words must be stop words"):
        WithoutStopWords(Whitespace(), "그")
    with pytest.raises(TypeError, match="Whitespace gives no tags; Mecab"):
        WithoutStopWords(Whitespace(), tags=("J",))
    with pytest.raises(ValueError, match="Okt has no tag that begins so"):
        WithoutStopWords(Okt(), tags=("JX",))
