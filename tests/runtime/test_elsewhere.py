"""Names of other systems: each is answered by the one that malvec has, and that one is there."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import malvec as mv
from malvec.runtime.elsewhere import CalledElsewhere


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    vocab = mv.Vocab.from_words(["왕", "여왕", "감독"])
    corpus = mv.Corpus.from_texts(["a b", "b c"] * 9, min_count=1)
    return {
        "vectors": mv.WordVectors(vocab, np.eye(3, dtype=np.float32)),
        "index": mv.Index.build(np.eye(3)),
        "factors": mv.Als(dim=2, epochs=1).fit(sparse.csr_array(np.eye(3))),
        "documents": mv.Doc2Vec(dim=4, epochs=1, sample=0).fit(corpus),
    }


@pytest.mark.parametrize(
    ("model", "name", "told"),
    [
        ("vectors", "wv", r"\.most_similar\(…\)"),
        ("vectors", "index_to_key", r"\.vocab"),
        ("vectors", "get_vector", r"\[…\]"),
        ("vectors", "vector_size", r"\.dim"),
        ("vectors", "save_word2vec_format", "malvec.io.save_word2vec"),
        ("vectors", "get", r"\[…\]"),
        ("index", "search", r"\.most_similar_batch"),
        ("index", "ntotal", r"\.report\.rows"),
        ("index", "add", r"\.build"),
        ("factors", "user_factors", r"\.row_factors"),
        ("factors", "predict", r"\.score"),
        ("documents", "infer_vector", r"\.infer"),
        ("documents", "dv", r"\.most_similar"),
    ],
)
def test_a_name_of_another_system_is_answered(
    models: dict[str, Any], model: str, name: str, told: str
) -> None:
    with pytest.raises(AttributeError, match=f"has no '{name}'; there is {told}"):
        getattr(models[model], name)


def test_other_wrong_names_are_as_ever(models: dict[str, Any]) -> None:
    vectors = models["vectors"]
    with pytest.raises(AttributeError, match="'WordVectors' object has no attribute 'zzz'") as told:
        _ = vectors.zzz
    assert told.value.name == "zzz"
    with pytest.raises(AttributeError, match="no attribute 'user_factors'"):
        _ = vectors.user_factors
    assert not hasattr(vectors, "__cuda_array_interface__")


def test_models_are_copied_all_the_same(models: dict[str, Any]) -> None:
    for model in models.values():
        assert isinstance(model, CalledElsewhere)
        assert repr(copy.copy(model)) == repr(pickle.loads(pickle.dumps(model))) == repr(model)


def test_arguments_of_other_systems_are_answered(models: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"most_similar\(\) has no 'positive': give those words"):
        models["vectors"].most_similar(positive=["왕"], negative=["여왕"])
    with pytest.raises(TypeError, match=r"recommend\(\) has no 'N': how many is topn"):
        models["factors"].recommend(0, N=2)


@pytest.mark.parametrize("name", mv._OTHERS)
def test_systems_and_their_classes_are_answered(name: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; there is malvec") as told:
        getattr(mv, name)
    for word in str(told.value).partition("; ")[2].replace("(", " ").split():
        if word.startswith("malvec."):
            found: Any = mv
            for part in word.strip(",").split(".")[1:]:
                found = getattr(found, part)
