"""GloVe files: no header, odd words, packing, damage."""

from __future__ import annotations

import gzip
import os
import subprocess
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import vector_text as slow

from malvec.errors import FormatError
from malvec.io import load_glove, load_word2vec, save_glove, save_word2vec
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [b"the", b". . .", b"at name@domain.com", "가".encode(), b"<unk>", b"1 2 3"]
MATRIX = np.arange(24, dtype=np.float32).reshape(6, 4) / 7 - 1


def as_bytes(vectors):
    return [word.encode("utf-8", "surrogateescape") for word in vectors]


@pytest.mark.parametrize("header", [False, True])
def test_reads_words_with_blanks(tmp_path, header):
    (tmp_path / "g").write_bytes(slow.text(WORDS, MATRIX, header))
    loaded = load_glove(tmp_path / "g")
    assert as_bytes(loaded) == WORDS
    np.testing.assert_array_equal(loaded.matrix, MATRIX)
    assert loaded.counts is None
    assert as_bytes(load_glove(tmp_path / "g", limit=2)) == WORDS[:2]


@pytest.mark.parametrize("name", ["g.txt", "g.txt.gz"])
def test_round_trip(tmp_path, name):
    vectors = WordVectors(Vocab.from_words([word.decode() for word in WORDS]), MATRIX)
    save_glove(vectors, tmp_path / name, blanks="keep")
    raw = (tmp_path / name).read_bytes()
    content = gzip.decompress(raw) if name.endswith("gz") else raw
    assert content.startswith(b"the -1 ")
    loaded = load_glove(tmp_path / name)
    assert as_bytes(loaded) == WORDS
    np.testing.assert_array_equal(loaded.matrix, MATRIX)
    save_glove(vectors, tmp_path / "six", decimals=6, blanks="keep")
    assert (tmp_path / "six").read_bytes() == slow.text(WORDS, MATRIX, header=False, decimals=6)
    with pytest.raises(ValueError, match="decimals"):
        save_glove(vectors, tmp_path / "six", decimals=1000)


def test_damage(tmp_path):
    raw = slow.text(WORDS, MATRIX, header=False)
    path = tmp_path / "g"
    for content in [raw[:size] for size in range(0, len(raw), 3)] + [
        raw[:i] + bytes([raw[i] ^ 0x41]) + raw[i + 1 :] for i in range(len(raw))
    ]:
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                loaded = load_glove(path)
            except FormatError:
                continue
        assert len(loaded) <= 7


def test_other_files(tmp_path):
    (tmp_path / "g").write_bytes(b"PK\x03\x04 a zip of vectors")
    with pytest.raises(FormatError, match="zip"):
        load_glove(tmp_path / "g")
    with pytest.raises(FileNotFoundError):
        load_glove(tmp_path / "none")


def test_a_header_that_the_rows_contradict(tmp_path):
    (tmp_path / "g").write_bytes(b"2 2\nfoo 0.1 0.2 0.3\nbar 1 2 3\n")
    with pytest.raises(FormatError, match="2 values per row, the rows have 3"):
        load_glove(tmp_path / "g")


ROWS = np.array([[0.5], [1], [2]], np.float32)


@pytest.mark.parametrize(
    ("words", "dim", "named"),
    [
        (["제 0", "제 1", "제 2"], 3, "word 0 '제 0'"),
        (["a 1", "b 2", "c 3"], 1, "word 0 'a 1'"),
        (["\ufeffa", "b", "c"], 3, "word 0 '\\\\ufeffa'"),
        (["a\nb", "c", "d"], 3, r"word 0 'a\\nb' holds a newline"),
        (["a", "b", "x" * (1 << 20) + "y"], 3, "word 2 'xxx.*more than 1,048,576 bytes"),
        (["BZh91AY&SY", "b", "c"], 3, "word 0 'BZh"),
    ],
)
def test_what_would_not_be_read_back_is_refused(tmp_path, words, dim, named):
    with pytest.raises(ValueError, match=rf"g\.txt: {named}.*safetensors"):
        save_glove(
            WordVectors(Vocab.from_words(words), np.repeat(ROWS, dim, axis=1)),
            tmp_path / "g.txt",
            blanks="keep",
        )
    assert list(tmp_path.iterdir()) == []


def test_rows_that_look_like_a_header_or_nothing_at_all(tmp_path):
    for words, matrix, named in (
        (["7", "b"], ROWS[1:], "word 0 '7'"),
        ([], np.zeros((0, 3), np.float32), "no words"),
    ):
        with pytest.raises(ValueError, match=named):
            save_glove(WordVectors(Vocab.from_words(words), matrix), tmp_path / "g.txt")


def test_the_dimension_may_be_given(tmp_path):
    path = tmp_path / "g.txt"
    path.write_text("제 0 1 2\n제 1 3 4\n")
    assert list(load_glove(path, dim=2)) == ["제 0", "제 1"]
    path.write_text("7 3\nb 4\n")
    np.testing.assert_array_equal(load_glove(path, dim=1).matrix, [[3], [4]])
    with pytest.raises(FormatError, match=r"g\.txt: dim=5.*1 values"):
        load_glove(path, dim=5)


odd = st.one_of(
    st.sampled_from(["1", "", " ", "0 1", "x 2", "\r", "\ufeff", "nan", "1_0", "\t3", "7 7"]),
    st.text(max_size=3),
)


@given(
    st.lists(odd, min_size=1, max_size=4, unique=True),
    st.integers(1, 3),
    st.sampled_from([0.5, 3, -1]),
)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(tmp_path_factory, words, dim, value):
    path = tmp_path_factory.getbasetemp() / "round.glove"
    matrix = np.full((len(words), dim), value, np.float32)
    try:
        save_glove(WordVectors(Vocab.from_words(words), matrix), path, blanks="keep")
    except ValueError:
        return
    loaded = load_glove(path)
    assert as_bytes(loaded) == as_bytes(words)
    np.testing.assert_array_equal(loaded.matrix, matrix)


def test_pipes(tmp_path):
    vectors = WordVectors(
        Vocab.from_words([f"w{i}" for i in range(60_000)]), np.full((60_000, 4), 0.25, np.float32)
    )
    save_glove(vectors, tmp_path / "g.txt")
    save_word2vec(vectors, tmp_path / "v.bin")
    vectors.save(tmp_path / "v.safetensors")
    (tmp_path / "p.gz").write_bytes(gzip.compress((tmp_path / "g.txt").read_bytes()))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for name in ("g.txt", "v.bin", "p.gz"):
        with subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', str(tmp_path / name), str(pipe)]):
            loaded = load_word2vec(pipe)
        assert list(loaded) == list(vectors)
        np.testing.assert_array_equal(loaded.matrix, vectors.matrix)
    with (
        subprocess.Popen(
            ["sh", "-c", 'cat "$0" > "$1"', str(tmp_path / "v.safetensors"), str(pipe)],
            stderr=subprocess.DEVNULL,
        ),
        pytest.raises(FormatError, match=r"pipe.*regular file"),
    ):
        load_word2vec(pipe)
