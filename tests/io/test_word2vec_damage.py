"""word2vec files that are cut, flipped, lying or of another kind; what cannot be written; a full
disk."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
from made.odd_words import MATRIX, WORDS, make
from reference import vector_text as slow

from malvec.errors import FormatError
from malvec.io import load_word2vec, save_word2vec


@pytest.fixture
def path(tmp_path):
    return tmp_path / "v.txt"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"3 2\na 1 2\nb 3 4\n", "cut: the header says 3 rows, the file has 2"),
        (b"1 2\na 1 2\nb 3 4\n", "header is wrong: the header says 1 rows, the file has 2"),
        (b"2 3\na 1 2\nb 3 4\n", "line 2 has fewer than 3 values"),
        (b"2 1\na 1 2\nb 3 4\n", "header says 1 values per row, the rows have 2"),
        (b"2 2\na 1 2\nb 3 x\n", "line 3 holds a value that is no number"),
        (b"2 2\na 1 2\nb 3\n", "line 3 has fewer"),
        (b"2 2\na 1 2\n\n\nb nan 3\n", "line 5 holds a value that is not finite"),
        (b"2 2\na 1 2\nb 1e39 3\n", "line 3 holds a value that is not finite"),
        (b"2 0\n", "components"),
        (b"2 99999999999\na 1 2\n", "components"),
        (b"1 2\na 1 2\x00\n", "cut"),
        (b"", "empty file"),
        (b"\n\n\n", "text"),
        (b"a b c\nd e f\n", "text"),
        (b"\x80\x04\x95\x00\x00", "pickle"),
        (b"PK\x03\x04........", "zip"),
        ((793712314).to_bytes(4, "little") + b"\x0c\0\0\0" * 20, "fastText"),
    ],
)
def test_bad_files(path, content, message):
    path.write_bytes(content)
    with pytest.raises(FormatError, match=message) as caught:
        load_word2vec(path)
    assert str(path) in str(caught.value)


def test_binary_with_a_lying_header(path):
    content = slow.binary(WORDS[:4], MATRIX[:4], False)
    path.write_bytes(content.replace(b"4 3", b"5 3", 1))
    with pytest.raises(FormatError, match=r"cut.*5 rows.*4"):
        load_word2vec(path)
    path.write_bytes(content.replace(b"4 3", b"3 3", 1))
    with pytest.raises(FormatError, match="3 rows, the file has more"):
        load_word2vec(path)
    path.write_bytes(content.replace(b"4 3", b"99999999999999 3", 1))
    with pytest.raises(FormatError, match="cut"):
        load_word2vec(path)
    path.write_bytes(slow.text(WORDS, MATRIX, header=False))
    with pytest.raises(FormatError, match="no word2vec header"):
        load_word2vec(path, binary=True)
    path.write_bytes(b"1 3\n" + b"x" * (3 << 20))
    with pytest.raises(FormatError, match="no word"):
        load_word2vec(path, binary=True)


def test_what_cannot_be_written(path):
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match=r"word 1 .New York."):
        save_word2vec(make([b"a", b"New York"], MATRIX[:2]), path, binary=True)
    with pytest.raises(ValueError, match="word 0"):
        save_word2vec(make([b"a\nb"], MATRIX[:1]), path)
    with pytest.raises(ValueError, match="not finite"):
        save_word2vec(make([b"a"], np.array([[np.nan]], np.float32)), path)
    for options in ({"dialect": "x"}, {"decimals": -1}, {"decimals": 101}):
        with pytest.raises(ValueError, match=r"must|dialect"):
            save_word2vec(make(), path, **options)
    with pytest.raises(ValueError, match="limit"):
        load_word2vec(path, limit=0)
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == [path.name]


def test_a_full_disk_keeps_the_old_file(path):
    path.write_bytes(b"old")
    code = f"""
import resource, numpy as np
from malvec.io import save_word2vec
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab
vectors = WordVectors(Vocab.from_words(map(str, range(20000))), np.ones((20000, 100), np.float32))
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18))
try:
    save_word2vec(vectors, {str(path)!r})
except OSError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "File too large" in done.stdout
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("kind", ["text", "binary", "gzip"])
def test_every_cut_and_flip_is_safe(path, kind):
    """Damage gives a FormatError or other vectors, never anything else."""
    words, matrix = WORDS[:4], MATRIX[:4]
    raw = {
        "text": slow.text(words, matrix),
        "binary": slow.binary(words, matrix, True),
        "gzip": gzip.compress(slow.text(words, matrix)),
    }[kind]
    damaged = [raw[:size] for size in range(len(raw))]
    damaged += [
        raw[:i] + bytes([raw[i] ^ bit]) + raw[i + 1 :]
        for i in range(len(raw))
        for bit in (1, 4, 0x10, 0x80)
    ]
    for content in damaged:
        path.write_bytes(content)
        for binary in (None, True, False):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    loaded = load_word2vec(path, binary=binary)
                except FormatError:
                    continue
            assert len(loaded) <= 8
            assert np.isfinite(loaded.matrix).all()
