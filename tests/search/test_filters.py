"""``where=``: flags, row numbers and names, in all that is searched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.search.filters import allowed_rows, first_rows

NAMES = ["왕", "봄", "배", "도시"]


def find(name: Any) -> int:
    return NAMES.index(name) if name in NAMES else -1


@pytest.mark.parametrize(
    "where",
    [
        [True, False, True, False],
        np.array([1, 0, 1, 0], bool),
        [0, 2],
        np.array([2, 0], np.uint8),
        range(0, 4, 2),
        ["배", "왕", "왕"],
        {"왕", "배"},
        (name for name in ("왕", "배")),
    ],
)
def test_all_ways_to_say_it(where: Any) -> None:
    flags = allowed_rows(where, 4, find)
    assert flags is not None
    assert flags.tolist() == [True, False, True, False]


def test_unknown_names_beside_known_ones_are_told() -> None:
    with pytest.warns(UserWarning, match="2 of 4 names of where= are not there: '없음'"):
        flags = allowed_rows(["배", "없음", "왕", "또없음"], 4, find)
    assert flags is not None
    assert flags.tolist() == [True, False, True, False]


def test_a_column_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    flags = allowed_rows(pandas.Series([5, 1, 7, 2]) > 4, 4, find)
    assert flags is not None
    assert flags.tolist() == [True, False, True, False]


def test_nothing_all_and_one() -> None:
    assert allowed_rows(None, 4, find) is None
    for none in ([], np.zeros(4, bool), np.zeros(0, int)):
        flags = allowed_rows(none, 4, find)
        assert flags is not None
        assert not flags.any()
    one = allowed_rows("봄", 4, find)
    assert one is not None
    assert one.tolist() == [False, True, False, False]


def test_numbers_that_are_names() -> None:
    flags = allowed_rows([7, "a"], 2, [7, "a"].index, numbers_are_names=True)
    assert flags is not None
    assert flags.all()


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        ([True, False], ValueError, r"where= has flags of shape \[2\] for 4 rows"),
        ([0, 4], IndexError, "where=: there is no row 4: there are 4"),
        ([-1], IndexError, "there is no row -1"),
        (["없음", "또없음"], LookupError, "none of the 2 names of where= is there: '없음'"),
        (3, TypeError, "where= takes a flag per row, row numbers, or names, not int: 3"),
        ({"왕": 1}, TypeError, "not dict"),
        (b"xy", TypeError, "not bytes"),
    ],
)
def test_what_cannot_be(where: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        allowed_rows(where, 4, find)


def test_only_the_first_rows() -> None:
    flags = np.array([True, False, True, True])
    assert first_rows(flags, None, 4) is flags
    assert first_rows(None, 4, 4) is None
    for given, expected in ((flags, [1, 0, 1, 0]), (None, [1, 1, 1, 0])):
        found = first_rows(given, 3, 4)
        assert found is not None
        assert found.tolist() == [bool(each) for each in expected]
    assert flags[3]


ROWS = np.random.default_rng(1).standard_normal((300, 12)).astype(np.float32)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_words_are_those_of_a_search_through_the_allowed_alone(share: float) -> None:
    vectors = mv.WordVectors(mv.Vocab.from_words([f"w{i}" for i in range(300)]), ROWS)
    where = np.random.default_rng(2).random(300) < share
    kept = np.flatnonzero(where)
    alone = mv.WordVectors(mv.Vocab.from_words([f"w{i}" for i in kept]), ROWS[kept])
    queries = ROWS[:20]
    expected = alone.most_similar_batch(queries, topn=7)
    assert vectors.most_similar_batch(queries, topn=7, where=where) == expected
    one = alone.most_similar(queries[3], topn=7)
    for way in (kept, [f"w{i}" for i in kept]):
        assert vectors.most_similar(queries[3], topn=7, where=way) == one


def test_documents_by_their_tags() -> None:
    corpus = mv.Corpus.from_texts(["a b", "b c", "c a", "d a"], min_count=1)
    documents = mv.Doc2Vec(dim=4, epochs=1, threads=1).fit(corpus, tags=[3, "b", 2, "c"])
    with pytest.warns(UserWarning, match="1 of 3 names of where= are not there: '없음'"):
        found = documents.most_similar(3, where=["b", 2, "없음"])
    assert {tag for tag, _ in found} == {"b", 2}
    assert found == [each for each in documents.most_similar(3) if each[0] != "c"]
    assert documents.most_similar(3, negative=["c"], where=["c"]) == []


def test_texts_by_their_numbers() -> None:
    texts = ["a b", "b c", "c a", "a b c"]
    corpus = mv.Corpus.from_texts(texts, min_count=1)
    encoder = mv.Mean().fit(mv.Skipgram(dim=4, epochs=1, threads=1, sample=0).fit(corpus))
    every = encoder.most_similar("a c", texts)
    for where in ([1, 3], [False, True, False, True]):
        assert encoder.most_similar("a c", texts, where=where) == [
            each for each in every if each[0] in (1, 3)
        ]
    assert encoder.most_similar("a c", texts, where=[]) == []
