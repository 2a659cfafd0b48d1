"""Corpora in files: they come back as they were; what is no corpus is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made.corpora import assert_same
from made.files import NEST, changed

import malvec as mv
from malvec.corpus import Corpus
from malvec.documents.coherence import coherence
from malvec.errors import FormatError
from malvec.storage import container
from malvec.tokenizers import Characters


@pytest.mark.parametrize("name", ["tokenizer", "normalize"])
def test_a_corpus_whose_descriptions_are_no_objects(
    seasons: mv.Corpus, tmp_path: Path, name: str
) -> None:
    seasons.save(tmp_path / "c.safetensors")
    for text in (NEST, "[1]", "3.5", '"x"'):
        with pytest.raises(FormatError, match="damaged"):
            mv.Corpus.load(changed(tmp_path / "c.safetensors", **{name: text}))


def test_saving_and_opening(text_file: Path, tmp_path: Path) -> None:
    corpus = Corpus.from_files(text_file, min_count=1, tokenizer=Characters())
    corpus.save(tmp_path / "corpus.safetensors")
    opened = Corpus.load(tmp_path / "corpus.safetensors", verify=True)
    assert_same(corpus, opened)
    assert opened.report == corpus.report
    assert opened.pipeline.ready() == corpus.pipeline
    assert not opened.ids.flags.writeable
    assert not opened.ids.flags.owndata
    assert list(opened) == list(corpus) == [opened.sentence(i) for i in range(len(opened))]


def test_other_files_are_not_opened(text_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    container.write(other, {"ids": np.zeros(3, np.uint32)}, {"kind": "something else"})
    with pytest.raises(FormatError, match="something else"):
        Corpus.load(other)
    with pytest.raises(FormatError):
        Corpus.load(text_file)
    with pytest.raises(FileNotFoundError):
        Corpus.load(tmp_path / "missing")


def test_a_corpus_whose_tensors_do_not_fit_is_not_opened(tmp_path: Path) -> None:
    corpus = Corpus.from_texts(["a b", "b"], min_count=1)
    corpus.save(tmp_path / "good")
    tensors, metadata = container.read(tmp_path / "good")
    changes = {
        "ids": np.array([0, 1, 9], np.uint32),
        "offsets": np.array([0, 9], np.uint64),
        "counts": np.array([1], np.uint64),
    }
    for name, value in {
        **changes,
        "words": np.zeros(9, np.uint8),
        "word_offsets": np.zeros(3, np.int64),
    }.items():
        container.write(tmp_path / "bad", {**tensors, name: value}, metadata)
        with pytest.raises(ValueError, match=r"fit|damaged|not (uint64|uint32)|id 9"):
            Corpus.load(tmp_path / "bad", verify=True)
    for name in tensors:
        others = {key: value for key, value in tensors.items() if key != name}
        container.write(tmp_path / "bad", others, metadata)
        with pytest.raises(FormatError, match=f"bad: .*'{name}' is missing"):
            Corpus.load(tmp_path / "bad")
    wrong = {
        "report": ("", "{", "[]", '{"sources": 3}'),
        "tokenizer": ("{",),
        "format_version": ("", "x", "9"),
    }
    for name, text in [(name, text) for name, texts in wrong.items() for text in texts]:
        container.write(tmp_path / "bad", tensors, {**metadata, name: text})
        with pytest.raises(FormatError, match=r"bad: .*(damaged|version)"):
            Corpus.load(tmp_path / "bad")
    bare = {key: metadata[key] for key in ("format", "kind", "format_version")}
    container.write(tmp_path / "bad", tensors, bare)
    with pytest.raises(FormatError, match="missing"):
        Corpus.load(tmp_path / "bad")


@pytest.mark.parametrize("id", [2, 2**32 - 1])
def test_damaged_ids_are_found_before_numpy_sees_them(tmp_path: Path, id: int) -> None:
    corpus = mv.Corpus.from_tokens([["a", "b"]] * 9, min_count=1)
    corpus.save(tmp_path / "corpus.safetensors")
    ids = corpus.ids.copy()
    ids[0] = id
    damaged = mv.Corpus.load(changed(tmp_path / "corpus.safetensors", {"ids": ids}))
    phrases = mv.corpus.find_phrases(corpus, min_count=1, threshold=0)
    asked = [
        lambda: mv.corpus.find_phrases(damaged, min_count=1),
        lambda: phrases.merge(damaged),
        lambda: list(damaged),
        lambda: coherence([["a", "b"]], damaged, "c_uci"),
    ]
    for ask in asked:
        with pytest.raises(FormatError, match=f"this corpus is damaged: id {id} is not in"):
            ask()


def test_ids_cannot_be_changed_while_the_core_relies_on_them() -> None:
    ids, offsets = np.array([0, 1, 0], np.uint32), np.array([0, 1, 3], np.uint64)
    given = mv.Corpus.from_ids(ids, offsets, mv.Vocab.from_words(list("ab")))
    ids[0] = offsets[1] = 9  # those of the caller
    assert given.ids.tolist() == [0, 1, 0]
    assert given.offsets.tolist() == [0, 1, 3]
    for corpus in (given, mv.Corpus.from_texts(["a b"], min_count=1)):
        for array in (corpus.ids, corpus.offsets):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 9
