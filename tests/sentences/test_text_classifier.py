"""Classifiers in files, of vectors and of texts; scores of labels; evaluation with any of them."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import malvec as mv
from malvec.sentences import classifiers
from malvec.storage import kinds

RANDOM = np.random.default_rng(3)
KIND = RANDOM.integers(0, 3, 240)
TEXTS = [" ".join(f"{'가나다'[k]}{i}" for i in RANDOM.integers(0, 9, 4)) for k in KIND]
KINDS = np.array([2, 0])
LABELS = [("좋음", "나쁨", "보통")[k] for k in KIND]


def word_vectors() -> mv.WordVectors:
    words = [f"{first}{i}" for first in "가나다" for i in range(9)]
    noise = np.random.default_rng(1).standard_normal((27, 6)).astype(np.float32)
    noise[:, :3] += 3 * np.repeat(np.eye(3, dtype=np.float32), 9, axis=0)
    corpus = mv.Corpus.from_texts([" ".join(words)], min_count=1)
    order = [words.index(word) for word in corpus.vocab]
    return mv.WordVectors(corpus.vocab, noise[order], pipeline=corpus.pipeline)


@pytest.fixture(scope="module")
def encoder() -> mv.SentenceEncoder:
    return mv.Mean().fit(word_vectors())


@pytest.fixture(scope="module")
def model(encoder: mv.SentenceEncoder) -> classifiers.TextClassifier:
    return classifiers.train(encoder, TEXTS[:200], LABELS[:200])


def test_texts_are_labelled(model: classifiers.TextClassifier) -> None:
    found = model.predict(TEXTS[200:])
    assert np.mean([a == b for a, b in zip(found, LABELS[200:], strict=True)]) > 0.95
    shares = model.probabilities(TEXTS[200:])
    assert shares.sum(axis=1) == pytest.approx(1)
    assert found == [model.labels[i] for i in shares.argmax(axis=1)]
    ranked = model.ranked(TEXTS[200:203])
    assert [best[0][0] for best in ranked] == found[:3]
    assert [share for _, share in ranked[0]] == sorted(shares[0].tolist(), reverse=True)
    assert model.ranked(TEXTS[:1], topn=1)[0] == model.ranked(TEXTS[:1])[0][:1]
    tally = mv.sentences.EncodingTally()
    assert len(model.predict(["없는말", "가1"], tally=tally)) == 2
    assert (tally.texts, tally.empty) == (2, 1)
    report = model.report
    assert report is not None
    assert (report.texts, report.labels, report.empty) == (200, 3, 0)
    assert "200 texts, 0 empty" in str(report)


def test_it_is_the_model_that_is_evaluated(model: classifiers.TextClassifier) -> None:
    held = mv.evaluate.text_labels.split_groups(range(240), 0.2, 0)
    parts = [[x for x, h in zip(TEXTS, held, strict=True) if h is np.bool_(b)] for b in (0, 1)]
    names = [[x for x, h in zip(LABELS, held, strict=True) if h is np.bool_(b)] for b in (0, 1)]
    result = mv.evaluate.classification(model.encoder, TEXTS, LABELS, bootstrap=0)
    ours = classifiers.train(model.encoder, parts[0], names[0]).test(parts[1], names[1])
    assert result.score == pytest.approx(ours.accuracy)
    assert result.details["macro_f1"] == pytest.approx(ours.macro_f1)


@pytest.mark.parametrize(
    "recipe", [classifiers.Logistic(1e-3), classifiers.Nearest(3), classifiers.Logistic()]
)
def test_every_classifier_can_be_evaluated(encoder: mv.SentenceEncoder, recipe: Any) -> None:
    result = mv.evaluate.classification(encoder, TEXTS, LABELS, model=recipe, bootstrap=0)
    assert result.score > 0.9


def test_unit_variance_is_folded_into_the_weights() -> None:
    x = RANDOM.standard_normal((90, 4)) * [1e-3, 1, 50, 0]
    labels = (x[:, 0] > 0).tolist()
    scale = 1 / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)
    wanted = classifiers.Logistic(1e-2).fit(x * scale, labels)
    found = classifiers.Logistic(1e-2, unit_variance=True).fit(x, labels)
    assert found.probabilities(x) == pytest.approx(wanted.probabilities(x * scale), abs=1e-6)
    thin = classifiers.Logistic(1e-2, unit_variance=True).fit(sparse.csr_matrix(x), labels)
    assert thin.weights == pytest.approx(found.weights, rel=1e-4, abs=1e-6)


def test_files_copies_and_pickles(model: classifiers.TextClassifier, tmp_path: Path) -> None:
    path, vectors = tmp_path / "c.safetensors", model.encoder.encode(TEXTS[:9])
    model.save(path)
    opened = mv.load(path, verify=True)
    assert isinstance(opened, classifiers.TextClassifier)
    assert opened.report == model.report
    for each in (opened, pickle.loads(pickle.dumps(model)), copy.deepcopy(model)):
        assert (each.probabilities(TEXTS[:9]) == model.probabilities(TEXTS[:9])).all()
    assert (mv.SentenceEncoder.load(path).encode(TEXTS[:9]) == vectors).all()
    assert len(mv.WordVectors.load(path)) == 27
    model.model.save(path)
    linear = mv.load(path)
    assert isinstance(linear, classifiers.LinearModel)
    assert linear.classes == model.labels
    assert (linear.probabilities(vectors) == model.model.probabilities(vectors)).all()
    with pytest.raises(mv.FormatError, match="a classifier of vectors, not a classifier of texts"):
        classifiers.TextClassifier.load(path)


@pytest.mark.parametrize("labels", [["a", "b"], [3, 1], [0.5, 1.5], [True, False]])
def test_labels_keep_their_kind(labels: list[Any], tmp_path: Path) -> None:
    model = classifiers.Logistic().fit(np.eye(2), np.array(labels, object))
    model.save(tmp_path / "m.safetensors")
    found = mv.load(tmp_path / "m.safetensors").predict(np.eye(2))
    assert found == list(labels)
    assert type(found[0]) is type(labels[0])
    assert all(type(each) is int for each in classifiers.Logistic().fit(np.eye(2), KINDS).classes)


def test_damaged_files_and_labels_that_cannot_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    with pytest.raises(TypeError, match="labels in files are str or numbers"):
        classifiers.Logistic().fit(np.eye(2), [("a", 1), ("b", 2)]).save(path)
    tensors = {"classifier.weights": np.eye(2), "classifier.bias": np.zeros(2)}
    for told in (
        "{}",
        '{"classes": ["a", "a"]}',
        '{"classes": ["a", "b", "c"]}',
        "[]",
        '{"classes"',
    ):
        kinds.write(path, "classifier", tensors, {"classifier": told})
        with pytest.raises(mv.FormatError):
            mv.load(path)


def test_scores_are_those_of_the_definition() -> None:
    truth = RANDOM.choice(["a", "b", "c"], 200).tolist()
    found = [t if RANDOM.random() < 0.6 else str(RANDOM.choice(["a", "b", "d"])) for t in truth]
    scores = classifiers.label_scores(truth, np.array(found))
    assert scores.accuracy == np.mean([a == b for a, b in zip(truth, found, strict=True)])
    assert [each.label for each in scores.labels] == ["a", "b", "c", "d"]
    for each in scores.labels:
        both = sum(a == b == each.label for a, b in zip(truth, found, strict=True))
        wanted = [both / max(side.count(each.label), 1) for side in (found, truth)]
        assert [each.precision, each.recall] == pytest.approx(wanted)
        total = sum(wanted)
        assert each.f1 == pytest.approx(2 * wanted[0] * wanted[1] / total if total else 0)
    assert scores.macro_f1 == pytest.approx(np.mean([each.f1 for each in scores.labels]))
    assert "accuracy 0." in str(scores)
    assert classifiers.LabelScores.from_json(scores.to_json()) == scores
    assert scores.as_dict()["labels"][0]["label"] == "a"
    assert classifiers.label_scores([1, 2, "x"], [1, "x", "x"]).texts == 3
    with pytest.raises(ValueError, match="1 answers for 2 labels"):
        classifiers.label_scores(["a", "b"], ["a"])


def test_scores_are_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, found = RANDOM.integers(0, 4, (2, 100)).tolist()
    wanted = metrics.classification_report(truth, found, output_dict=True)
    scores = classifiers.label_scores(truth, found)
    for each in scores.labels:
        names = {"precision": each.precision, "recall": each.recall, "f1-score": each.f1}
        assert wanted[str(each.label)] == pytest.approx({**names, "support": each.texts})


@pytest.mark.parametrize(
    ("labels", "kind", "message"),
    [
        (["a", None], ValueError, "label 1 is None: leave texts without a label out"),
        ([float("nan"), 1.0], ValueError, "label 0 is nan"),
        (["a"], ValueError, "1 labels for 2 vectors"),
        ("ab", TypeError, "must be a list with a label for each text"),
        ([["a"], ["b"]], TypeError, "labels are str or numbers"),
    ],
)
def test_what_is_no_label(
    encoder: mv.SentenceEncoder, labels: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        classifiers.train(encoder, TEXTS[:2], labels)
    with pytest.raises(kind, match=message):
        classifiers.Logistic().fit(np.eye(2), labels)


def test_series_of_pandas(encoder: mv.SentenceEncoder) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": TEXTS, "label": LABELS})[::-1]
    found = classifiers.train(encoder, frame["text"], frame["label"])
    assert found.test(frame["text"], frame["label"]).accuracy > 0.95
    numbers = classifiers.train(encoder, frame["text"], frame["label"].astype("category"))
    assert set(numbers.labels) == set(LABELS)
