"""Files of documents that were made to break them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from made.files import changed

import malvec as mv
from malvec.errors import FormatError
from malvec.storage import container


@pytest.fixture
def documents(seasons: mv.Corpus, tmp_path: Path) -> Path:
    path = tmp_path / "documents.safetensors"
    mv.Doc2Vec(dim=4, epochs=1, threads=1).fit(seasons, ["a", "b", "c"]).save(path)
    return path


def test_document_vectors_without_components(documents: Path) -> None:
    with pytest.raises(FormatError, match="no components"):
        mv.DocVectors.load(
            changed(
                documents,
                {"vectors": np.zeros((3, 0), np.float32), "input": np.zeros((6, 0), np.float32)},
            )
        )


@pytest.mark.parametrize("recipe", [{"lr": 0.1}, {"negative": True}, {"dim": 10**6}])
def test_document_vectors_that_cannot_infer(documents: Path, recipe: dict[str, object]) -> None:
    stored = json.loads(container.read(documents)[1]["inference"])
    told = json.dumps(recipe if "lr" in recipe else {**stored, **recipe})
    for file in ({"inference": told}, {"inference": "null", "recipe": told}):
        with pytest.raises(ValueError, match="inferred"):
            mv.DocVectors.load(changed(documents, **file)).infer("봄")


def test_texts_that_are_none(documents: Path) -> None:
    vectors = mv.DocVectors.load(documents)
    for bad in (["봄", 3], [["봄", 3]], [3]):
        with pytest.raises(TypeError, match="must"):
            vectors.infer(bad)
    assert np.array_equal(vectors.infer([iter(["봄", "이"])]), vectors.infer([["봄", "이"]]))


def test_tags_that_fail_while_they_are_read(seasons: mv.Corpus) -> None:
    def tags():  # type: ignore[no-untyped-def]
        yield "a"
        raise ValueError("the database went away")

    with pytest.raises(ValueError, match="the database went away"):
        mv.Doc2Vec(dim=4).fit(seasons, tags())
