"""Estimators in pipelines and searches of scikit-learn, and models that have learnt as steps."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import sys
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import malvec as mv

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils.estimator_checks import parametrize_with_checks

from malvec import estimators

RANDOM = np.random.default_rng(2)
KIND = RANDOM.integers(0, 2, 120)
TEXTS = [" ".join(f"{'가나'[k]}{i}" for i in RANDOM.integers(0, 9, 4)) for k in KIND]
LABELS = np.where(KIND, "좋음", "나쁨")
CORPUS = mv.Corpus.from_texts(TEXTS, min_count=1, keep_empty=True)
DOC2VEC = {"dim": 5, "epochs": 3, "threads": 1}


def word_vectors() -> mv.WordVectors:
    words = list(CORPUS.vocab)
    matrix = np.random.default_rng(1).standard_normal((len(words), 4))
    matrix[:, 0] = [4 if word[0] == "가" else -4 for word in words]
    return mv.WordVectors(CORPUS.vocab, matrix.astype(np.float32), pipeline=CORPUS.pipeline)


VECTORS = word_vectors()
LEARNT = [
    mv.Mean().fit(VECTORS),
    mv.Sif(components=0).fit(VECTORS),
    mv.Doc2Vec(**DOC2VEC).fit(CORPUS),
    mv.Lsa(dim=2).fit(CORPUS),
]
ON_TEXTS = [
    estimators.Mean(VECTORS),
    estimators.IdfMean(VECTORS),
    estimators.Sif(VECTORS, components=0),
    estimators.Usif(VECTORS, components=0, length=1),
    estimators.Doc2Vec(min_count=1, **DOC2VEC),
    estimators.Lsa(dim=2, min_count=1),
]


@parametrize_with_checks([estimators.Logistic(), estimators.Svd(dim=1)])
@pytest.mark.filterwarnings("ignore")
def test_the_checks_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("model", LEARNT, ids=lambda each: type(each).__name__)
def test_what_has_learnt_is_a_step(model: Any) -> None:
    steps = make_pipeline(model, LogisticRegression())
    assert clone(steps).steps[0][1] is model
    assert cross_val_score(steps, TEXTS, LABELS, cv=3).shape == (3,)
    found = steps.fit(np.array(TEXTS, object), LABELS)
    assert (found[:1].transform(TEXTS) == model.transform(TEXTS)).all()
    name = type(model).__name__.lower()
    assert list(model.get_feature_names_out()[:2]) == [f"{name}0", f"{name}1"]


def test_steps_do_what_the_models_do() -> None:
    encoder, documents, latent = LEARNT[1], LEARNT[2], LEARNT[3]
    assert (encoder.transform(TEXTS) == encoder.encode(TEXTS)).all()
    assert (documents.transform(TEXTS) == documents.infer(TEXTS)).all()
    assert (latent.fit_transform(TEXTS) == latent.infer(TEXTS)).all()
    assert make_union(encoder, latent).fit_transform(TEXTS).shape == (120, 6)
    score = make_pipeline(encoder, LogisticRegression()).fit(TEXTS, LABELS).score(TEXTS, LABELS)
    assert score > 0.95


@pytest.mark.parametrize("estimator", ON_TEXTS, ids=lambda each: type(each).__name__)
def test_estimators_learn_in_a_pipeline(estimator: Any) -> None:
    with pytest.raises(ValueError, match="not fitted"):
        clone(estimator).transform(TEXTS)
    steps = make_pipeline(clone(estimator), estimators.Logistic())
    held = steps.fit(TEXTS[:80], LABELS[:80]).score(TEXTS[80:], LABELS[80:])
    assert held > (0.95 if "Doc2Vec" not in repr(estimator) else 0.2)
    found = steps[:1].transform(TEXTS)
    assert found.shape == (120, len(steps[0].get_feature_names_out()))
    again = pickle.loads(pickle.dumps(steps))
    assert (again.predict(TEXTS) == steps.predict(TEXTS)).all()
    assert (copy.deepcopy(steps)[:1].transform(TEXTS) == found).all()
    assert clone(estimator).get_params() == estimator.get_params()


def test_estimators_are_the_recipes() -> None:
    sif = estimators.Sif(VECTORS, a=1e-2, threads=1).fit(TEXTS)
    assert (sif.transform(TEXTS) == mv.Sif(a=1e-2).fit(VECTORS, TEXTS).encode(TEXTS)).all()
    lsa = estimators.Lsa(dim=2, min_count=1).fit(TEXTS)
    assert (lsa.transform(TEXTS) == LEARNT[3].infer(TEXTS)).all()
    assert clone(sif).vectors is VECTORS
    assert sif.recipe() == mv.Sif(a=1e-2, threads=1)
    assert "words of this share of the corpus" in str(estimators.Sif.__doc__)
    assert list(inspect.signature(estimators.Lsa).parameters)[:4] == [
        "tokenizer",
        "normalizer",
        "min_count",
        "dim",
    ]


@pytest.mark.parametrize(
    "name", [name for name in estimators.__all__ if name not in ("Svd", "Logistic")]
)
def test_every_knob_of_the_recipe_is_a_parameter(name: str) -> None:
    recipe = getattr(mv, name)
    parameters = inspect.signature(getattr(estimators, name)).parameters
    for knob, value in recipe().get_params().items():
        assert parameters[knob].default == value


def test_a_search_sets_knobs() -> None:
    steps = make_pipeline(estimators.Sif(VECTORS, components=0), estimators.Logistic())
    grid = {"sif__a": [1e-3, 1e-1], "logistic__penalty": [1e-4, 1e-1]}
    found = GridSearchCV(steps, grid, cv=3).fit(TEXTS, LABELS)
    assert set(found.best_params_) == set(grid)
    assert found.best_estimator_[0].vectors is VECTORS
    steps = make_pipeline(LEARNT[0], LogisticRegression())
    chosen = GridSearchCV(steps, {"sentenceencoder": LEARNT[:2]}, cv=3)
    assert chosen.fit(TEXTS, LABELS).best_score_ > 0.9
    with pytest.raises(ValueError, match="a=-1"):
        estimators.Sif(VECTORS, a=-1).fit(TEXTS)
    with pytest.raises(TypeError, match="unexpected keyword argument 'b'"):
        estimators.Sif(VECTORS, b=1)
    with pytest.raises(TypeError, match="must be word vectors"):
        estimators.Sif("v.safetensors").fit(TEXTS)


def test_columns_of_tables() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": TEXTS, "size": KIND * 1.0})[::-1]
    columns = ColumnTransformer([("t", estimators.Lsa(dim=2, min_count=1), "text")])
    found = columns.set_output(transform="pandas").fit_transform(frame)
    assert list(found.columns) == ["t__lsa0", "t__lsa1"]
    assert (found.index == frame.index).all()
    assert make_pipeline(LEARNT[0], estimators.Logistic()).fit(frame["text"], frame["size"])
    for step in (LEARNT[0], estimators.Sif(VECTORS)):
        with pytest.raises(TypeError, match=r"a column, such as frame\['text'\], not DataFrame"):
            step.fit_transform(frame[["text"]])
        with pytest.raises(TypeError, match="a list of texts, not one text"):
            step.fit_transform("하나의 글")
    with pytest.raises(TypeError, match="texts must be str, but number 1, from 0, is NoneType"):
        estimators.Lsa().fit(["가", None])


def test_topics() -> None:
    pytest.importorskip("tomotopy")
    topics = estimators.Lda(topics=2, iterations=30, threads=1, min_count=1)
    steps = make_pipeline(topics, estimators.Logistic())
    assert steps.fit(TEXTS, LABELS).score(TEXTS, LABELS) > 0.9
    assert topics.corpus_report_.lines == 120
    learnt = mv.Lda(topics=2, iterations=30, threads=1).fit(CORPUS)
    assert (learnt.transform(TEXTS) == learnt.infer(TEXTS)).all()


def test_the_decomposition_is_that_of_scikit_learn() -> None:
    matrix = sparse.random_array((60, 30), density=0.3, rng=np.random.default_rng(4), format="csr")
    ours = estimators.Svd(dim=4, power=1, tolerance=1e-4).fit(matrix)
    theirs = TruncatedSVD(4, algorithm="arpack").fit(matrix)
    assert ours.singular_values_ == pytest.approx(theirs.singular_values_, rel=1e-4)
    found, wanted = ours.transform(matrix), theirs.transform(matrix)
    assert np.abs(found) == pytest.approx(np.abs(wanted), abs=1e-3)
    assert ours.transform(matrix.toarray()) == pytest.approx(found, abs=1e-5)
    with pytest.raises(ValueError, match="dim=40"):
        estimators.Svd(dim=40).fit(matrix)


def test_the_classifier_is_that_of_malvec() -> None:
    rows = LEARNT[0].encode(TEXTS)
    found = estimators.Logistic(penalty=1e-2).fit(rows, LABELS)
    wanted = mv.sentences.classifiers.Logistic(penalty=1e-2).fit(rows, LABELS)
    order = [wanted.classes.index(label) for label in found.classes_]
    assert found.predict_proba(rows) == pytest.approx(wanted.probabilities(rows)[:, order])
    assert list(found.predict(rows)) == wanted.predict(rows)
    assert found.decision_function(rows).shape == (120,)


@pytest.mark.parametrize("recipe", [mv.Skipgram(dim=7), mv.Als(), mv.Sif(a=0.1), mv.Bpe()])
def test_recipes_can_be_cloned(recipe: Any) -> None:
    assert clone(recipe) is recipe
    assert type(recipe)(**recipe.get_params()) == recipe


def test_without_scikit_learn_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("malvec.estimators")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match=r"scikit-learn: pip install 'malvec\[sklearn\]'"):
        importlib.import_module("malvec.estimators")
