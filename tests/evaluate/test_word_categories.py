"""Categories against their slow twin; their reader; nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from reference import evaluate as slow

from malvec import evaluate
from malvec.evaluate.clustering import kmeans
from malvec.evaluate.outcomes import purity
from malvec.evaluate.set_files import read_categories


def test_planted_categories_are_found(planted):
    items = {f"kind {k}": [f"w{i}" for i in range(20 * k, 20 * k + 20)] for k in range(3)}
    result = evaluate.categories(planted, items)
    assert (result.score, result.details["information"], result.details["clusters"]) == (
        1,
        pytest.approx(1),
        3,
    )
    assert [(s.name, s.score, s.total) for s in result.sections] == [
        (f"kind {k}", 1, 20) for k in range(3)
    ]
    assert (
        evaluate.categories(
            planted, [(word, kind) for kind, words in items.items() for word in words]
        )
        == result
    )


def test_categories_match_the_twin(vectors):
    random = np.random.default_rng(4)
    items = [(f"w{i}", f"k{random.integers(4)}") for i in range(60)]
    result = evaluate.categories(vectors, items, clusters=5)
    clusters = result.outcomes.values[:, 0].astype(int).tolist()
    assert len(set(clusters)) == 5
    assert result.score == pytest.approx(slow.purity(clusters, [kind for _, kind in items]))
    assert result.details["information"] == pytest.approx(
        slow.mutual_information(clusters, [kind for _, kind in items])
    )
    assert result.low <= result.score <= result.high
    assert result.score == pytest.approx(sum(s.score * s.used for s in result.sections) / 60)
    assert evaluate.categories(vectors, items, clusters=5) == result  # the same seed


def test_purity_of_several_resamples_at_once():
    random = np.random.default_rng(5)
    drawn = random.integers(0, 4, (6, 30, 2)).astype(np.float64)
    expected = [slow.purity(rows[:, 0].tolist(), rows[:, 1].tolist()) for rows in drawn]
    np.testing.assert_allclose(purity(drawn), expected)


def test_kmeans_is_no_worse_than_the_planted_clusters():
    random = np.random.default_rng(6)
    rows = np.repeat(random.standard_normal((5, 3)) * 5, 12, axis=0) + random.standard_normal(
        (60, 3)
    )
    labels, centres = evaluate.kmeans(rows, 5, seed=1)
    means = np.array([rows[12 * k : 12 * k + 12].mean(axis=0) for k in range(5)])
    assert ((rows - centres[labels]) ** 2).sum() <= (
        (rows - np.repeat(means, 12, axis=0)) ** 2
    ).sum() + 1e-9
    assert (
        labels.tolist()
        == np.array([((row - centres) ** 2).sum(axis=1).argmin() for row in rows]).tolist()
    )
    for k in range(5):
        np.testing.assert_allclose(centres[k], rows[labels == k].mean(axis=0))
    equal, _ = evaluate.kmeans(np.ones((4, 2)), 3)
    assert sorted(set(equal.tolist())) == [0, 1, 2]
    with pytest.raises(ValueError, match="clusters=4: there are only 3"):
        evaluate.kmeans(np.eye(3), 4)


def test_categories_with_unknown_words(vectors):
    items = [("w1", "a"), ("w2", "a"), ("w3", "b"), ("none", "b")]
    result = evaluate.categories(vectors, items)
    assert (result.used, result.known, result.total, result.coverage, result.missing_words) == (
        3,
        3,
        4,
        0.75,
        ("none",),
    )
    assert evaluate.categories(vectors, items, missing="zero").used == 4
    with pytest.raises(KeyError, match="none"):
        evaluate.categories(vectors, items, missing="error")
    with pytest.raises(ValueError, match="1 of 2 words are known"):
        evaluate.categories(vectors, [("w1", "a"), ("none", "b")])
    with pytest.raises(ValueError, match=r"1 categories among 1 words"):
        evaluate.categories(vectors, [("w1", "a")])
    with pytest.raises(TypeError, match="item 1"):
        evaluate.categories(vectors, [("w1", "a"), "w2"])


@pytest.mark.parametrize("mark", ["\t", ",", ";", " ", "  "])
def test_a_file_of_categories(tmp_path, mark):
    (tmp_path / "c").write_text(
        f"word{mark}category\n# note\n봄{mark}계절\r\n\ncat{mark}animal\n", "utf-8"
    )
    assert read_categories(tmp_path / "c") == ([("봄", "계절"), ("cat", "animal")], 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\nc\td\ne\n", "line 3: 1 field,"),
        ("a\tb\nc\t\n", "line 2: 1 field,"),
        ("a,b\nc,d\n,e\n", "line 3: an empty field"),
        ("a:b\nc:d\n", "line 1: 1 field,.*split by tabs, commas"),
        ("", "is empty"),
        ("# x\n", "no line of a word and its category"),
    ],
)
def test_a_bad_file_of_categories(tmp_path, text, message):
    (tmp_path / "c").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_categories(tmp_path / "c")


def test_nothing_is_changed(vectors):
    before = vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)
    evaluate.categories(vectors, [("w1", "a"), ("w2", "b"), ("none", "b")], missing="zero")
    evaluate.outliers(vectors, [(["w1", "w2"], ["w3"])])
    evaluate.overlap(vectors, vectors)
    assert (vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)) == before


def test_clusters_of_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not finite"):
        kmeans(np.array([[0.0], [np.nan], [9.0]]), 2)
