"""One door for all files: what opens as what, and what is said of files of other programs."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec.loading import CLASSES
from malvec.storage import container, kinds


def test_every_kind_has_its_class_and_the_other_way_round() -> None:
    loaders = {f"{each.__name__}.load": kind for kind, each in CLASSES.items()}
    known = {kind.loader: name for name, kind in kinds.KINDS.items()}
    assert known.items() >= loaders.items()
    assert known.keys() - loaders.keys() == {
        "storage.container.read",
        "fit(checkpoint=its folder) of its recipe",
    }
    for kind, each in CLASSES.items():
        assert kind in str(mv.load.__doc__)
        verify = inspect.signature(each.load).parameters["verify"]
        assert (verify.kind, verify.default) == (verify.KEYWORD_ONLY, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"2 3\nword 0.1 0.2 0.3\nb 1 2 3\n", r"word2vec text .*malvec\.io\.load_word2vec"),
        (b"2 3\nword \0\x11\x22\x33\x44\x55\x66\x77\x88", r"binary .*malvec\.io\.load_word2vec"),
        (b"the 0.1 -0.2 0.3\nof 1 2 3\n", r"malvec\.io\.load_glove"),
        ((793712314).to_bytes(4, "little") + b"\x0c" + b"\0" * 40, r"malvec\.io\.load_fasttext"),
        (b'{"version": "1.0", "model": {}}', r"malvec\.tokenizers\.load"),
        (b"", "empty file"),
    ],
)
def test_a_foreign_file_is_told_with_what_reads_it(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(mv.FormatError, match=f"{path}.*{message}"):
        mv.load(path)


def test_the_functions_that_messages_name_are_there() -> None:
    for module, names in (
        (mv.io, ("load_word2vec", "load_glove", "load_fasttext")),
        (mv.tokenizers, ("load",)),
        (container, ("read",)),
    ):
        assert all(callable(getattr(module, name)) for name in names)


def test_files_that_no_class_holds(tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    kinds.write(path, "sentence_vectors", {"vectors": np.eye(2)}, {})
    with pytest.raises(mv.FormatError, match=r"sentence vectors: storage\.container\.read opens"):
        mv.load(path)
    container.write(path, {"a": np.eye(2)}, {"format": "malvec", "kind": "dreams"})
    with pytest.raises(mv.FormatError, match="'dreams', which this malvec does not know"):
        mv.load(path)
    container.write(path, {"weights": np.eye(2)}, {})
    with pytest.raises(mv.FormatError, match=r"not of malvec.*weights"):
        mv.load(path)


def test_damage_is_found_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "c.safetensors"
    mv.Corpus.from_texts(["a b", "b"], min_count=1).save(path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert isinstance(mv.load(path), mv.Corpus)
    with pytest.raises(mv.FormatError, match="checksum"):
        mv.load(path, verify=True)


def test_results_go_by_what_they_know_not_by_their_recipe(tmp_path: Path) -> None:
    """Where a recipe in the metadata says otherwise, what was stored as a fact counts."""
    corpus = mv.Corpus.from_texts(["a a b", "b c", "c a d", "d b a"], min_count=1)
    lsa = mv.Lsa(dim=2, sublinear=True).fit(corpus, tags=range(4))
    plain = mv.Lsa(dim=2).fit(corpus, tags=range(4))
    path = tmp_path / "l.safetensors"
    lsa.save(path)
    tensors, metadata = container.read(path)
    arrays = {name: array.copy() for name, array in tensors.items()}
    container.write(path, arrays, {**metadata, "recipe": plain.metadata["recipe"]})
    assert mv.load(path).sublinear
    assert np.array_equal(mv.load(path).infer("a a a b"), lsa.infer("a a a b"))
    assert "sublinear" not in mv.load(path).metadata
