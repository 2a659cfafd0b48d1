"""One door for all files: what opens as what, and what is said of files of other programs."""

from __future__ import annotations

import bz2
import gzip
import inspect
import io
import lzma
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec.loading import PLACES, class_of
from malvec.storage import container, kinds


def test_every_kind_has_its_class_and_the_other_way_round() -> None:
    classes = {kind: class_of(kind) for kind in PLACES}
    loaders = {f"{each.__name__}.load": kind for kind, each in classes.items()}
    known = {kind.loader: name for name, kind in kinds.KINDS.items()}
    assert known.items() >= loaders.items()
    assert known.keys() - loaders.keys() == {
        "malvec.load",
        "malvec.load, or fit(checkpoint=its folder)",
    }
    for kind, each in classes.items():
        assert kind in str(mv.load.__doc__)
        verify = inspect.signature(each.load).parameters["verify"]
        assert (verify.kind, verify.default) == (verify.KEYWORD_ONLY, False)


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return out.getvalue()


FOREIGN: list[tuple[bytes, str]] = [
    (b"2 3\nword 0.1 0.2 0.3\nb 1 2 3\n", r"word2vec text .*malvec\.io\.load_word2vec"),
    (b"2 3\nword \0\x11\x22\x33\x44\x55\x66\x77\x88", r"binary .*malvec\.io\.load_word2vec"),
    (b"the 0.1 -0.2 0.3\nof 1 2 3\n", r"malvec\.io\.load_glove"),
    ((793712314).to_bytes(4, "little") + b"\x0c" + b"\0" * 40, r"malvec\.io\.load_fasttext"),
    (pickle.dumps({"gensim.models": 1}), r"a gensim model .*save_word2vec_format"),
    (pickle.dumps([1, 2]), r"a Python pickle \(which is not read"),
    (packed("archive/data.pkl"), "a PyTorch model"),
    (packed("arr_0.npy"), r"a NumPy \.npz archive"),
    (packed("readme.md"), r"a zip archive \(unpack it"),
    (gzip.compress(b"2 2\na 1 2\nb 3 4\n"), "a gzip archive of word2vec text vectors"),
    (lzma.compress(b"a"), "an xz archive"),
    (bz2.compress(b"abc"), "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd\0\0", "a zstd archive"),
    (b"\n\x0e\n\x05<unk>\x15\0\0\0\0\x18\x02", r"SentencePiece .*malvec\.tokenizers\.load"),
    (b"\x08\x08\x12\x07pytorch\x1a\x05", "an ONNX model"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"<!DOCTYPE html><html>", "an HTML or XML page"),
    (b"[1, 2]", r"JSON text .*malvec\.tokenizers\.load"),
    (b"a,b,c\n1,2,3\n", r"a table separated by commas .*malvec\.text\.readers"),
    (b"a\tb\n1\t2\n", "a table separated by tabs"),
    ("이 영화 좋다\n".encode(), r"text \(malvec\.Corpus\.from_files reads it"),
    ("이 영화".encode("utf-16"), "UTF-16 text"),
    (b"[PAD]\n[UNK]\n##a\n", r"a BERT \(malvec\.tokenizers\.bert"),
    (b"\x01\x02\x03\0", "unknown binary data"),
    (b"", "empty file"),
]


@pytest.mark.parametrize(("content", "message"), FOREIGN, ids=[m[:20] for _, m in FOREIGN])
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
        (mv.tokenizers, ("load", "bert")),
        (mv.text.readers, ("Jsonl", "Parquet")),
        (container, ("read",)),
    ):
        assert all(callable(getattr(module, name)) for name in names)


def test_files_that_no_class_holds(tmp_path: Path) -> None:
    path = tmp_path / "v.safetensors"
    container.write(path, {"a": np.eye(2)}, {"format": "malvec", "kind": "dreams"})
    with pytest.raises(mv.FormatError, match="'dreams', which this malvec does not know"):
        mv.load(path)
    container.write(path, {"weights": np.eye(2)}, {})
    with pytest.raises(mv.FormatError, match=r"not of malvec; its tensors.*weights"):
        mv.load(path)
    container.write(path, {"weights": np.eye(2)}, {"format": "pt"})
    with pytest.raises(mv.FormatError, match=r"not of malvec but of PyTorch; its tensors"):
        mv.load(path)


def test_arrays_of_sentences(tmp_path: Path) -> None:
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(tmp_path / "v.npy", rows)
    np.save(tmp_path / "none.npy", rows[:0])
    kinds.write(tmp_path / "v.safetensors", "sentence_vectors", {"vectors": rows}, {})
    for name in ("v.npy", "v.safetensors"):
        opened = mv.load(tmp_path / name, verify=True)
        assert type(opened) is np.ndarray
        assert np.array_equal(opened, rows)
        assert not opened.flags.writeable
    assert mv.load(tmp_path / "none.npy").shape == (0, 3)
    content = (tmp_path / "v.npy").read_bytes()
    np.save(tmp_path / "objects.npy", np.array([{}]), allow_pickle=True)
    for name, cut in (("cut.npy", content[:-3]), ("head.npy", content[:20])):
        (tmp_path / name).write_bytes(cut)
    for name in ("cut.npy", "head.npy", "objects.npy"):
        with pytest.raises(mv.FormatError, match=rf"{name}: damaged NumPy array"):
            mv.load(tmp_path / name)


@pytest.mark.filterwarnings("ignore:only")
def test_tables_and_tokenizers(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    texts = mv.datasets.review_texts()[:500]
    table = mv.word_discovery.count_words(texts).table(min_frequency=5, min_cohesion_forward=0)
    table.save_tsv(tmp_path / "w.tsv")
    assert list(mv.load(tmp_path / "w.tsv").vocab) == list(table.vocab)
    units = mv.Bpe(vocab_size=1500).fit(texts)
    units.save(tmp_path / "t.json")
    assert mv.load(tmp_path / "t.json")("영화가 좋다") == units("영화가 좋다")
    (tmp_path / "other.json").write_text('{"name": "package"}')
    with pytest.raises(mv.FormatError, match=r"other\.json"):
        mv.load(tmp_path / "other.json")


def test_folders(tmp_path: Path) -> None:
    with pytest.raises(mv.FormatError, match=r"is a folder, not a file and holds no"):
        mv.load(tmp_path)
    mv.Corpus.from_texts(["a b"], min_count=1).save(tmp_path / "c.safetensors")
    with pytest.raises(mv.FormatError, match=r"is a folder, not a file; there are c\.safetensors"):
        mv.load(tmp_path)


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
