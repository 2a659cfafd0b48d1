"""Text distances clean and cut as encoders do."""

from __future__ import annotations

import unicodedata

import pytest

import malvec as mv
from malvec.sentences import distances

TEXTS = ["희망 영화 ㅋㅋㅋㅋ 좋다", "영화 영화 재미 좋다", "재미 희망 ㅋㅋ", "좋다 재미"] * 6
CORPUS = mv.Corpus.from_texts(TEXTS, min_count=1, normalizer=mv.Normalizer(repeats=2))
VECTORS = mv.Skipgram(dim=6, epochs=2, threads=1, sample=0).fit(CORPUS)
A, B = "희망 재미 ㅋㅋ", "영화 좋다"
SAME = [unicodedata.normalize("NFD", A), "희망 재미 ㅋㅋㅋㅋㅋㅋ"]


@pytest.mark.parametrize("a", [A, *SAME])
def test_the_cosine_is_that_of_the_encoder(a: str) -> None:
    encoder = mv.Sif().fit(VECTORS, CORPUS)
    assert distances.cosine(a, B, encoder) == 1 - encoder.similarity(a, B)
    assert distances.cosine(a, B, encoder) == distances.cosine(A, B, encoder)
    assert distances.cosine(a, A, encoder) == pytest.approx(0, abs=1e-6)
    assert distances.cosine(a.split(), B, encoder) == distances.cosine(A, B, encoder)


@pytest.mark.parametrize("a", SAME)
@pytest.mark.parametrize("tokenizer", [None, str.split])
def test_texts_in_another_form_are_the_same_text(a: str, tokenizer) -> None:
    knobs = {"tokenizer": tokenizer}
    for distance in (distances.soft_cosine, distances.word_movers):
        assert distance(a, B, VECTORS, **knobs) == distance(A, B, VECTORS, **knobs)
        assert distance(a, A, VECTORS, **knobs) == pytest.approx(0, abs=1e-6)
    found = distances.word_movers_nearest(a, [B, A], VECTORS, topn=1, **knobs)
    assert found[0][0] == 1


def test_jaccard_composes() -> None:
    assert distances.jaccard_distance(SAME[0], A) == 0
    assert distances.jaccard_distance("a b", "a c") == pytest.approx(2 / 3)
