"""Words that do not belong, against the slow twin; their reader."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import INDEX
from reference import evaluate as slow

from malvec import evaluate
from malvec.evaluate.set_files import read_outliers
from malvec.vectors.word_vectors import WordVectors


def test_outliers_match_the_twin(vectors):
    random = np.random.default_rng(7)
    drawn = [random.choice(60, 9, replace=False) for _ in range(40)]
    sets = [([f"w{i}" for i in ids[:6]], [f"w{i}" for i in ids[6:]]) for ids in drawn]
    result = evaluate.outliers(vectors, sets)
    places = [
        slow.outlier_place(INDEX, vectors.matrix, words, other)
        for words, others in sets
        for other in others
    ]
    assert result.total == result.used == 120
    assert result.details["position"] == pytest.approx(np.mean(places))
    assert result.score == pytest.approx(np.mean(np.array(places) == 1))
    assert 0 < result.low <= result.score <= result.high


def test_outliers_of_planted_groups_and_of_vectors_that_tell_nothing(planted):
    sets = [
        ([f"w{i}" for i in range(8)], ["w25", "w45"]),
        ([f"w{i}" for i in range(20, 28)], ["w1"]),
    ]
    result = evaluate.outliers(planted, sets)
    assert (result.score, result.details["position"], [s.total for s in result.sections]) == (
        1,
        1,
        [2, 1],
    )
    flat = WordVectors(planted.vocab, np.ones((60, 4), np.float32))
    blind = evaluate.outliers(flat, sets)
    assert (blind.score, blind.details["position"]) == (0, 0)


def test_outliers_with_unknown_words(planted):
    sets = [(["w1", "w2", "w3", "none"], ["w25", "never"]), (["w1", "gone"], ["w30"])]
    result = evaluate.outliers(planted, sets)
    assert (result.used, result.known, result.total) == (1, 0, 3)
    assert result.missing_words == ("none", "never", "gone")
    assert evaluate.outliers(planted, sets, missing="zero").used == 3
    with pytest.raises(KeyError, match="none"):
        evaluate.outliers(planted, sets, missing="error")
    for sets, message in (
        ([(["a", "b"], ["c"])], "0 of 1 questions"),
        ([], "no questions"),
        ([("ab", ["c"])], "set 0"),
    ):
        with pytest.raises(ValueError, match=message):
            evaluate.outliers(planted, sets)
    with pytest.raises(ValueError, match="0 of 1 questions"):
        evaluate.outliers(planted, [(["a", "b"], ["c"])], missing="zero")


def test_files_of_outliers(tmp_path):
    (tmp_path / "one.txt").write_text("봄\n여름\n\n자동차\n정부\n", "utf-8")
    (tmp_path / "two.txt").write_text("\ufeffa\r\nb b\r\n\r\nc\r\n", "utf-8")
    sets, _ = read_outliers(tmp_path)
    assert [(s.name, s.words, s.outliers) for s in sets] == [
        ("one", ("봄", "여름"), ("자동차", "정부")),
        ("two", ("a", "b b"), ("c",)),
    ]
    (tmp_path / "both").write_text("# note\n: first\na\nb\n\nc\n\n: second\nd\ne\n\n\nf\n")
    sets, skipped = read_outliers(tmp_path / "both")
    assert [(s.name, s.words, s.outliers) for s in sets[-2:]] == [
        ("first", ("a", "b"), ("c",)),
        ("second", ("d", "e"), ("f",)),
    ]
    assert skipped == 1
    for text, message in (
        ("a\nb\nc\n", "line 1: a set is"),
        (": x\na\n\nb\n", "line 1"),
        ("a\nb\n\nc\n\nd\n", "2 and 1 and 1"),
        ("\n", "empty"),
    ):
        (tmp_path / "bad").write_text(text)
        with pytest.raises(ValueError, match=message):
            read_outliers(tmp_path / "bad")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=r"no file \*\.txt"):
        read_outliers(tmp_path / "folder")


def test_a_part_without_items_has_no_score(vectors):
    words = ([f"w{i}" for i in range(4)], ["w9"]), (["none", "w1", "w2"], ["never"])
    known, unknown = evaluate.outliers(vectors, words).sections
    assert (known.used, unknown.used, unknown.total) == (1, 0, 1)
    assert known.low <= known.score <= known.high
    assert np.isnan([unknown.score, unknown.low, unknown.high]).all()
