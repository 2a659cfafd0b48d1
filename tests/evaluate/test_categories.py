"""Categories, outliers and overlap against their slow twins; their readers; nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from reference import evaluate as slow

from malvec import evaluate
from malvec.evaluate.outcomes import purity
from malvec.evaluate.set_files import read_categories, read_outliers
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [f"w{i}" for i in range(60)] + ["가", "봄"]
INDEX = {word: i for i, word in enumerate(WORDS)}


@pytest.fixture
def vectors():
    matrix = np.random.default_rng(1).standard_normal((len(WORDS), 10)).astype(np.float32)
    return WordVectors(Vocab.from_words(WORDS), matrix)


@pytest.fixture
def planted():
    random = np.random.default_rng(3)
    rows = np.repeat(np.eye(3, 10) * 4, 20, axis=0) + random.standard_normal((60, 10)) * 0.4
    return WordVectors(Vocab.from_words(WORDS[:60]), rows.astype(np.float32))


# ---- categories


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
    with pytest.raises(ValueError, match="item 1"):
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


# ---- outliers


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
    flat = WordVectors(planted.words, np.ones((60, 4), np.float32))
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


# ---- overlap


def test_overlap_matches_the_twin(vectors):
    random = np.random.default_rng(10)
    near = (vectors.matrix + random.standard_normal(vectors.matrix.shape) * 0.5).astype(np.float32)
    order = random.permutation(len(WORDS))
    other = WordVectors(
        Vocab.from_words([*(WORDS[i] for i in order), "more"]),
        np.vstack([near[order], np.ones((1, 10), np.float32)]),
    )
    result = evaluate.overlap(vectors, other, topn=5)
    expected = slow.shared_neighbours(WORDS, vectors.matrix, near, 5)
    assert (result.score, result.details["jaccard"]) == (
        pytest.approx(expected[0]),
        pytest.approx(expected[1]),
    )
    assert (result.used, result.known, result.total) == (62, 62, 63)
    assert result.low <= result.score <= result.high
    assert evaluate.overlap(vectors, vectors, topn=5).score == 1
    assert evaluate.overlap(vectors, other, sample=20, topn=5).used == 20
    assert evaluate.overlap(vectors, other, restrict=30, topn=2).known < 30
    with pytest.raises(ValueError, match="share 62 words: topn=62"):
        evaluate.overlap(vectors, other, topn=62)


def test_nothing_is_changed(vectors):
    before = vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)
    evaluate.categories(vectors, [("w1", "a"), ("w2", "b"), ("none", "b")], missing="zero")
    evaluate.outliers(vectors, [(["w1", "w2"], ["w3"])])
    evaluate.overlap(vectors, vectors)
    assert (vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)) == before
