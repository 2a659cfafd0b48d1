"""PMI and TF-IDF against their definitions, the two knobs that are easily confused, odd matrices,
bad counts."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from reference import reweight as twin

import malvec as mv
from malvec.counts.cells import Cells
from malvec.vocab import Vocab

RANDOM = np.random.default_rng(5)
COUNTS = RANDOM.integers(1, 50, (60, 45)) * (RANDOM.random((60, 45)) < 0.3)
COUNTS[7] = COUNTS[:, 11] = 0


def dense(cells: Cells, empty: float = np.nan) -> np.ndarray:
    """Cells as a dense matrix, with `empty` where there is none."""
    found = np.full(cells.shape, empty, np.float64)
    rows = np.repeat(np.arange(cells.shape[0]), np.diff(cells.offsets.astype(np.int64)))
    found[rows, cells.columns] = cells.values
    return found


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "knobs",
    [
        {},
        {"shift": 3.0},
        {"smoothing": 0.75},
        {"threshold": 0.5},
        {"shift": 2.0, "smoothing": 0, "threshold": 0.9},
    ],
)
def test_pmi_is_its_definition(knobs: dict, dtype: type) -> None:  # type: ignore[type-arg]
    cells = Cells.from_matrix(COUNTS, dtype=dtype)
    for made, positive in (
        (mv.counts.pmi(cells, **knobs), False),
        (mv.counts.ppmi(cells, **knobs), True),
    ):
        expected = twin.pmi(COUNTS, **knobs, positive=positive)
        assert made.values.dtype == np.float32
        assert np.array_equal(np.isnan(dense(made)), np.isnan(expected))
        assert dense(made) == pytest.approx(expected, rel=1e-5, abs=1e-6, nan_ok=True)


def test_shift_subtracts_and_threshold_does_not() -> None:
    counts = Cells.from_matrix([[8.0, 0, 2], [0, 4, 1], [2, 1, 2]])  # N = 20, sums 10, 5, 5
    information = {
        (0, 0): math.log(8 * 20 / 100),
        (1, 1): math.log(4 * 20 / 25),
        (2, 2): math.log(2 * 20 / 25),
    }
    plain = mv.counts.ppmi(counts)
    shifted = mv.counts.ppmi(counts, shift=1.5)
    above = mv.counts.ppmi(counts, threshold=0.47)
    for (row, column), value in information.items():
        assert plain.matrix[row, column] == pytest.approx(value)
        assert shifted.matrix[row, column] == pytest.approx(max(value - math.log(1.5), 0))
    assert len(plain) == 3
    assert len(shifted) == 3
    assert dense(above, 0)[1, 1] == pytest.approx(information[1, 1])
    assert dense(mv.counts.ppmi(counts, threshold=0.5), 0).nonzero()[0].tolist() == [1]


def test_both_knobs_at_once_threshold_looks_before_the_shift() -> None:
    counts = Cells.from_matrix([[8.0, 0, 2], [0, 4, 1], [2, 1, 2]])
    both = mv.counts.ppmi(counts, shift=1.5, threshold=0.5)
    assert both.values == pytest.approx([math.log(3.2) - math.log(1.5)])


@pytest.mark.parametrize(
    "knobs", [{}, {"sublinear": True}, {"smooth": False}, {"unit_length": False}]
)
def test_tfidf_is_its_definition(knobs: dict) -> None:  # type: ignore[type-arg]
    made = mv.counts.tfidf(Cells.from_matrix(COUNTS), **knobs)
    assert dense(made, 0) == pytest.approx(twin.tfidf(COUNTS, **knobs), rel=1e-5)


def test_threads_change_nothing() -> None:
    cells = Cells.from_matrix(RANDOM.random((1500, 700)) * (RANDOM.random((1500, 700)) < 0.1))
    for make in (
        lambda t: mv.counts.ppmi(cells, smoothing=0.75, threads=t),
        lambda t: mv.counts.tfidf(cells, threads=t),
    ):
        one, *others = map(make, (1, 2, 5))
        for other in others:
            assert np.array_equal(one.offsets, other.offsets)
            assert np.array_equal(one.columns, other.columns)
            assert np.array_equal(one.values, other.values)


def test_symmetric_counts_stay_symmetric_to_the_last_bit() -> None:
    half = RANDOM.random((900, 900)) * (RANDOM.random((900, 900)) < 0.2)
    made = mv.counts.ppmi(Cells.from_matrix(half + half.T), threads=3).matrix
    assert (made != made.T).nnz == 0


def test_huge_and_tiny_counts() -> None:
    counts = np.array([[1e300, 1e-300], [1e-300, 1e300]])
    made = mv.counts.pmi(Cells.from_matrix(counts))
    assert made.matrix[0, 0] == pytest.approx(math.log(2))
    assert made.matrix[0, 1] == pytest.approx(math.log(2) - 600 * math.log(10), rel=1e-6)


def test_names_and_what_was_dropped_come_along() -> None:
    rows = Vocab.from_words([f"w{i}" for i in range(60)])
    cells = Cells.from_matrix(COUNTS, row_names=rows)
    made = mv.counts.ppmi(cells, shift=2)
    told = json.loads(made.metadata["reweighting"])
    assert made.row_names is rows
    assert told["dropped"] == len(cells) - len(made) > 0
    assert (told["name"], told["shift"], told["threshold"]) == ("ppmi", 2.0, None)


def test_stored_zeros_are_dropped_and_empty_rows_stay() -> None:
    cells = Cells.from_matrix(COUNTS)
    values = cells.values.copy()
    values[:5] = 0
    holed = Cells(cells.offsets, cells.columns, values, cells.width)
    for made in (mv.counts.pmi(holed), mv.counts.tfidf(holed)):
        assert made.shape == cells.shape
        assert len(made) == len(cells) - 5
        assert np.isfinite(made.values).all()


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
@pytest.mark.parametrize("weigh", [mv.counts.pmi, mv.counts.ppmi, mv.counts.tfidf])
def test_impossible_counts_are_named(weigh, value: float) -> None:  # type: ignore[no-untyped-def]
    cells = Cells.from_matrix(np.ones((30, 4)))
    values = np.where(np.arange(120) == 4 * 17 + 3, value, 1.0)
    with pytest.raises(ValueError, match="the count in row 17, column 3 is"):
        weigh(Cells(cells.offsets, cells.columns, values, 4))


@pytest.mark.parametrize(
    ("knobs", "error", "message"),
    [
        ({"shift": 0}, ValueError, "shift=0: must be above 0"),
        ({"shift": np.nan}, ValueError, "shift"),
        ({"shift": "5"}, TypeError, "shift"),
        ({"smoothing": -0.1}, ValueError, "smoothing=-0.1: must be between 0 and 1"),
        ({"smoothing": 1.5}, ValueError, "smoothing"),
        ({"threshold": np.inf}, ValueError, "threshold"),
        ({"threads": 0}, ValueError, "threads"),
    ],
)
def test_knobs_out_of_range_are_named(
    knobs: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        mv.counts.ppmi(Cells.from_matrix(COUNTS), **knobs)
    with pytest.raises(TypeError, match="smooth='yes'"):
        mv.counts.tfidf(Cells.from_matrix(COUNTS), smooth="yes")  # type: ignore[arg-type]


def test_nothing_to_weigh() -> None:
    for shape in ((3, 3), (0, 5), (0, 0)):
        with pytest.raises(ValueError, match="nothing to weigh"):
            mv.counts.ppmi(Cells.from_matrix(np.zeros(shape)))
        assert len(mv.counts.tfidf(Cells.from_matrix(np.zeros(shape)))) == 0
    with pytest.raises(TypeError, match="Cells, not ndarray"):
        mv.counts.ppmi(COUNTS)  # type: ignore[arg-type]


def test_damaged_cells_are_refused() -> None:
    cells = Cells.from_matrix(np.ones((3, 4)))
    with pytest.raises(ValueError, match="row 0 has a cell in column 9"):
        mv.counts.ppmi(Cells(cells.offsets, cells.columns + np.uint32(9), cells.values, 4))
