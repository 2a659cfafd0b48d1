"""Counts by document: what shares a tag is added up, mistakes are told."""

from __future__ import annotations

import numpy as np
import pytest
from made.films import FILMS, TEXTS, corpus_of

import malvec as mv


def dense(cells):
    return {
        name: dict(zip(cells.column_names, row, strict=True))
        for name, row in zip(cells.row_names, cells.matrix.toarray(), strict=True)
    }


def test_counts_of_what_shares_a_tag_are_added_up():
    cells = mv.document_counts(corpus_of(), FILMS)
    assert list(cells.row_names) == ["극", "곡", "7"]
    counts = dense(cells)
    assert {word: n for word, n in counts["극"].items() if n} == {"배우": 2, "연기": 2, "감독": 1}
    assert {word: n for word, n in counts["곡"].items() if n} == {"음악": 3, "노래": 2, "가수": 2}
    assert np.array_equal(np.diff(cells.offsets), [3, 3, 3])
    assert (mv.document_counts(corpus_of()).matrix.sum(axis=0) == cells.matrix.sum(axis=0)).all()


def test_sentences_with_several_tags_or_none():
    counts = dense(mv.document_counts(corpus_of(["가 나", "나", "다"]), [["ㄱ", "ㄴ"], "ㄴ", []]))
    assert counts == {"ㄱ": {"나": 1, "가": 1, "다": 0}, "ㄴ": {"나": 2, "가": 1, "다": 0}}


def test_documents_of_several_sentences():
    cells = mv.document_counts(corpus_of(), documents=[0, 2, 4, 7])
    assert list(cells.row_names) == ["0", "1", "2"]
    assert cells.matrix.sum(axis=1).tolist() == [5, 5, 5]
    named = mv.document_counts(corpus_of(), ["a", "b", "a"], documents=[0, 2, 4, 7])
    assert named.matrix.sum(axis=1).tolist() == [10, 5]


def test_without_tags_counts_are_as_before():
    assert isinstance(mv.document_counts(corpus_of()), mv.Counts)
    assert mv.document_counts(corpus_of()).row_names is None


def test_counts_that_cannot_be(tmp_path):
    with pytest.raises(ValueError, match="2 tags were given for 7"):
        mv.document_counts(corpus_of(), ["a", "b"])
    with pytest.raises(ValueError, match="number 2 and the string"):
        mv.document_counts(corpus_of(), [2, "2", 3, 4, 5, 6, 7])
    with pytest.raises(ValueError, match="path="):
        mv.document_counts(corpus_of(), FILMS, path=tmp_path / "c.safetensors")
    with pytest.raises(TypeError, match=r"malvec\.Corpus"):
        mv.document_counts(TEXTS, FILMS)


def test_the_short_path_gives_vectors_by_tag():
    films = [f"{'극곡'[k % 2]}{k}" for k in range(6)]
    texts = ["배우 연기", "노래 음악", "연기 감독 배우", "음악 가수", "감독 배우", "가수 노래 음악"]
    vectors = mv.Svd(dim=2, power=1).fit(
        mv.counts.tfidf(mv.document_counts(corpus_of(texts), films))
    )
    assert {word[0] for word, _ in vectors.most_similar("극0", topn=2)} == {"극"}
