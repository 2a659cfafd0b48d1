"""Text of vectors as people and other programs write it: short rows, aligned columns, odd headers,
odd line ends, odd numbers; and words that others would take apart."""

from __future__ import annotations

import gzip
import warnings

import numpy as np
import pytest
from made.odd_words import make

import malvec as mv
from malvec.errors import FormatError
from malvec.io import load_glove, load_word2vec

READERS = [load_glove, load_word2vec]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "v.txt"


@pytest.mark.parametrize("load", READERS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a 1 2 3\nb 4 5\nc 6 7 8\nd 9 1 2\n", "line 2 has fewer than 3 values"),
        ("a 1 2 3\nb 4 5 6\nc 6 7\n", "line 3 has fewer than 3 values"),
        ("a 1 2\nb 4\n", "line 2 has fewer than 2 values"),
        ("\n2 3\na 1 2 3\nb 4 5 6\n", "line 2 has fewer than 3 values"),
        ("2 3 1\na 1 2 3\nb 4 5 6\n", "line 1 has fewer than 3 values"),
        ("dim 50\na 1 2 3\nb 4 5 6\n", "line 1 has fewer than 3 values"),
        ("2 2\na 1 2 3\nb 4 5\nc 1 2 3\n", "header says 2 values per row, the rows have 3"),
        ("2 3\na 1 2 3\nb 4 5\n", "line 3 has fewer than 3 values"),
        ("2 2\ra 1 2\rb 3 4\r", "carriage returns alone"),
        ("a 1 2\rb 3 4\r", "carriage returns alone"),
        ("2 2\na 1 2\rb 3 4\n", "line 2 holds a carriage return"),
        ("a 1 2\rb 3 4\nc 1 2\nd 1 2\n", "line 1 holds a carriage return"),
        ("2 2\na 1,5 2,5\nb 3,5 4,5\n", "line 2 holds a value that is no number"),
        ("a 1,5 2,5\nb 3,5 4,5\n", "line 1 holds a value that is no number"),
        ("a 1,5 2 3\nb 3 4 5\n", "line 1 holds a value that is no number"),
        ("a [1 2 3]\nb [4 5 6]\n", "line 1 holds a value that is no number"),
        ("2 3\na [1, 2, 3]\nb [4, 5, 6]\n", "line 2 holds a value that is no number"),
        ("2 3\na [ 1 2 3 ]\nb [ 4 5 6 ]\n", "3 values per row, the rows have 5"),
        ("2 2\na x y\nb z w\n", "line 2 holds a value that is no number"),
    ],
)
def test_what_is_refused(path, load, text, message):
    path.write_text(text, newline="")
    with pytest.raises(FormatError, match=message) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_short_row_is_told_wherever_it_is(path):
    for place in (0, 5, 99, 100, 300):
        lines = [f"w{i} 1 2 3" for i in range(400)]
        lines[place] = "short 1 2"
        path.write_text("\n".join(lines))
        with pytest.raises(FormatError, match=f"line {place + 1} has fewer than 3 values"):
            load_glove(path)


@pytest.mark.parametrize("load", READERS)
@pytest.mark.parametrize("header", ["", "2 2\n"])
@pytest.mark.parametrize(
    "rows",
    [
        "king   1.0  2.0\nqueen  3.0  4.0\n",
        "king    1.0    2.0\r\nqueen   3.0    4.0\r\n",
        " king 1.0  2.0\nqueen 3.0  4.0\n",
        "king\t\t1.0\t2.0\nqueen\t\t3.0\t4.0\n",
        " king 1.0 2.0\n queen 3.0 4.0\n",
        "king \t1.0\t 2.0 \nqueen \t3.0\t 4.0\n",
    ],
)
def test_aligned_columns(path, load, header, rows):
    path.write_text(header + rows, newline="")
    vectors = load(path)
    assert list(vectors) == ["king", "queen"]
    np.testing.assert_array_equal(vectors.matrix, [[1, 2], [3, 4]])


def test_an_odd_word_keeps_its_blank(path):
    path.write_text("3 2\na 1 2\nb  3 4\nc 5 6\n")
    assert list(load_word2vec(path)) == ["a", "b ", "c"]


def test_some_words_that_end_with_numbers(path):
    path.write_text("blade runner 2049 1 2\nking 3 4\nqueen 5 6\n1 2 3\n")
    assert list(load_glove(path)) == ["blade runner 2049", "king", "queen", "1"]


def test_numbers_of_many_digits_are_judged_at_once(path):
    path.write_text("a " + "1" * 900_000 + "x 2\nb 3 4\n")
    with pytest.raises(FormatError):
        load_glove(path)


@pytest.mark.parametrize("load", [*READERS, mv.io.load_fasttext])
def test_a_packed_fasttext_model(tmp_path, load):
    mv.io.save_fasttext(make([b"a"], np.ones((1, 2), np.float32)), tmp_path / "m.bin")
    (tmp_path / "m.bin.gz").write_bytes(gzip.compress((tmp_path / "m.bin").read_bytes()))
    with pytest.raises(
        FormatError, match=r"^[^:]*m\.bin\.gz: a fastText model that is packed: unpack it"
    ):
        load(tmp_path / "m.bin.gz")


NAMES = ["인디아나 존스", "영화", "a\tb"]


def two_names():
    words = [word.encode() for word in NAMES]
    return make(words, np.arange(6, dtype=np.float32).reshape(3, 2), [3, 2, 1])


@pytest.mark.parametrize("name", ["v.vec", "v.bin"])
def test_words_with_blanks_in_word2vec_files(tmp_path, name):
    path = tmp_path / name
    with pytest.raises(ValueError, match=r"word 0 '인디아나 존스' holds a blank.*blanks='_'"):
        mv.io.save_word2vec(two_names(), path)
    with pytest.warns(UserWarning, match="2 words hold blanks.*such as '인디아나_존스'"):
        mv.io.save_word2vec(two_names(), path, blanks="_", counts=tmp_path / "counts")
    again = load_word2vec(path, counts=tmp_path / "counts")
    assert list(again) == ["인디아나_존스", "영화", "a_b"]
    assert again.counts.tolist() == [3, 2, 1]
    with pytest.raises(ValueError, match="blanks='-'"):
        mv.io.save_word2vec(two_names(), path, blanks="-")


def test_words_with_blanks_in_text_for_malvec(path):
    for save, load in ((mv.io.save_word2vec, load_word2vec), (mv.io.save_glove, load_glove)):
        with pytest.raises(ValueError, match="holds a blank"):
            save(two_names(), path)
        save(two_names(), path, blanks="keep")
        assert list(load(path)) == NAMES
        with pytest.raises(ValueError, match="'b ' holds a blank"):
            save(make([b"a", b"b "], np.ones((2, 2), np.float32)), path, blanks="keep")
        with pytest.warns(UserWarning, match="underscores"):
            save(two_names(), path, blanks="_")
        assert list(load(path)) == ["인디아나_존스", "영화", "a_b"]


def test_underscores_that_make_one_word_of_two(path):
    vectors = make([b"x", b"a_b", b"a b"], np.ones((3, 2), np.float32))
    with pytest.raises(ValueError, match="word 2 'a b' would be written as 'a_b'"):
        mv.io.save_word2vec(vectors, path, blanks="_")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mv.io.save_word2vec(make([b"a_b"], np.ones((1, 2), np.float32)), path, blanks="_")


def test_gensim_reads_words_with_underscores(tmp_path):
    gensim = pytest.importorskip("gensim.models")
    with pytest.warns(UserWarning, match="underscores"):
        mv.io.save_word2vec(two_names(), tmp_path / "v.vec", blanks="_")
    theirs = gensim.KeyedVectors.load_word2vec_format(str(tmp_path / "v.vec"))
    assert theirs.index_to_key == ["인디아나_존스", "영화", "a_b"]


def test_formats_that_hold_words_with_blanks(tmp_path):
    mv.io.save_fasttext(two_names(), tmp_path / "v.bin")
    assert list(mv.io.load_fasttext(tmp_path / "v.bin")) == NAMES
    mv.io.save_projector(two_names(), tmp_path / "projector")
    lines = (tmp_path / "projector" / "metadata.tsv").read_text("utf-8").splitlines()
    assert lines == ["word\tcount", "인디아나 존스\t3", "영화\t2", "a\\tb\t1"]
