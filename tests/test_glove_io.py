"""GloVe files: no header, odd words, packing, damage."""

from __future__ import annotations

import gzip
import warnings

import numpy as np
import pytest
from reference import vector_text as slow

from malvec.errors import FormatError
from malvec.io import load_glove, save_glove
from malvec.vectors import WordVectors
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
    save_glove(vectors, tmp_path / name)
    raw = (tmp_path / name).read_bytes()
    content = gzip.decompress(raw) if name.endswith("gz") else raw
    assert content.startswith(b"the -1 ")
    loaded = load_glove(tmp_path / name)
    assert as_bytes(loaded) == WORDS
    np.testing.assert_array_equal(loaded.matrix, MATRIX)
    save_glove(vectors, tmp_path / "six", decimals=6)
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
