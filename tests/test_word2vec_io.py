"""word2vec files: both dialects against a slow writer, odd words, lying headers, damage."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from malvec.errors import FormatError
from malvec.io import load_word2vec, save_word2vec
from malvec.vectors import WordVectors
from malvec.vocab import Vocab
from reference import vector_text as slow

WORDS = [
    b"</s>",
    "희망".encode(),
    b"the",
    b"3",
    b"4.5",
    b"a\xa0b",
    "가\u00a0나".encode(),
    b"\xff\xfe\x80",
    b"New York",
    b"nan",
    b"-",
    b"",
]
MATRIX = np.array([[0.5, -1.25, 3e-7], [1, 2, 3], [-0.1, 0.1, 1e30]], np.float32)[np.arange(len(WORDS)) % 3] + np.arange(len(WORDS))[
    :, None
].astype(np.float32)


def as_bytes(vectors):
    return [word.encode("utf-8", "surrogateescape") for word in vectors]


def make(words=WORDS, matrix=MATRIX, counts=None):
    return WordVectors(Vocab.from_words([word.decode("utf-8", "surrogateescape") for word in words], counts), matrix)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "v.txt"


def check(path, words=WORDS, matrix=MATRIX, **options):
    loaded = load_word2vec(path, **options)
    assert as_bytes(loaded) == list(words)
    np.testing.assert_array_equal(loaded.matrix, matrix)
    assert loaded.counts is None
    return loaded


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("crlf", [True, False])
def test_text_dialects(path, header, blank, crlf):
    content = slow.text(WORDS, MATRIX, header, blank)
    path.write_bytes(content.replace(b"\n", b"\r\n") if crlf else content)
    check(path)
    path.write_bytes(content.rstrip(b"\n"))
    check(path, threads=1)
    path.write_bytes(b"\xef\xbb\xbf" + content + b"\n\n")
    check(path)


@pytest.mark.parametrize("newline", [True, False])
def test_binary_dialects(path, newline):
    words = [word for word in WORDS if b" " not in word]
    matrix = MATRIX[: len(words)]
    path.write_bytes(slow.binary(words, matrix, newline))
    check(path, words, matrix)
    check(path, words, matrix, binary=True)
    check(path, words[:4], matrix[:4], limit=4)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed(path, pack):
    path.write_bytes(pack(slow.text(WORDS, MATRIX)))
    check(path)
    packed = pack(slow.binary(WORDS[:4], MATRIX[:4], True))
    path.write_bytes(packed)
    check(path, WORDS[:4], MATRIX[:4])
    for size in range(6, len(packed) - 1):
        path.write_bytes(packed[:size])
        with pytest.raises(FormatError, match=r"cut|damaged|no word vectors|empty"):
            load_word2vec(path)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("dialect", ["gensim", "word2vec.c"])
def test_writes_what_the_slow_writer_writes(path, binary, dialect):
    words = WORDS[:8] if binary else WORDS
    save_word2vec(make(words, MATRIX[: len(words)]), path, binary=binary, dialect=dialect)
    original = dialect == "word2vec.c"
    if binary:
        assert path.read_bytes() == slow.binary(words, MATRIX[: len(words)], original)
    check(path, words, MATRIX[: len(words)])
    save_word2vec(make(words, MATRIX[: len(words)]), path, binary=binary, dialect=dialect, decimals=6)
    if not binary:
        assert path.read_bytes() == slow.text(words, MATRIX, blank_at_end=original, decimals=6)


@pytest.mark.parametrize("name", ["v.txt.gz", "v.bin.gz", "v.bin", "v.txt.bz2", "v.bin.xz"])
def test_names_choose_format_and_packing(tmp_path, name):
    words, matrix = WORDS[:8], MATRIX[:8]
    save_word2vec(make(words, matrix), tmp_path / name)
    check(tmp_path / name, words, matrix)
    raw = (tmp_path / name).read_bytes()
    magic = {"gz": b"\x1f\x8b", "z2": b"BZh", "xz": b"\xfd7zXZ"}.get(name[-2:], b"8 3\n")
    assert raw.startswith(magic)


words_in_text = st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"_"))
floats = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(st.data(), st.integers(1, 5), st.sampled_from(["gensim", "word2vec.c"]))
@settings(max_examples=200, deadline=None)
def test_text_round_trip_is_exact(tmp_path_factory, data, dim, dialect):
    words = data.draw(st.lists(words_in_text, min_size=1, max_size=6, unique=True))
    rows = data.draw(st.lists(st.lists(floats, min_size=dim, max_size=dim), min_size=len(words), max_size=len(words)))
    path = tmp_path_factory.getbasetemp() / "round.txt"
    matrix = np.array(rows, np.float32)
    save_word2vec(make(words, matrix), path, dialect=dialect)
    loaded = load_word2vec(path, binary=False)  # where all words end with numbers, rows look longer than the header says
    assert as_bytes(loaded) == words
    np.testing.assert_array_equal(loaded.matrix, matrix)
    assert np.array_equal(np.signbit(loaded.matrix), np.signbit(matrix))


words_in_binary = st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"_").replace(b" ", b"_"))


@given(st.data(), st.integers(1, 5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_binary_round_trip_is_exact(tmp_path_factory, data, dim, newline):
    words = data.draw(st.lists(words_in_binary, min_size=1, max_size=6, unique=True))
    rows = data.draw(st.lists(st.lists(floats, min_size=dim, max_size=dim), min_size=len(words), max_size=len(words)))
    path = tmp_path_factory.getbasetemp() / "round.bin"
    matrix = np.array(rows, np.float32)
    save_word2vec(make(words, matrix), path, dialect="word2vec.c" if newline else "gensim")
    loaded = load_word2vec(path, binary=True)
    assert as_bytes(loaded) == words
    np.testing.assert_array_equal(loaded.matrix, matrix)


def test_larger_than_one_block(path):
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((60_000, 50)).astype(np.float32)
    words = [f"단어{i}".encode() for i in range(len(matrix))]
    for binary in (False, True):
        save_word2vec(make(words, matrix), path, binary=binary)
        assert path.stat().st_size > 10_000_000
        loaded = load_word2vec(path, threads=3)
        assert as_bytes(loaded) == words
        np.testing.assert_array_equal(loaded.matrix, matrix)
        check(path, words[:50_000], matrix[:50_000], limit=50_000)


@pytest.mark.parametrize("binary", [False, True])
def test_repeated_words_keep_the_first(path, binary):
    words = [b"a", b"b", b"a", b"c", b"b", b"a"]
    matrix = np.arange(12, dtype=np.float32).reshape(6, 2) + 0.5
    path.write_bytes(slow.binary(words, matrix, True) if binary else slow.text(words, matrix))
    with pytest.warns(UserWarning, match="3 rows repeat"):
        loaded = load_word2vec(path)
    assert list(loaded) == ["a", "b", "c"]
    np.testing.assert_array_equal(loaded.matrix, matrix[[0, 1, 3]])


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


def test_numbers_of_every_shape(path):
    path.write_bytes(b"w +1.5 -.25 1e-60 1E+3 -0 0x 7\n".replace(b"0x", b"00012") + b"x 1. 2 3 4 5 6 7\n")
    loaded = load_word2vec(path)
    np.testing.assert_array_equal(loaded["w"], np.array([1.5, -0.25, 0, 1000, -0.0, 12, 7], np.float32))
    path.write_bytes(b"2 2\na nan inf\nb -inf 1\n")
    matrix = load_word2vec(path, allow_non_finite=True).matrix
    assert math.isnan(matrix[0, 0])
    assert matrix[1, 0] == -math.inf


def test_tabs_and_one_value_per_row(path):
    path.write_bytes(b"a\t1\t2\nb\t3\t4\n")
    check(path, [b"a", b"b"], [[1, 2], [3, 4]])
    path.write_bytes(b"6 2\n5 1\n7 3\n")  # two whole numbers at the top are a header
    with pytest.raises(FormatError, match="fewer than 2"):
        load_word2vec(path)
    path.write_bytes(b"6 2.5\n5 1\n7 3\n")
    check(path, [b"6", b"5", b"7"], [[2.5], [1], [3]])


def test_counts(path, tmp_path):
    vectors = make(counts=range(100, 100 - len(WORDS), -1))
    save_word2vec(vectors, path, counts=tmp_path / "vocab")
    assert (tmp_path / "vocab").read_bytes().splitlines()[1] == "희망 99".encode()
    loaded = load_word2vec(path, counts=tmp_path / "vocab")
    np.testing.assert_array_equal(loaded.counts, vectors.counts)
    (tmp_path / "vocab").write_bytes(b"the 5\n")
    with pytest.raises(FormatError, match="have no count"):
        load_word2vec(path, counts=tmp_path / "vocab")
    (tmp_path / "vocab").write_bytes(b"the five\n")
    with pytest.raises(FormatError, match="line 1"):
        load_word2vec(path, counts=tmp_path / "vocab")
    with pytest.raises(ValueError, match="not known"):
        save_word2vec(make(), path, counts=tmp_path / "vocab")


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
from malvec.vectors import WordVectors
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
    raw = {"text": slow.text(words, matrix), "binary": slow.binary(words, matrix, True), "gzip": gzip.compress(slow.text(words, matrix))}[
        kind
    ]
    damaged = [raw[:size] for size in range(len(raw))]
    damaged += [raw[:i] + bytes([raw[i] ^ bit]) + raw[i + 1 :] for i in range(len(raw)) for bit in (1, 4, 0x10, 0x80)]
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
