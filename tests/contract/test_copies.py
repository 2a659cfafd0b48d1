"""Copies and pickles of all that malvec makes: equal to the original, without its file."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract.data import corpus, counts, reviews, texts, vectors
from contract.recipes import CASES

import malvec as mv


def through_joblib(thing: Any, folder: Path) -> Any:
    joblib = pytest.importorskip("joblib")
    joblib.dump(thing, folder / "dumped")
    return joblib.load(folder / "dumped")


def through_cloudpickle(thing: Any, _: Path) -> Any:
    return pickle.loads(pytest.importorskip("cloudpickle").dumps(thing))


WAYS: dict[str, Callable[[Any, Path], Any]] = {
    "copy": lambda thing, _: copy.copy(thing),
    "deepcopy": lambda thing, _: copy.deepcopy(thing),
    "pickle": lambda thing, _: pickle.loads(pickle.dumps(thing)),
    "old pickle": lambda thing, _: pickle.loads(pickle.dumps(thing, protocol=2)),
    "cloudpickle": through_cloudpickle,
    "joblib": through_joblib,
}


def fitted(name: str, folder: Path, opened: bool) -> Any:
    """The result of a case; opened from a file that is gone since, or as it was made."""
    case = CASES[name]
    pytest.importorskip(case.package)
    made = case.fit(case.recipe())
    if not opened:
        return made
    path = folder / f"r{case.suffix}"
    made.save(path)
    assert case.load is not None
    loaded = case.load(path)
    path.unlink()
    return loaded


def check_same(name: str, original: Any, copied: Any) -> None:
    learnt = CASES[name].learnt
    assert type(copied) is type(original)
    for a, b in zip(learnt(original), learnt(copied), strict=True):
        assert np.array_equal(a, b)
    for told in ("report", "metadata"):
        before = getattr(original, told, None)
        assert callable(before) or getattr(copied, told, None) == before
    if getattr(original, "pipeline", None) is not None:
        assert copied.pipeline.describe() == original.pipeline.describe()


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_results(name: str, opened: bool, tmp_path: Path) -> None:
    if opened and CASES[name].load is None:
        pytest.skip("results are not saved")
    result = fitted(name, tmp_path, opened)
    CASES[name].learnt(result)  # what queries keep for later must not stand in the way
    for way in WAYS.values():
        check_same(name, result, way(result, tmp_path))


@pytest.mark.parametrize("name", CASES)
def test_recipes(name: str, tmp_path: Path) -> None:
    recipe = CASES[name].recipe()
    for way in WAYS.values():
        assert way(recipe, tmp_path) == recipe


def statistics() -> mv.word_discovery.WordStatistics:
    return mv.word_discovery.count_words(reviews())


OTHERS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "corpus": (
        corpus,
        lambda c: (list(c), c.report, c.pipeline.describe()),
    ),
    "counts": (counts, lambda c: (c.matrix.toarray().tolist(), c.total, c.report, list(c.vocab))),
    "cells": (
        lambda: mv.counts.ppmi(counts()),
        lambda c: (c.matrix.toarray().tolist(), list(c.row_names), c.metadata),
    ),
    "vocab": (lambda: corpus().vocab, lambda v: (list(v), v.counts.tolist(), v.find("w3"))),
    "pipeline": (lambda: corpus().pipeline, lambda p: (p.describe(), p.tokens("a b"))),
    "normalizer": (lambda: mv.Normalizer(repeats=2), lambda n: (n.describe(), n("ㅋㅋㅋ"))),
    "subword vectors": (
        lambda: mv.Skipgram(dim=4, epochs=1, subwords="jamo", buckets=50, threads=1).fit(corpus()),
        lambda v: (v["unseen"].tolist(), v.most_similar("w1")),
    ),
    "compressed": (
        lambda: mv.vectors.compress(vectors(), "int8"),
        lambda v: (v.most_similar("w1"), dict(v.metadata)),
    ),
    "index": (
        lambda: mv.Index.build(texts()[:50], encoder=mv.Mean().fit(vectors())),
        lambda i: (list(i.names), i.most_similar(i.names[0]), i.report),
    ),
    "word statistics": (statistics, lambda s: (len(s), list(s.table(min_frequency=2)))),
    "word table": (lambda: statistics().table(min_frequency=2), list),
    "nouns": (lambda: mv.word_discovery.find_nouns(statistics()), list),
    "phrases": (
        lambda: mv.corpus.find_phrases(corpus(), min_count=2, threshold=0.1),
        lambda table: list(table),
    ),
    "space tokenizer": (mv.tokenizers.Whitespace, lambda t: t("가 나")),
    "character tokenizer": (mv.tokenizers.Characters, lambda t: t("가 나")),
    "scored tokenizer": (
        lambda: mv.tokenizers.MaxScore({"영화": 1.0}),
        lambda t: t("영화가"),
    ),
    "user dictionary": (
        lambda: mv.tokenizers.UserDictionary({"말벡": "NNP"}),
        lambda d: d.entries,
    ),
    "duplicates": (lambda: mv.text.near_duplicates(texts()[:50]), repr),
    "evaluation": (
        lambda: mv.evaluate.similarity(vectors(), [("w1", "w2", 1.0), ("w3", "w4", 2.0)] * 2),
        repr,
    ),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", OTHERS)
def test_other_things(name: str, tmp_path: Path) -> None:
    make, told = OTHERS[name]
    thing = make()
    before = told(thing)
    for way in WAYS.values():
        copied = way(thing, tmp_path)
        assert type(copied) is type(thing)
        assert told(copied) == before


def test_a_callable_of_the_users_is_left_out_of_pickles_only(tmp_path: Path) -> None:
    own = mv.Corpus.from_texts(["a-b", "b-c"], tokenizer=lambda text: text.split("-"), min_count=1)
    for thing in (own, mv.count(own), mv.Lsa(dim=2).fit(own), mv.Glove(dim=2).fit(mv.count(own))):
        assert copy.deepcopy(thing).pipeline.tokens("a-b") == ["a", "b"]
        with pytest.raises(ValueError, match="pass it again"):
            pickle.loads(pickle.dumps(thing)).pipeline.tokens("a-b")


def test_a_pickle_holds_the_data(tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    vectors().save(path)
    opened = mv.load(path)
    pickled = pickle.dumps(opened)
    assert len(pickled) > opened.matrix.nbytes
    assert str(tmp_path).encode() not in pickled
