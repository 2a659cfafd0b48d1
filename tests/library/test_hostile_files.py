"""Files that nobody should trust, opened by C and by Python: the same verdict, the same words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from fuzz.files import CASES
from fuzz.mutations import change_arrays
from fuzz.running import container_keys
from made.c_api import FORMAT, NUMERICAL, UNSUPPORTED, CError, CModel
from storage.test_hostile_metadata import bent
from storage.test_reading import HEADERS

import malvec as mv
from malvec.storage import container

SHOWN = 200
"""Characters of a message that C has room for, whatever they are."""


def refusal_by_python(path: Path) -> str:
    """What Python says of a file; nothing where it opens."""
    try:
        mv.load(path)
    except mv.FormatError as error:
        return str(error)
    return ""


def refusal_by_c(path: Path) -> str:
    """What C says."""
    try:
        CModel(path)
    except CError as error:
        return str(error) if error.code == FORMAT else f"code {error.code}: {error}"
    return ""


def check_alike(path: Path, *, of_its_kind: bool = True) -> str:
    """The verdict of both; a file of another kind C refuses in words of its own."""
    python, c = refusal_by_python(path), refusal_by_c(path)
    assert bool(python) == bool(c), (python, c)
    if of_its_kind or "holds " not in c:
        assert python.startswith(c.encode()[:SHOWN].decode(errors="ignore"))
    return c


@pytest.fixture
def path(tmp_path: Path) -> Path:
    CASES["encoder with sub-words"].write(tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


@pytest.mark.parametrize("entries", HEADERS, ids=range(len(HEADERS)))
def test_impossible_headers(tmp_path: Path, entries: Any) -> None:
    text = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    (tmp_path / "x").write_bytes(len(text).to_bytes(8, "little") + text + b"\0" * 64)
    assert check_alike(tmp_path / "x")


def test_cut_files_and_lying_lengths(path: Path) -> None:
    raw = path.read_bytes()
    for size in (*range(0, 200, 3), len(raw) // 2, len(raw) - 64, len(raw) - 1):
        path.write_bytes(raw[:size])
        assert check_alike(path)
    for length in (0, 1, 7, 1 << 20, 100_000_001, 1 << 62, (1 << 64) - 1):
        path.write_bytes(length.to_bytes(8, "little") + raw[8:])
        assert check_alike(path)
    path.write_bytes(raw + b"\0")
    assert check_alike(path)


@pytest.mark.parametrize("case", ["word vectors", "8-bit vectors", "encoder with sub-words"])
def test_arrays_that_do_not_fit_one_another(path: Path, case: str) -> None:
    CASES[case].write(path)
    tensors, metadata = container.read(path)
    kept = {key: text for key, text in metadata.items() if key not in container_keys()}
    refused = 0
    for number in range(60):
        arrays = {name: array.copy() for name, array in tensors.items()}
        change_arrays(arrays, Random(f"{case} {number}"))
        container.write(path, arrays, kept)
        refused += bool(check_alike(path))
    assert 5 < refused < 60


def rewrite(path: Path, metadata: dict[str, str] | None = None, **arrays: Any) -> str:
    """Writes a file again with other arrays (``__`` for a point; None: without it) and metadata;
    gives the verdict."""
    tensors, told = container.read(path)
    held = {name: array.copy() for name, array in tensors.items()}
    held |= {name.replace("__", "."): array for name, array in arrays.items()}
    kept = {key: text for key, text in told.items() if key not in container_keys()}
    there = {name: array for name, array in held.items() if array is not None}
    container.write(path, there, {**kept, **(metadata or {})})
    return check_alike(path)


ALIKE = [
    "word vectors",
    "sub-word vectors",
    "pruned vectors",
    "8-bit vectors",
    "encoder",
    "encoder with sub-words",
    "index of words",
    "index of texts",
]
"""Files that C opens as what Python opens them as."""


def bent_metadata(told: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Metadata with one text changed or left out, those of an encoder in an index too; and its
    key."""
    for key, text in told.items():
        yield key, {name: other for name, other in told.items() if name != key}
        twice = f'{text[:-1]}, "unit": true, "unit": true}}' if text.endswith("}") else "[]"
        for other in (*bent(text), twice):
            yield key, {**told, key: other}
        if key == "encoder":
            for _, inner in bent_metadata(json.loads(text)):
                yield key, {**told, key: json.dumps(inner)}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", ALIKE)
def test_bent_metadata(path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    CASES[case].write(path)
    tensors, metadata = container.read(path)
    told = {key: text for key, text in metadata.items() if key not in container_keys()}
    verdicts = []
    for key, other in bent_metadata(told):
        container.write(path, tensors, other)
        try:
            verdicts.append(check_alike(path, of_its_kind=key not in ("kind", "index")))
        except Exception as error:
            raise AssertionError(f"{key} = {other.get(key, '')[:200]}") from error
    assert 10 < sum(map(bool, verdicts)) < len(verdicts)


@pytest.mark.parametrize("case", ALIKE)
def test_arrays_left_out(path: Path, case: str) -> None:
    CASES[case].write(path)
    raw, names = path.read_bytes(), list(container.read(path)[0])
    refused = 0
    for name in names:
        path.write_bytes(raw)
        refused += bool(rewrite(path, **{name: None}))
    assert 2 <= refused < len(names)


@pytest.mark.parametrize("case", ["index of words", "index of texts"])
def test_damaged_names_of_an_index_are_told_when_they_are_met(path: Path, case: str) -> None:
    CASES[case].write(path)
    offsets = container.read(path)[0]["word_offsets"].copy()
    offsets[1] = 1 << 62
    assert not rewrite(path, word_offsets=offsets)
    with pytest.raises(mv.FormatError, match=f"{path}: the offsets of the words are damaged"):
        list(mv.load(path).names)


@pytest.mark.parametrize("columns", [0, 2])
def test_encoded_rows_without_components(path: Path, columns: int) -> None:
    CASES["8-bit vectors"].write(path)
    words = len(mv.load(path).vocab)
    codes = np.zeros((words, columns), np.uint8)
    book = np.zeros((columns, 256, 0 if columns else 2), np.float32)
    told = rewrite(path, vectors__codes=codes, vectors__centroids=book)
    assert told == f"{path}: tensor 'vectors' has no components"


def test_rows_without_components(path: Path) -> None:
    CASES["word vectors"].write(path)
    words = len(mv.load(path).vocab)
    assert "has no components" in rewrite(path, vectors=np.zeros((words, 0), np.float32))


def test_an_index_of_rows_without_norms_or_components(path: Path) -> None:
    mv.Index.build(np.eye(4, dtype=np.float32)).save(path)
    raw = path.read_bytes()
    assert "'inverse_norms' is missing" in rewrite(path, inverse_norms=None)
    path.write_bytes(raw)
    nothing = np.zeros((1 << 40, 0), np.float32)
    assert rewrite(path, inverse_norms=None, vectors=nothing)


@pytest.mark.parametrize(
    "change", [{"unseen_weight": 1e39}, {"unseen_weight": -1.0}, {"report": ...}, {"unit": ...}]
)
def test_descriptions_of_encoders(path: Path, change: dict[str, Any]) -> None:
    told = json.loads(container.read(path)[1]["sentences"]) | change
    kept = {key: value for key, value in told.items() if value is not ...}
    assert rewrite(path, {"sentences": json.dumps(kept)})


def test_metadata_of_an_encoder_in_an_index_are_text(path: Path) -> None:
    CASES["index of texts"].write(path)
    told = json.loads(container.read(path)[1]["encoder"])
    assert rewrite(path, {"encoder": json.dumps({**told, "number": 1})})


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_weights_that_cannot_be_are_told_when_they_are_met(path: Path, weight: float) -> None:
    weights = container.read(path)[0]["sentences.weights"].copy()
    words = list(mv.load(path).vectors)
    weights[1] = weight
    assert not rewrite(path, sentences__weights=weights)
    encoder = mv.load(path)
    with CModel(path) as model:
        assert model.encode_tokens([[words[0]]])[0].any()
        assert encoder.encode_tokens([[words[0]]]).any()
        for tokens in (words[:2], words[1:2]):
            with pytest.raises(CError, match=f"'{words[1]}' is damaged") as refused:
                model.encode_tokens([tokens])
            assert refused.value.code == FORMAT
            for ask in (encoder.encode_tokens, lambda each: encoder.encode([" ".join(each[0])])):
                with pytest.raises(mv.FormatError, match=f"'{words[1]}' is damaged"):
                    ask([tokens])


def test_a_word_whose_vector_is_not_finite(path: Path) -> None:
    CASES["word vectors"].write(path)
    rows = container.read(path)[0]["vectors"].copy()
    words = list(mv.load(path))
    rows[1, 0] = np.nan
    assert not rewrite(path, vectors=rows)
    with CModel(path) as model:
        for ask in (
            lambda: model.similarity(words[0], words[1]),
            lambda: model.similar([words[1]]),
            lambda: model.analogy(words[:3], 1),
        ):
            with pytest.raises(CError, match=f"'{words[1]}' is not finite") as refused:
                ask()
            assert refused.value.code == NUMERICAL


def test_errors_count_texts_from_the_first(tmp_path: Path) -> None:
    pipeline = mv.tokenizers.Pipeline(mv.Normalizer(), mv.tokenizers.Whitespace())
    rows = np.array([[1, 1], [3e38, 0]], np.float32)
    vectors = mv.WordVectors(mv.Vocab.from_words(["작다", "크다"]), rows, pipeline=pipeline)
    mv.SentenceEncoder(vectors, np.ones(2)).save(tmp_path / "e.safetensors")
    texts = ["작다"] * 5000 + ["크다 크다"]
    with CModel(tmp_path / "e.safetensors") as model:
        for encode in (model.encode, lambda texts: model.encode_cut(texts, str.split)):
            with pytest.raises(CError, match="the vector of sentence 5000 is too long"):
                encode(texts)


def test_a_tokenizer_that_only_python_has(path: Path) -> None:
    CASES["encoder"].write(path)
    assert not rewrite(path, {"tokenizer": '{"name": "kiwi"}'})
    with CModel(path) as model:
        for texts in ([], ["봄 비"]):
            with pytest.raises(CError, match="'kiwi' runs in Python") as refused:
                model.encode(texts)
            assert refused.value.code == UNSUPPORTED


def test_a_damaged_file_is_named_once(path: Path) -> None:
    CASES["word vectors"].write(path)
    assert rewrite(path, word_offsets=np.zeros(0, np.uint64))
    with pytest.raises(mv.FormatError) as refused:
        mv.load(path)
    assert str(refused.value).count(str(path)) == 1
