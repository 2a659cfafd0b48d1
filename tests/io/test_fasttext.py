"""fastText models: read and written, against what fastText itself computed; memory."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from made.files import FASTTEXT, FASTTEXT_MODELS

import malvec
from malvec.errors import FormatError
from malvec.io import is_fasttext, load_fasttext, load_word2vec, save_fasttext, save_word2vec
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def expected(name):
    """Word, whether it was seen, and the vector, as fastText computed it."""
    for line in (FASTTEXT / name).with_suffix(".tsv").read_text().splitlines():
        word, seen, values = line.split("\t")
        yield (
            bytes.fromhex(word).decode("utf-8", "surrogateescape"),
            seen == "1",
            np.array(values.split(), np.float64),
        )


@pytest.mark.parametrize("name", FASTTEXT_MODELS)
def test_vectors_equal_those_of_fasttext(name):
    vectors = load_fasttext(FASTTEXT / name)
    kinds = set()
    for word, seen, vector in expected(name):
        assert (word in vectors) == seen
        # The empty word is no question here, though its n-gram "<>" has a row.
        found = vectors[word] if word else vectors.subword_table.vectors([word])[0]
        np.testing.assert_allclose(found, vector, rtol=0, atol=1e-6)
        kinds.add((seen, word.isascii()))
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}
    assert vectors.counts is not None
    assert is_fasttext(FASTTEXT / name)


def test_what_is_read():
    vectors = load_fasttext(FASTTEXT / "tiny.bin")
    assert "\udcff\udcfe\udc80" in vectors
    assert vectors.output.shape == vectors.matrix.shape
    assert load_fasttext(FASTTEXT / "tiny.bin", output=False).output is None
    assert json.loads(vectors.metadata["fasttext"])["ws"] == 5
    labelled = load_fasttext(FASTTEXT / "supervised.bin")
    assert labelled.output is None
    assert not [word for word in labelled if word.startswith("__label__")]
    assert json.loads(labelled.metadata["fasttext"])["labels"] == 2
    assert load_fasttext(FASTTEXT / "pruned.ftz").subword_table.kept is not None


def test_words_are_not_normalised():
    """fastText does not either: another Unicode form is another word."""
    vectors = load_fasttext(FASTTEXT / "tiny.bin")
    assert "안녕" in vectors
    assert unicodedata.normalize("NFD", "안녕") not in vectors


@pytest.mark.parametrize("name", FASTTEXT_MODELS)
def test_kept_in_malvecs_own_files(name, tmp_path):
    vectors = load_fasttext(FASTTEXT / name)
    vectors.save(tmp_path / "v.safetensors")
    opened = WordVectors.load(tmp_path / "v.safetensors", verify=True)
    words = [word for word, _, _ in expected(name) if word]
    np.testing.assert_array_equal(opened[words], vectors[words])
    assert opened.metadata == vectors.metadata


def test_written_as_it_was_read(tmp_path):
    vectors = load_fasttext(FASTTEXT / "tiny.bin")
    save_fasttext(vectors, tmp_path / "again.bin")
    original, written = (FASTTEXT / "tiny.bin").read_bytes(), (tmp_path / "again.bin").read_bytes()
    assert len(written) == len(original)
    matrix = original.index(struct.pack("<?2q", False, len(vectors) + 500, 10))
    assert written[: matrix + 17] == original[: matrix + 17]
    own = 4 * 10 * len(vectors)  # the rows of words are computed back, all else is the same
    assert written[matrix + 17 + own :] == original[matrix + 17 + own :]
    rows = [np.frombuffer(raw[matrix + 17 :][:own], "<f4") for raw in (original, written)]
    np.testing.assert_allclose(*rows, atol=1e-5)
    again = load_fasttext(tmp_path / "again.bin")
    np.testing.assert_allclose(again.matrix, vectors.matrix, atol=1e-6)


def test_vectors_without_subwords(tmp_path):
    vectors = WordVectors(
        Vocab.from_words(["가", "", "\udcff"]), np.arange(9, dtype=np.float32).reshape(3, 3)
    )
    save_fasttext(vectors, tmp_path / "v.bin")
    opened = load_fasttext(tmp_path / "v.bin")
    assert list(opened) == list(vectors)
    assert opened.counts is None
    assert opened.subword_table is None
    np.testing.assert_array_equal(opened.matrix, vectors.matrix)
    np.testing.assert_array_equal(opened.output, np.zeros((3, 3)))
    with pytest.raises(KeyError):
        opened["나"]


@pytest.mark.parametrize("value", [10**12, -(2**40), 1.5, True, "many", None])
def test_arguments_that_fasttext_cannot_hold_are_its_defaults(tmp_path, value):
    recipe = json.dumps({"name": "Skipgram", "epochs": value, "window": 4})
    vectors = WordVectors(Vocab.from_words(["a"]), np.ones((1, 2)), metadata={"recipe": recipe})
    save_fasttext(vectors, tmp_path / "v.bin")
    written = json.loads(load_fasttext(tmp_path / "v.bin").metadata["fasttext"])
    assert (written["epoch"], written["ws"]) == (5, 4)


def test_arguments_follow_the_recipe(tmp_path):
    recipe = json.dumps(
        {"name": "Cbow", "window": 7, "epochs": 2, "negative": 11, "sample": 1e-3, "loss": "ns"}
    )
    save_fasttext(
        WordVectors(Vocab.from_words(["a"]), np.ones((1, 2)), metadata={"recipe": recipe}),
        tmp_path / "v.bin",
    )
    written = json.loads(load_fasttext(tmp_path / "v.bin").metadata["fasttext"])
    assert {key: written[key] for key in ("dim", "ws", "epoch", "neg", "model", "loss", "t")} == {
        "dim": 2,
        "ws": 7,
        "epoch": 2,
        "neg": 11,
        "model": 1,
        "loss": 2,
        "t": 1e-3,
    }


def test_rows_that_no_word_has_are_zeros_there(tmp_path):
    full = load_fasttext(FASTTEXT / "tiny.bin")
    pruned = malvec.vectors.prune(full)
    save_fasttext(pruned, tmp_path / "v.bin")
    again = load_fasttext(tmp_path / "v.bin")
    np.testing.assert_allclose(again.matrix, full.matrix, atol=1e-6)
    table, kept = again.subword_table, pruned.subword_table.kept
    np.testing.assert_array_equal(table.matrix[kept], full.subword_table.matrix[kept])
    assert not np.delete(table.matrix, kept, axis=0).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ngrams_of": "jamo"}, "no sub-words of jamo"),
        ({"ngrams_of": "jamo+char"}, "no sub-words of jamo"),
        ({"unit_length": True}, "length 1"),
        ({"buckets": 10_000, "kept": np.arange(9, dtype=np.uint32)}, "pruned"),
    ],
)
def test_what_cannot_be_written(tmp_path, change, message):
    table = SubwordTable(np.ones((9, 2), np.float32), **{"buckets": 9, **change})
    with pytest.raises(ValueError, match=message):
        save_fasttext(
            WordVectors(Vocab.from_words(["a"]), np.ones((1, 2)), subwords=table),
            tmp_path / "v.bin",
        )
    with pytest.raises(ValueError, match="zero byte"):
        save_fasttext(WordVectors(Vocab.from_words(["a\0b"]), np.ones((1, 2))), tmp_path / "v.bin")
    assert not list(tmp_path.iterdir())


def test_version_11(tmp_path):
    path = tmp_path / "old.bin"
    raw = (FASTTEXT / "tiny.bin").read_bytes()
    path.write_bytes(raw[:4] + struct.pack("<i", 11) + raw[8:])
    np.testing.assert_array_equal(
        load_fasttext(path)["없던단어"], load_fasttext(FASTTEXT / "tiny.bin")["없던단어"]
    )
    raw = (FASTTEXT / "supervised.bin").read_bytes()
    path.write_bytes(raw[:4] + struct.pack("<i", 11) + raw[8:])
    old = load_fasttext(path)
    assert old.subword_table is None  # supervised models had none then
    new = load_fasttext(FASTTEXT / "supervised.bin")
    rows = new.matrix.copy()
    new.subword_table.raw(new.vocab, rows)
    np.testing.assert_allclose(old.matrix, rows, atol=1e-6)


def test_text_vectors(tmp_path):
    vectors = load_fasttext(FASTTEXT / "tiny.bin")
    save_word2vec(vectors, tmp_path / "tiny.vec")
    text = load_fasttext(tmp_path / "tiny.vec")
    np.testing.assert_array_equal(text.matrix, vectors.matrix)
    assert text.subword_table is None
    with pytest.raises(FormatError, match="fastText"):
        load_word2vec(FASTTEXT / "tiny.bin")


def test_other_files(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_fasttext(tmp_path / "none.bin")
    for content in (b"", b"PK\x03\x04xxxx", struct.pack("<i", 793712314)):
        (tmp_path / "x.bin").write_bytes(content)
        with pytest.raises(FormatError):
            load_fasttext(tmp_path / "x.bin")


def test_loading_takes_no_more_memory_than_the_file(tmp_path):
    random = np.random.default_rng(0)
    words, buckets, dim = 60_000, 200_000, 100
    table = SubwordTable(random.standard_normal((buckets, dim)).astype(np.float32), buckets=buckets)
    matrix = random.standard_normal((words, dim)).astype(np.float32)
    save_fasttext(
        WordVectors(Vocab.from_words(map(str, range(words))), matrix, subwords=table),
        tmp_path / "big.bin",
    )
    size = (tmp_path / "big.bin").stat().st_size
    code = f"""
import resource
from malvec.io import load_fasttext
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
vectors = load_fasttext({str(tmp_path / "big.bin")!r})
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1.1 * size
