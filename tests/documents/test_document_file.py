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


@pytest.mark.parametrize("change", ["a wider window", "no columns", "a column less"])
def test_output_rows_that_do_not_fit_the_window(
    seasons: mv.Corpus, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "documents.safetensors"
    recipe = mv.Doc2Vec(dim=8, epochs=1, dm=True, combine="concat", sample=0, threads=1)
    recipe.fit(seasons, ["a", "b", "c"]).save(path)
    tensors, metadata = container.read(path)
    told, output = json.loads(metadata["inference"]), tensors["output"]
    if change == "a wider window":
        file = changed(path, inference=json.dumps({**told, "window": 6}))
    else:
        columns = 0 if change == "no columns" else output.shape[1] - 16
        file = changed(path, {"output": output[:, :columns].copy()})
    with pytest.raises(ValueError, match=r"damaged: the output rows do not fit window="):
        mv.DocVectors.load(file, verify=True).infer(["봄"])


@pytest.mark.parametrize("times", [0, 2])
def test_output_rows_that_are_not_as_wide_as_the_vectors(documents: Path, times: int) -> None:
    output = np.tile(container.read(documents)[0]["output"], (1, times))
    with pytest.raises(ValueError, match="damaged"):
        mv.DocVectors.load(changed(documents, {"output": output})).infer("봄")


@pytest.mark.parametrize("tag", ["a", "ib", "i", "i\udcff"])
def test_a_damaged_tag_is_named(documents: Path, tag: str) -> None:
    data = np.frombuffer(f"{tag}sbsc".encode("utf-8", "surrogateescape"), np.uint8)
    size = len(data) - 4
    offsets = np.array([0, size, size + 2, size + 4], np.uint64)
    file = changed(documents, {"tags": data, "tag_offsets": offsets})
    with pytest.raises(FormatError, match=r"the tag .* is damaged: neither a number nor a string"):
        list(mv.DocVectors.load(file))


@pytest.mark.parametrize("knob", [{"epochs": "many"}, {"epochs": [1]}, {"min_lr": "x"}])
def test_a_knob_of_inference_of_the_wrong_type(documents: Path, knob: dict[str, object]) -> None:
    stored = json.loads(container.read(documents)[1]["inference"])
    file = changed(documents, inference=json.dumps({**stored, **knob}))
    with pytest.raises(ValueError, match=f"damaged: {next(iter(knob))}="):
        mv.DocVectors.load(file).infer("봄", lr=0.1)
