"""Nouns by what follows them: which are found, and which are not."""

from __future__ import annotations

import pytest

import malvec as mv

NOT_NOUNS = [
    "극대화한다",
    "서비스한다",
    "극대화하는",
    "서비스하는",
    "하는",
    "감동받은",
    "재미있는",
    "영화를",
    "영화에서",
    "드라",
    "개인적으",
]


def test_verbs_are_no_nouns() -> None:
    particles, endings = ["를", "는", "의", "에서", "가"], ["", "고", "는", "면", "지만"]
    texts = [
        f"{noun}{particle}"
        for noun in ("극대화", "서비스", "영화", "드라마")
        for particle in particles
        for _ in range(5)
    ]
    texts += [
        f"{verb}{ending}"
        for verb in ("극대화한다", "서비스한다", "극대화하", "서비스하")
        for ending in endings
        for _ in range(5)
    ]
    found = set(mv.word_discovery.find_nouns(mv.word_discovery.count_words(texts)).vocab)
    assert found == set(
        mv.word_discovery.find_nouns(
            mv.word_discovery.count_words(texts, threads=1), threads=7
        ).vocab
    )
    assert {"극대화", "서비스", "영화", "드라마"} <= found
    assert found.isdisjoint(NOT_NOUNS)


def test_most_nouns_are_nouns() -> None:
    """At least 85 of 100 words found are made of nouns, roots, numbers and foreign letters by
    Mecab's judgement."""
    mecab = pytest.importorskip("mecab").MeCab()
    table = mv.word_discovery.find_nouns(
        mv.word_discovery.count_words(mv.datasets.review_texts()[:20_000])
    )
    assert len(table) > 1000
    assert table.coverage is not None
    assert table.coverage > 0.35
    assert {"영화", "연기", "스토리", "드라마"} <= set(table.vocab)
    assert set(table.vocab).isdisjoint(NOT_NOUNS)
    allowed = ("NN", "NR", "NP", "XR", "XSN", "XPN", "SL", "SN")
    right = sum(all(tag.startswith(allowed) for _, tag in mecab.pos(word)) for word in table.vocab)
    assert right / len(table) >= 0.85


def test_nouns_refuse_what_they_cannot_take() -> None:
    statistics = mv.word_discovery.count_words(["영화를 보았다"] * 5)
    with pytest.raises(TypeError, match="count_words"):
        mv.word_discovery.find_nouns(["영화를"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="min_score=2"):
        mv.word_discovery.find_nouns(statistics, min_score=2)
    with pytest.warns(UserWarning, match="nouns"):
        assert len(mv.word_discovery.find_nouns(statistics, min_frequency=1000)) == 0
