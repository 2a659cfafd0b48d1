"""Classification of texts; nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from made.judgements import PAIRS

from malvec import evaluate
from malvec.evaluate.classification import split_groups


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
    assert result.accuracy > 0.95
    assert result.majority < 0.75
    assert (result.total + result.train, result.known) == (300, result.total)
    assert result.low <= result.accuracy <= result.high
    assert [s.name for s in result.sections] == ["0", "1"] or [s.name for s in result.sections] == [
        "1",
        "0",
    ]
    names = ["good" if label else "bad" for label in labels]
    assert (
        evaluate.classification(planted, texts, names, films, model=Nearest()).accuracy
        == result.accuracy
    )
    shuffled = np.random.default_rng(9).permutation(labels).tolist()
    assert evaluate.classification(planted, texts, shuffled, films, model=Nearest()).accuracy < 0.7


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
    pytest.importorskip("sklearn")
    texts, labels, films = reviews()
    assert evaluate.classification(planted, texts, labels, films).accuracy > 0.95
    from scipy.sparse import csr_array

    def sparse(texts):
        return csr_array(
            np.array(
                [[text.split().count(f"w{i}") for i in range(60)] for text in texts], np.float64
            )
        )

    assert evaluate.classification(sparse, texts, labels, films).accuracy > 0.9


def test_nothing_is_changed(vectors):
    before = vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)
    texts, labels, films = reviews()
    evaluate.sentences(vectors, PAIRS)
    evaluate.classification(vectors, texts, labels, films, model=Nearest())
    assert (vectors.matrix.tobytes(), list(vectors), dict(vectors.metadata)) == before
