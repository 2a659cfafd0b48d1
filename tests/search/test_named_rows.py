"""Vectors of words and of documents, read as NumPy, pandas and Arrow read theirs."""

from __future__ import annotations

import numpy as np
import pytest

import malvec as mv
from malvec.corpus.tags import Tags

MATRIX = np.arange(8, dtype=np.float32).reshape(4, 2)


def words(matrix=MATRIX, names=tuple("abcd")):
    return mv.WordVectors(mv.Vocab.from_words(names), matrix)


def documents(tags=("a", "b", 2, 1)):
    vocab = mv.Vocab.from_words(["x"], [1])
    return mv.DocVectors(Tags.of(tags)[0], MATRIX, vocab, np.ones((1, 2), np.float32))


def kinds():
    compressed = mv.vectors.compress(words(), "int8")
    return [words(), documents(), compressed]


@pytest.mark.parametrize("vectors", kinds(), ids=repr)
def test_they_are_arrays(vectors):
    assert vectors.shape == np.shape(vectors) == (4, 2)
    np.testing.assert_allclose(np.asarray(vectors), MATRIX, atol=0.05)
    assert np.asarray(vectors, dtype=np.float64).dtype == np.float64
    assert np.array(vectors).flags.writeable
    np.testing.assert_allclose(vectors @ np.ones(2), MATRIX.sum(axis=1), atol=0.1)


def test_arrays_without_a_copy():
    vectors = words()
    assert np.shares_memory(np.asarray(vectors), vectors.matrix)
    assert not np.shares_memory(np.array(vectors), vectors.matrix)
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        assert np.shares_memory(np.array(vectors, copy=False), vectors.matrix)
        for wrong in (
            lambda: np.array(vectors, dtype=np.float64, copy=False),
            lambda: np.array(mv.vectors.compress(vectors, "int8"), copy=False),
        ):
            with pytest.raises(ValueError, match="copy"):
                wrong()


@pytest.mark.parametrize("vectors", kinds(), ids=repr)
def test_slices_and_flags_are_rows(vectors):
    matrix = np.asarray(vectors)
    flags = np.array([True, False, False, True])
    for which in (slice(2), slice(None, None, -1), flags):
        np.testing.assert_array_equal(vectors[which], matrix[which])
    with pytest.raises(IndexError, match="flags of shape"):
        vectors[flags[:2]]


@pytest.mark.parametrize("vectors", [words(), mv.vectors.compress(words(), "int8")], ids=repr)
def test_numbers_are_rows_of_words(vectors):
    matrix = np.asarray(vectors)
    for which in (0, -1, np.int8(3), [1, 2], range(2), np.array([[1, 2], [3, 3]])):
        np.testing.assert_array_equal(vectors[which], matrix[np.array(which)])
    for which in (4, -5, [1, 4], np.array([-5])):
        with pytest.raises(IndexError, match="there is no row"):
            vectors[which]


def test_numbers_are_tags_of_documents():
    vectors = documents()
    np.testing.assert_array_equal(vectors[2], MATRIX[2])
    np.testing.assert_array_equal(vectors[[1, "a"]], MATRIX[[3, 0]])
    np.testing.assert_array_equal(vectors[np.array([1, 2])], MATRIX[[3, 2]])
    with pytest.raises(KeyError):
        vectors[0]


@pytest.mark.parametrize("vectors", [words(), documents()], ids=repr)
def test_names_in_collections(vectors):
    rows = MATRIX[[1, 0]]
    for which in (["b", "a"], ("b", "a"), iter("ba"), np.array(["b", "a"])):
        np.testing.assert_array_equal(vectors[which], rows)


@pytest.mark.parametrize("vectors", [words(), documents()], ids=repr)
@pytest.mark.parametrize("which", [None, 1.5, True, b"a", {"a"}, {"a": 1}, [None], [1.5]])
def test_what_is_no_name(vectors, which):
    with pytest.raises(TypeError):
        vectors[which]


def test_labelled_data():
    pandas = pytest.importorskip("pandas")
    vectors = words()
    np.testing.assert_array_equal(vectors[pandas.Series(["b", "a"])], MATRIX[[1, 0]])
    with pytest.raises(TypeError, match="not by DataFrame"):
        vectors[pandas.DataFrame({"x": ["a"]})]


@pytest.mark.parametrize(("vectors", "name"), [(words(), "word"), (documents(), "tag")], ids=repr)
def test_data_frames(vectors, name):
    pytest.importorskip("pandas")
    frame = vectors.to_dataframe()
    assert frame.index.name == name
    assert list(frame.index) == list(vectors)
    np.testing.assert_array_equal(frame.to_numpy(), MATRIX)


def test_arrow_tables():
    pytest.importorskip("pyarrow")
    for vectors, name in ((words(), "word"), (documents([5, 2, 3, 1]), "tag")):
        table = vectors.to_arrow()
        assert table.column_names == [name, "vector"]
        assert table[name].to_pylist() == list(vectors)
        np.testing.assert_array_equal(table["vector"].to_pylist(), MATRIX)
    for odd in (documents(), words(names=["a", "\udcff", "c", "d"])):
        with pytest.raises(ValueError, match="cannot be one column of Arrow"):
            odd.to_arrow()


def test_a_package_that_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"needs pandas: pip install 'malvec\[tables\]'"):
        words().to_dataframe()
    with pytest.raises(ImportError, match=r"needs pyarrow: pip install 'malvec\[arrow\]'"):
        words().to_arrow()
