"""Classification of texts; nothing changes."""

from __future__ import annotations

import json

import numpy as np
import pytest
from made.judgements import PAIRS

from malvec import evaluate
from malvec.evaluate.text_labels import split_groups
from malvec.sentences import classifiers


class Nearest:
    """The label of the nearest mean."""

    def fit(self, rows, labels):
        self.labels = np.unique(labels)
        self.means = np.array([rows[labels == label].mean(axis=0) for label in self.labels])

    def predict(self, rows):
        return self.labels[((rows[:, None] - self.means[None]) ** 2).sum(axis=2).argmin(axis=1)]


def reviews(count=300):
    random = np.random.default_rng(8)
    labels = random.integers(0, 2, count)
    texts = [
        " ".join(f"w{i}" for i in random.integers(20 * label, 20 * label + 20, 4))
        for label in labels
    ]
    return texts, labels.tolist(), random.integers(0, 30, count).tolist()


def test_groups_are_kept_apart():
    _, _, films = reviews()
    held = split_groups(films, 0.25, 3)
    assert not {f for f, h in zip(films, held, strict=True) if h} & {
        f for f, h in zip(films, held, strict=True) if not h
    }
    assert 0.15 < held.mean() < 0.35


def test_classification(planted):
    texts, labels, films = reviews()
    result = evaluate.classification(planted, texts, labels, films, model=Nearest())
    assert result.score > 0.95
    assert result.details["majority"] < 0.75
    assert (result.total + result.details["train"], result.known) == (300, result.total)
    assert result.low <= result.score <= result.high
    assert [s.name for s in result.sections] == ["0", "1"] or [s.name for s in result.sections] == [
        "1",
        "0",
    ]
    names = ["good" if label else "bad" for label in labels]
    assert (
        evaluate.classification(planted, texts, names, films, model=Nearest()).score == result.score
    )
    shuffled = np.random.default_rng(9).permutation(labels).tolist()
    assert evaluate.classification(planted, texts, shuffled, films, model=Nearest()).score < 0.7


def test_texts_that_cannot_be_classified(planted):
    texts, labels, films = reviews()
    for bad, message in (
        ((texts, labels[1:], films), "300 texts, 299 labels"),
        ((texts, [1] * 300, films), "1 labels"),
        ((texts, labels, ["x"] * 300), "1 groups"),
    ):
        with pytest.raises(ValueError, match=message):
            evaluate.classification(planted, *bad, model=Nearest())
    with pytest.raises(ValueError, match="test=1"):
        evaluate.classification(planted, texts, labels, test=1, model=Nearest())
    held = split_groups([0, 1, 2, 3], 0.25, 0)
    odd = ["rare" if each else "often" for each in held]
    with pytest.raises(ValueError, match="only held-out texts have the labels 'rare'"):
        evaluate.classification(planted, texts[:4], odd, test=0.25, model=Nearest())


def test_logistic_regression(planted):
    texts, labels, films = reviews()
    assert evaluate.classification(planted, texts, labels, films).score > 0.95
    from scipy.sparse import csr_array

    def sparse(texts):
        return csr_array(
            np.array(
                [[text.split().count(f"w{i}") for i in range(60)] for text in texts], np.float64
            )
        )

    assert evaluate.classification(sparse, texts, labels, films).score > 0.9


def test_nothing_is_changed(vectors):
    before = vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)
    texts, labels, films = reviews()
    evaluate.sentences(vectors, PAIRS)
    evaluate.classification(vectors, texts, labels, films, model=Nearest())
    assert (vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)) == before


def noisy_reviews(count=600):
    random = np.random.default_rng(11)
    labels = random.integers(0, 3, count)
    words = np.where(
        random.random((count, 6)) < 0.5,
        20 * labels[:, None] + random.integers(0, 20, (count, 6)),
        random.integers(0, 60, (count, 6)),
    )
    texts = [" ".join(f"w{i}" for i in row) for row in words]
    return texts, labels.tolist(), random.integers(0, 60, count).tolist()


def test_logistic_regression_scores_as_that_of_scikit_learn(planted):
    linear = pytest.importorskip("sklearn.linear_model")
    pipeline = pytest.importorskip("sklearn.pipeline")
    scaler = pytest.importorskip("sklearn.preprocessing").StandardScaler(with_mean=False)
    theirs = pipeline.make_pipeline(scaler, linear.LogisticRegression(max_iter=1000))
    texts, labels, films = noisy_reviews()
    a = evaluate.classification(planted, texts, labels, films)
    b = evaluate.classification(planted, texts, labels, films, model=theirs)
    assert a.details["majority"] < 0.5 < a.score < 0.95
    assert abs(a.score - b.score) < 0.02
    assert abs(a.details["macro_f1"] - b.details["macro_f1"]) < 0.02


def test_our_own_recipes_classify(planted):
    texts, labels, films = reviews()
    nearest = classifiers.Nearest(3)
    assert evaluate.classification(planted, texts, labels, films, model=nearest).score > 0.95


def test_a_result_is_printed_and_becomes_json(planted):
    texts, labels, films = noisy_reviews()
    result = evaluate.classification(planted, texts, labels, films, bootstrap=50)
    facts = json.loads(json.dumps(result.as_dict()))
    assert facts["score"] == result.score
    assert facts["macro_f1"] == result.details["macro_f1"]
    assert (facts["kind"], facts["coverage"]) == ("classification", 1)
    assert [part["name"] for part in facts["sections"]] == [part.name for part in result.sections]
    assert not {"outcomes", "text", "details"} & set(facts)
    assert str(result).startswith(f"accuracy {result.score:.3f} [{result.low:.3f}, ")
    assert f"macro F1 {facts['macro_f1']:.3f}; {result.total} texts" in str(result)
