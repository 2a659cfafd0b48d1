"""word2vec files: both dialects against a slow writer, odd words, packing, counts."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made.odd_words import MATRIX, WORDS, as_bytes, make
from reference import vector_text as slow

from malvec.errors import FormatError
from malvec.io import load_word2vec, save_word2vec


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


def compress_zstd(data):
    return pytest.importorskip("zstandard").compress(data)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, compress_zstd])
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
    how = {"binary": binary, "dialect": dialect, "blanks": "keep"}
    save_word2vec(make(words, MATRIX[: len(words)]), path, **how)
    original = dialect == "word2vec.c"
    if binary:
        assert path.read_bytes() == slow.binary(words, MATRIX[: len(words)], original)
    check(path, words, MATRIX[: len(words)])
    save_word2vec(make(words, MATRIX[: len(words)]), path, **how, decimals=6)
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


words_in_text = st.binary(max_size=12).map(
    lambda b: b.replace(b"\n", b"_").replace(b"\r", b"_").strip()
)
floats = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(st.data(), st.integers(1, 5), st.sampled_from(["gensim", "word2vec.c"]))
@settings(max_examples=200, deadline=None)
def test_text_round_trip_is_exact(tmp_path_factory, data, dim, dialect):
    words = data.draw(st.lists(words_in_text, min_size=1, max_size=6, unique=True))
    rows = data.draw(
        st.lists(
            st.lists(floats, min_size=dim, max_size=dim), min_size=len(words), max_size=len(words)
        )
    )
    path = tmp_path_factory.getbasetemp() / "round.txt"
    matrix = np.array(rows, np.float32)
    save_word2vec(make(words, matrix), path, dialect=dialect, blanks="keep")
    # where all words end with numbers, rows look longer than the header says
    loaded = load_word2vec(path, binary=False, trust_header=True)
    assert as_bytes(loaded) == words
    np.testing.assert_array_equal(loaded.matrix, matrix)
    assert np.array_equal(np.signbit(loaded.matrix), np.signbit(matrix))


words_in_binary = st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"_").replace(b" ", b"_"))


@given(st.data(), st.integers(1, 5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_binary_round_trip_is_exact(tmp_path_factory, data, dim, newline):
    words = data.draw(st.lists(words_in_binary, min_size=1, max_size=6, unique=True))
    rows = data.draw(
        st.lists(
            st.lists(floats, min_size=dim, max_size=dim), min_size=len(words), max_size=len(words)
        )
    )
    path = tmp_path_factory.getbasetemp() / "round.bin"
    matrix = np.array(rows, np.float32)
    dialect = "word2vec.c" if newline else "gensim"
    save_word2vec(make(words, matrix), path, dialect=dialect, blanks="keep")
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


def test_numbers_of_every_shape(path):
    path.write_bytes(
        b"w +1.5 -.25 1e-60 1E+3 -0 0x 7\n".replace(b"0x", b"00012") + b"x 1. 2 3 4 5 6 7\n"
    )
    loaded = load_word2vec(path)
    np.testing.assert_array_equal(
        loaded["w"], np.array([1.5, -0.25, 0, 1000, -0.0, 12, 7], np.float32)
    )
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
    save_word2vec(vectors, path, counts=tmp_path / "vocab", blanks="keep")
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
        save_word2vec(make(), path, counts=tmp_path / "vocab", blanks="keep")


def test_counts_of_odd_words(path, tmp_path):
    vectors = make(
        [b"\xff\xfe", "\ud800".encode("utf-8", "surrogatepass")], MATRIX[:2], counts=[2, 1]
    )
    save_word2vec(vectors, path, counts=tmp_path / "vocab")
    assert (tmp_path / "vocab").read_bytes() == b"\xff\xfe 2\n\xed\xa0\x80 1\n"
    np.testing.assert_array_equal(load_word2vec(path, counts=tmp_path / "vocab").counts, [2, 1])


def test_vectors_and_counts_appear_together_or_not_at_all(path, tmp_path):
    with pytest.raises(FileNotFoundError):
        save_word2vec(make([b"a"], MATRIX[:1], [1]), path, counts=tmp_path / "no" / "vocab")
    with pytest.raises(ValueError, match="finite"):
        save_word2vec(
            make([b"a"], np.full((1, 3), np.nan, np.float32), [1]), path, counts=tmp_path / "vocab"
        )
    assert list(tmp_path.iterdir()) == []


def test_names_that_promise_zstd_are_refused(tmp_path):
    with pytest.raises(ValueError, match="zstd"):
        save_word2vec(make(), tmp_path / "v.txt.zst")
    assert list(tmp_path.iterdir()) == []
