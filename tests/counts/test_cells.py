"""Sparse matrices with names: what they refuse, and that SciPy sees the same memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made.files import changed
from scipy import sparse

import malvec as mv
from malvec import _core
from malvec.counts.cells import Cells
from malvec.counts.ratings import cells_of_ratings
from malvec.storage import container
from malvec.vocab import Vocab

DENSE = np.array([[0, 2.0, 0], [1.0, 0, 0.5]])


def test_scipy_sees_the_same_memory() -> None:
    cells = Cells.from_matrix(sparse.csr_array(DENSE))
    assert (cells.matrix.toarray() == DENSE).all()
    assert np.shares_memory(cells.matrix.data, cells.values)
    assert np.shares_memory(cells.matrix.indices, cells.columns)
    assert cells.shape == (2, 3)
    assert len(cells) == 3


def test_duplicates_are_added_up_and_zeros_left_out() -> None:
    coo = sparse.coo_array(([1.0, 2.0, 0.0], ([0, 0, 1], [1, 1, 2])), shape=(2, 3))
    cells = Cells.from_matrix(coo)
    assert cells.values.tolist() == [3.0]
    assert cells.columns.tolist() == [1]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_named(value: float) -> None:
    with pytest.raises(ValueError, match="row 1, column 2"):
        Cells.from_matrix(sparse.csr_array([[0, 1.0, 0], [0, 0, value]]))


def test_names_must_fit() -> None:
    with pytest.raises(ValueError, match="1 names for 2 rows"):
        Cells.from_matrix(DENSE, row_names=Vocab.from_words(["a"]))


def test_an_empty_matrix_is_a_matrix() -> None:
    assert Cells.from_matrix(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize(
    ("offsets", "columns", "message"),
    [
        ([0, 1, 3], [1, 0, 9], "row 1 has a cell in column 9"),
        ([0, 1, 3], [1, 2, 0], "row 1 do not ascend"),
        ([0, 1, 3], [1, 2, 2], "row 1 do not ascend"),
        ([0, 1, 2], [1, 2, 2], "span"),
        ([0, 3, 1, 3], [1, 2, 2], "span"),
        ([], [], "span"),
    ],
)
def test_damaged_rows_are_named(offsets: list[int], columns: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _core.check_cells(np.array(offsets, np.uint64), np.array(columns, np.uint32), 3, 2)


def test_damaged_cells_never_reach_scipy() -> None:
    offsets, columns = np.array([0, 2], np.uint64), np.array([0, 9], np.uint32)
    with pytest.raises(ValueError, match="row 0 has a cell in column 9"):
        _ = Cells(offsets, columns, np.ones(2), 3).matrix
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        _ = Cells(offsets, columns, np.ones(1), 10).matrix


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "?", "f4"])
@pytest.mark.parametrize("form", [sparse.coo_array, sparse.coo_matrix])
def test_repeated_cells_are_added_up_as_doubles(dtype: str, form: Any) -> None:
    values = np.full(400, 100, dtype)
    repeated = form((values, (np.zeros(400, int), np.tile([0, 2], 200))), shape=(1, 3))
    wanted = [[200 * float(values[0]), 0, 200 * float(values[0])]]
    assert Cells.from_matrix(repeated).matrix.toarray().tolist() == wanted
    for keep_zeros in (False, True):
        cells = cells_of_ratings(repeated, None, None, keep_zeros=keep_zeros)
        assert cells.matrix.toarray().tolist() == wanted
    unsorted = sparse.csr_array((values[:2], [2, 2], [0, 2]), shape=(1, 3))
    assert Cells.from_matrix(unsorted).matrix.toarray()[0, 2] == 2 * float(values[0])


def test_a_sum_that_no_float_holds_is_named() -> None:
    values = np.full(4, 3e38, np.float32)
    repeated = sparse.coo_array((values, ([0] * 4, [1] * 4)), shape=(1, 3))
    with pytest.raises(ValueError, match="row 0, column 1"):
        Cells.from_matrix(repeated, dtype=np.float32)


def test_cells_are_saved_and_opened_as_they_are(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["봄 비", "봄 꽃 비", "꽃"] * 9, min_count=1)
    names = Vocab.from_words(["kim", "\udcff"]), Vocab.from_words(["a", "b", "c"], [1, 2, 3])
    for cells in (
        Cells.from_matrix(DENSE, dtype=np.float32),
        Cells.from_matrix(DENSE, row_names=names[0], column_names=names[1]),
        Cells.from_matrix(DENSE, column_names=names[1]),
        mv.counts.ppmi(mv.count(corpus)),
        mv.counts.tfidf(mv.document_counts(corpus)),
        Cells.from_matrix(np.zeros((0, 3))),
    ):
        cells.save(tmp_path / "c.safetensors")
        opened = mv.load(tmp_path / "c.safetensors", verify=True)
        assert type(opened) is type(Cells.load(tmp_path / "c.safetensors")) is Cells
        assert opened.values.dtype == cells.values.dtype
        assert (opened.matrix != cells.matrix).nnz == 0
        assert opened.shape == cells.shape
        assert opened.metadata == cells.metadata
        assert (opened.pipeline is None) == (cells.pipeline is None)
        for side in ("row_names", "column_names"):
            before, after = getattr(cells, side), getattr(opened, side)
            assert (before is None and after is None) or list(before) == list(after)


def test_files_of_cells_and_of_counts_are_told_apart(tmp_path: Path) -> None:
    corpus = mv.Corpus.from_texts(["봄 비", "봄 꽃 비"] * 9, min_count=1)
    mv.count(corpus).save(tmp_path / "counts.safetensors")
    Cells.from_matrix(DENSE).save(tmp_path / "cells.safetensors")
    with pytest.raises(mv.FormatError, match=r"holds counts.*Counts\.load"):
        Cells.load(tmp_path / "counts.safetensors")
    with pytest.raises(mv.FormatError, match=r"holds the cells of a matrix.*Cells\.load"):
        mv.Counts.load(tmp_path / "cells.safetensors")


@pytest.mark.parametrize(
    ("name", "message"), [("offsets", "offsets of the rows"), ("columns", "column")]
)
def test_damaged_cells_are_told(tmp_path: Path, name: str, message: str) -> None:
    Cells.from_matrix(DENSE).save(tmp_path / "c.safetensors")
    tensors, metadata = container.read(tmp_path / "c.safetensors")
    metadata = {key: text for key, text in metadata.items() if key != "checksums"}
    container.write(tmp_path / "d.safetensors", {**tensors, name: tensors[name] + 9}, metadata)
    with pytest.raises(mv.FormatError, match=message):
        mv.load(tmp_path / "d.safetensors", verify=True)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("cells", '{"width": Infinity, "same_names": false}'),
        ("reweighting", "{"),
        ("reweighting", "null"),
        ("reweighting", '{"cells": 4, "dropped": "x"}'),
        ("reweighting", '{"name": "ppmi"}'),
    ],
)
def test_damaged_metadata_are_told_at_opening(tmp_path: Path, key: str, text: str) -> None:
    mv.counts.ppmi(Cells.from_matrix(DENSE)).save(tmp_path / "c.safetensors")
    path = changed(tmp_path / "c.safetensors", **{key: text})
    with pytest.raises(mv.FormatError, match=rf"changed-c\.safetensors: .*{key}|infinity"):
        mv.load(path)
