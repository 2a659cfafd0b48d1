"""Kinds of files: what every one says of itself, and what is said of those that cannot be
opened."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from made.cells import counts_of_few_words as counts
from reference import kinds as slow

import malvec as mv
from malvec import _core
from malvec.errors import FormatError
from malvec.storage import container, kinds

ROWS = {"vectors": np.eye(3, dtype=np.float32)}


def written(path: Path, kind: str = "sentence_vectors", **metadata: str) -> Path:
    kinds.write(path, kind, ROWS, metadata)
    return path


def changed(path: Path, **metadata: str | None) -> Path:
    """The file with other metadata; None takes one away."""
    tensors, before = container.read(path)
    arrays = {name: array.copy() for name, array in tensors.items()}
    after = {**before, **metadata}
    container.write(path, arrays, {key: text for key, text in after.items() if text is not None})
    return path


def test_what_is_written_is_opened(tmp_path: Path) -> None:
    path = written(tmp_path / "v", recipe='{"name": "x"}', note="[3]")
    assert kinds.kind_of(path) == "sentence_vectors"
    with kinds.open_kind(path, "word_vectors", "sentence_vectors", verify=True) as file:
        assert file.kind == "sentence_vectors"
        assert np.array_equal(file.take("vectors", np.float32, (None, 3)), ROWS["vectors"])
        assert file.take_if_there("output", np.float32, (None,)) is None
        assert file.text("note") == "[3]"
        assert file.parsed("recipe") == {"name": "x"}
        assert file.parsed("absent") is None
        assert file.metadata_without("note") == {"recipe": '{"name": "x"}'}
    metadata = container.read(path)[1]
    assert [metadata[key] for key in ("format", "kind", "format_version")] == [
        "malvec",
        "sentence_vectors",
        "1",
    ]


def test_a_file_of_another_kind_says_what_it_is_and_what_opens_it(tmp_path: Path) -> None:
    for kind, told in kinds.KINDS.items():
        path = written(tmp_path / kind, kind)
        wanted = "corpus" if kind != "corpus" else "counts"
        with pytest.raises(FormatError) as caught, kinds.open_kind(path, wanted):
            pass
        message = str(caught.value)
        assert message.startswith(f"{path}: holds {told.holds}, not ")
        assert told.loader in message


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"format_version": "2"}, "version 2 .* newer malvec"),
        ({"format_version": "²"}, "not a number"),
        ({"format": None}, "not of malvec but of kind 'counts'.*vectors"),
        ({"format": None, "kind": None}, "not of malvec; its tensors.*vectors"),
        ({"kind": "dreams"}, "holds 'dreams', not counts$"),
        ({"format_version": None}, "'' is not a number"),
    ],
)
def test_frames_that_cannot_be(
    tmp_path: Path, metadata: dict[str, str | None], message: str
) -> None:
    path = changed(written(tmp_path / "v", "counts"), **metadata)
    with pytest.raises(FormatError, match=f"{path}: .*{message}"), kinds.open_kind(path, "counts"):
        pass


@pytest.mark.parametrize("text", ["{", "3", "[]", "[" * 100_000])
def test_metadata_that_are_no_object(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "v", recipe=text)
    with (
        pytest.raises(FormatError, match=f"{path}: metadata 'recipe' is damaged"),
        kinds.open_kind(path, "sentence_vectors") as file,
    ):
        file.parsed("recipe")


@pytest.mark.parametrize("error", [ValueError, TypeError, KeyError, AttributeError])
def test_damage_found_inside_names_the_file(tmp_path: Path, error: type[Exception]) -> None:
    path = written(tmp_path / "v")
    with (
        pytest.raises(FormatError, match=f"{path}: damaged: .*three"),
        kinds.open_kind(path, "sentence_vectors"),
    ):
        raise error("three")
    with pytest.raises(MemoryError), kinds.open_kind(path, "sentence_vectors"):
        raise MemoryError


def refusal(opened: Callable[[], object]) -> str:
    """The words of a refusal, or nothing."""
    try:
        opened()
    except FormatError as error:
        return str(error)
    return ""


FRAMES: list[dict[str, str | None]] = [
    *({"kind": kind} for kind in (*kinds.KINDS, "dreams", "", "it's \n" + "가" * 80, None)),
    *({"format": name} for name in ("pt", "other", "", None)),
    *(
        {"format_version": text}
        for text in ("0", "1", "2", "02", "3", "9" * 30, "²", "-1", "x", "")
    ),
    *({"kind": "index", "index": text} for text in ("{", "[]", "{}", '{"of": 3}', '{"of": "x"}')),
    *({"kind": "index", "index": json.dumps({"of": kind})} for kind in ("corpus", "counts")),
    *({"kind": "word_vectors", "sentences": text} for text in ("{}", None)),
    *({"kind": kind, "format": None} for kind in ("malvec corpus", "corpus", "sentence vectors")),
    *({"kind": kind, "format_version": None} for kind in ("checkpoint", "sentence_vectors")),
]


@pytest.mark.parametrize("metadata", FRAMES, ids=range(len(FRAMES)))
def test_refusals_as_the_slow_reader_words_them(
    tmp_path: Path, metadata: dict[str, str | None]
) -> None:
    path = changed(written(tmp_path / "v", "counts"), **metadata)
    for wanted in ("counts", "corpus", "sentence_encoder", "checkpoint", "sentence_vectors"):
        with suppress(FormatError), kinds.open_kind(path, wanted) as file:
            assert file.kind == slow.open_kind(path, wanted)
        found = refusal(lambda wanted=wanted: kinds.open_kind(path, wanted).__enter__())
        expected = refusal(lambda wanted=wanted: slow.open_kind(path, wanted))
        inside = ("tensor 'words' is missing; there are: vectors", "of the index lacks 'rows'")
        assert (
            found == expected
            or ("at byte" in found and "Expecting" in expected)
            or (found.endswith(inside) and not expected)
        )


def test_kinds_by_their_first_names(tmp_path: Path) -> None:
    first = {
        "malvec corpus": "corpus",
        "malvec counts": "counts",
        "malvec spacing": "spacing_model",
        "malvec word statistics": "word_statistics",
        "sentence vectors": "sentence_vectors",
    }
    for old, new in first.items():
        path = changed(written(tmp_path / new, new), kind=old, format=None)
        assert kinds.kind_of(path) == new
        with kinds.open_kind(path, new) as file:
            assert file.kind == new
    assert set(first.values()) <= kinds.KINDS.keys()


def test_a_version_that_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="version 2 of counts"):
        kinds.write(tmp_path / "v", "counts", ROWS, {}, version=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["v.txt", "v.VEC", "v.bin", "v.txt.gz", "v.npy", "v.json", "v.pt"])
def test_names_of_other_formats_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    corpus = mv.Corpus.from_texts(["a b", "b a"], min_count=1)
    vectors = mv.WordVectors(mv.Vocab.from_words(["a"]), np.eye(1, dtype=np.float32))
    for save in (
        vectors.save,
        corpus.save,
        counts().save,
        mv.Mean().fit(vectors).save,
        lambda path: mv.Corpus.from_texts(iter(()), store=path),
        lambda path: mv.count(corpus, path=path),
    ):
        with pytest.raises(ValueError, match=rf"{name}: .*own files end in \.safetensors"):
            save(path)
    assert not list(tmp_path.iterdir())


def test_a_name_of_text_names_what_writes_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"malvec\.io writes"):
        kinds.check_name("v.txt", "word_vectors")
    for name in ("v", "v.model", "v.2024", "v.safetensors", ".bin", os.devnull):
        kinds.check_name(name, "word_vectors")


def test_files_of_another_kind_are_named(tmp_path: Path) -> None:
    counts().save(tmp_path / "counts.safetensors")
    mv.Als(dim=2, epochs=1).fit(counts()).save(tmp_path / "factors.safetensors")
    with pytest.raises(FormatError, match=r"Counts\.load"):
        mv.WordVectors.load(tmp_path / "counts.safetensors")
    with pytest.raises(FormatError, match=r"Factors\.load"):
        mv.WordVectors.load(tmp_path / "factors.safetensors")


@pytest.mark.parametrize(
    "number", ["18446744073709551615", "-9223372036854775809", "1" + "0" * 300, "1e300", "-0.5"]
)
def test_numbers_of_metadata_are_those_of_json(number: str) -> None:
    found, expected = _core.parse_json(number), json.loads(number)
    assert found == expected
    assert type(found) is type(expected)
