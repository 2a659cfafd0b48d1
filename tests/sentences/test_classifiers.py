"""Classifiers over vectors: the definition of the loss, the neighbours, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made.files import changed
from scipy import sparse
from scipy.special import log_softmax

import malvec as mv

RANDOM = np.random.default_rng(4)
CENTRES = RANDOM.standard_normal((3, 6))
NUMBERS = RANDOM.integers(0, 3, 400)
LABELS = [("good", "bad", "odd")[i] for i in NUMBERS]
X = (CENTRES[NUMBERS] + RANDOM.standard_normal((400, 6))).astype(np.float32)


def test_the_logistic_loss_is_that_of_the_definition_and_least():
    model = mv.sentences.classifiers.Logistic(penalty=1e-3).fit(X, LABELS)
    number = [model.classes.index(label) for label in LABELS]

    def loss(weights, bias):
        scores = X.astype(float) @ weights.T + bias
        return (
            -log_softmax(scores, axis=1)[np.arange(400), number].mean()
            + 1e-3 / 2 * (weights**2).sum()
        )

    best = loss(model.weights, model.bias)
    assert model.loss == pytest.approx(best, rel=1e-12)
    for _ in range(50):
        step = 1e-2 * RANDOM.standard_normal((3, 7))
        assert loss(model.weights + step[:, :-1], model.bias + step[:, -1]) > best


def test_probabilities_and_scores():
    model = mv.sentences.classifiers.Logistic().fit(X, LABELS)
    chances = model.probabilities(X)
    assert chances.sum(axis=1) == pytest.approx(1)
    assert model.predict(X) == [model.classes[i] for i in chances.argmax(axis=1)]
    right = np.mean([a == b for a, b in zip(model.predict(X), LABELS, strict=True)])
    assert model.score(X, LABELS) == pytest.approx(right)
    assert right > 0.75


def test_sparse_vectors_give_the_same_model():
    dense = mv.sentences.classifiers.Logistic(1e-3).fit(X, LABELS)
    thin = mv.sentences.classifiers.Logistic(1e-3).fit(sparse.csr_matrix(X), LABELS)
    assert thin.weights == pytest.approx(dense.weights, abs=1e-6)
    assert thin.predict(sparse.csr_matrix(X)) == dense.predict(X)


@pytest.mark.parametrize("neighbours", [1, 5])
def test_the_nearest_sentences_vote(neighbours):
    model = mv.sentences.classifiers.Nearest(neighbours).fit(X[:300], LABELS[:300])
    unit = X.astype(float) / np.linalg.norm(X, axis=1, keepdims=True)
    for vector, found in zip(unit[300:], model.predict(X[300:]), strict=True):
        order = np.argsort(-(unit[:300] @ vector), kind="stable")[:neighbours]
        near = [LABELS[i] for i in order]
        assert near.count(found) == max(map(near.count, near))
        assert found == next(label for label in near if near.count(label) == near.count(found))
    assert model.score(X[300:], LABELS[300:]) > 0.6


def test_what_cannot_be_learnt():
    bad = X.copy()
    bad[3, 2] = np.nan
    calls = [
        ("399 labels for 400", lambda recipe: recipe.fit(X, LABELS[1:])),
        ("0 labels for 0", lambda recipe: recipe.fit(X[:0], [])),
        ("not finite", lambda recipe: recipe.fit(bad, LABELS)),
        ("not of shape", lambda recipe: recipe.fit(X[0], LABELS[:6])),
        ("5 labels for 6", lambda recipe: recipe.fit(X, LABELS).score(X[:6], LABELS[:5])),
    ]
    for message, call in calls:
        for recipe in (mv.sentences.classifiers.Nearest(), mv.sentences.classifiers.Logistic()):
            with pytest.raises(ValueError, match=message):
                call(recipe)
    with pytest.raises(ValueError, match="not finite"):
        mv.sentences.classifiers.Logistic().fit(sparse.csr_matrix(bad), LABELS)
    with pytest.raises(ValueError, match="all labels are 'good'"):
        mv.sentences.classifiers.Logistic().fit(X[:2], ["good", "good"])
    with pytest.raises(ValueError, match="penalty=0"):
        mv.sentences.classifiers.Logistic(penalty=0)
    with pytest.raises(ValueError, match="neighbours=0"):
        mv.sentences.classifiers.Nearest(0)
    with pytest.warns(UserWarning, match="max_iterations=2"):
        mv.sentences.classifiers.Logistic(max_iterations=2).fit(X, LABELS)


@pytest.mark.parametrize("shape", [(2, 5), (6,), (2, 2, 6)])
def test_vectors_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    model = mv.sentences.classifiers.Logistic().fit(np.eye(6)[:4], ["good", "bad"] * 2)
    with pytest.raises(ValueError, match=r"vectors are \[n, 6\], not of shape"):
        model.predict(np.ones(shape))


@pytest.mark.parametrize(
    "numbers", ['"loss": 1, "iterations": Infinity', f'"loss": 1{"0" * 400}, "iterations": 1']
)
def test_numbers_that_no_type_holds_are_damage(tmp_path: Path, numbers: str) -> None:
    mv.sentences.classifiers.Logistic().fit(X, LABELS).save(tmp_path / "c.safetensors")
    facts = f'{{"classes": ["good", "bad", "odd"], {numbers}}}'
    with pytest.raises(mv.FormatError, match=r"changed-c\.safetensors: .*damaged"):
        mv.load(changed(tmp_path / "c.safetensors", classifier=facts))
