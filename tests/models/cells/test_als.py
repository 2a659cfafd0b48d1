"""Alternating least squares against its slow twin, and what it does with bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from reference import als as twin
from scipy import sparse

import malvec as mv
from malvec import _core
from malvec.counts.cells import Cells
from malvec.counts.ratings import cells_of_ratings


def random_cells(
    rows: int = 60, columns: int = 40, share: float = 0.25, seed: int = 1, low: float = 1.0
) -> Any:
    """A dense matrix with NaN where there is no cell, an empty row, an empty column and a full row;
    and the same as sparse."""
    random = np.random.default_rng(seed)
    dense = np.where(
        random.random((rows, columns)) < share,
        low + np.round(9 * random.random((rows, columns)), 2),
        np.nan,
    )
    dense[7] = low + 1
    dense[3], dense[:, 5] = np.nan, np.nan
    there = np.nonzero(~np.isnan(dense))
    return dense, sparse.csr_array((dense[there], there), shape=dense.shape)


def first_columns(recipe: mv.Als, matrix: Any) -> Any:
    return np.array(
        recipe._start(cells_of_ratings(matrix, None, None, True), None)["columns"], np.float64
    )


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"alpha": 10.0, "regularization": 0.5},
        {"unobserved": 0.1, "frequency": 1.0, "regularization": 0.02},
        {"alpha": 0.05},  # confidences below the weight of unobserved cells
        {"implicit": False, "regularization": 0.3},
        {"implicit": False, "regularization": 0.05, "frequency": 1.0},
    ],
)
@pytest.mark.parametrize("dim", [4, 20, 70])
def test_exact_epochs_are_those_of_the_twin(changed: dict[str, Any], dim: int) -> None:
    dense, matrix = random_cells()
    recipe = mv.Als(dim=dim, epochs=2, solver="exact", threads=2, **changed)
    factors = recipe.fit(matrix)
    rows, columns, loss = list(twin.epochs(dense, first_columns(recipe, matrix), 2, **changed))[-1]
    wanted = rows @ columns.T
    np.testing.assert_allclose(
        factors.row_factors @ factors.column_factors.T, wanted, atol=2e-3 * np.abs(wanted).max()
    )
    assert factors.report.losses[-1] * matrix.nnz == pytest.approx(loss, rel=1e-4)


def test_biases_are_those_of_the_twin() -> None:
    dense, matrix = random_cells()
    recipe = mv.Als(dim=5, epochs=3, implicit=False, biases=True, regularization=0.4)
    factors = recipe.fit(matrix)
    prediction, loss = list(
        twin.biased_epochs(dense, first_columns(recipe, matrix), 3, regularization=0.4)
    )[-1]
    scores = factors.score(list(range(60)), [6] * 60)
    np.testing.assert_allclose(scores, prediction[:, 6], atol=2e-3)
    assert factors.report.losses[-1] * matrix.nnz == pytest.approx(loss, rel=1e-4)
    best = factors.recommend(0, topn=40, exclude_seen=False)
    assert [score for _, score in best] == pytest.approx(
        sorted(prediction[0], reverse=True), abs=2e-3
    )


@pytest.mark.parametrize("dim", [10, 64, 100, 150])
def test_conjugate_gradients_come_close_to_the_exact_solution(dim: int) -> None:
    _, matrix = random_cells(150, 120, 0.3)
    exact = mv.Als(dim=dim, epochs=4, solver="exact").fit(matrix).report.losses
    steps = mv.Als(dim=dim, epochs=4, cg_steps=3).fit(matrix).report.losses
    many = mv.Als(dim=dim, epochs=4, cg_steps=60).fit(matrix).report.losses
    assert many == pytest.approx(exact, rel=1e-3)
    assert steps[-1] < 1.05 * exact[-1]
    assert list(steps) == sorted(steps, reverse=True)


def test_the_reported_loss_is_the_objective_of_the_result() -> None:
    dense, matrix = random_cells(low=0.5)
    factors = mv.Als(dim=6, epochs=2, frequency=0.5, unobserved=0.7).fit(matrix)
    knobs = {**twin.DEFAULTS, "frequency": 0.5, "unobserved": 0.7}
    loss = twin.objective(
        dense, factors.row_factors.astype(float), factors.column_factors.astype(float), knobs
    )
    assert factors.report.losses[-1] * matrix.nnz == pytest.approx(loss, rel=1e-4)


def test_threads_do_not_change_a_bit() -> None:
    _, matrix = random_cells(500, 300, 0.1)
    one, three = (mv.Als(dim=24, epochs=2, threads=threads).fit(matrix) for threads in (1, 3))
    assert (one.row_factors == three.row_factors).all()
    assert (one.column_factors == three.column_factors).all()
    assert one.report.losses == three.report.losses


def test_one_huge_row_and_one_cell() -> None:
    huge = sparse.csr_array(np.vstack([np.full((1, 3000), 2.0), np.zeros((1, 3000))]))
    factors = mv.Als(dim=8, epochs=3).fit(huge)
    np.testing.assert_allclose(factors.row_factors[0] @ factors.column_factors.T, 1, atol=0.02)
    assert not factors.row_factors[1].any()
    assert mv.Als(dim=3, epochs=2).fit(sparse.csr_array([[4.0]])).score(0, 0) == pytest.approx(
        1, abs=0.05
    )


def test_duplicated_cells_are_added_up_and_stored_zeros_are_ratings() -> None:
    twice = sparse.coo_array(([1.0, 2.0, 0.0], ([0, 0, 1], [1, 1, 0])), shape=(2, 2))
    assert mv.Als(dim=2, epochs=1).fit(twice).report.cells == 1
    assert mv.Als(dim=2, epochs=1, implicit=False).fit(twice).report.cells == 2


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.nan, "row 1.*column 2 is nan"),
        (np.inf, "row 1.*column 2 is inf"),
        (-1.5, "row 1, column 2 is -1.5"),
    ],
)
def test_bad_values_are_named(value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.Als(dim=2).fit(sparse.csr_array([[0, 1.0, 0], [0, 0, value]]))


def test_ratings_may_be_negative() -> None:
    factors = mv.Als(dim=2, implicit=False, epochs=30, regularization=1e-3).fit(
        sparse.csr_array([[-3.0, 1.0], [2.0, -1.0]])
    )
    assert factors.score(0, 0) == pytest.approx(-3, abs=0.05)


def test_bad_matrices_are_refused() -> None:
    with pytest.raises(ValueError, match="without a single cell"):
        mv.Als(dim=2).fit(sparse.csr_array((3, 3)))
    outside = sparse.csr_array([[0, 1.0], [1.0, 0]])
    outside.indices[0] = 9
    with pytest.raises(ValueError, match="indices"):
        mv.Als(dim=2).fit(outside)
    with pytest.raises(TypeError, match="SciPy sparse matrix"):
        mv.Als(dim=2).fit([[1.0]])
    with pytest.raises(ValueError, match="1 names for 2 rows"):
        mv.Als(dim=2).fit(sparse.eye_array(2).tocsr(), row_names=["a"])


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"dim": 0}, "dim=0"),
        ({"regularization": -1.0}, "regularization=-1"),
        ({"alpha": 0.0}, "alpha=0"),
        ({"unobserved": float("nan")}, "unobserved=nan"),
        ({"biases": True}, "implicit=False"),
        ({"solver": "qr"}, "solver='qr'"),
        ({"cg_steps": 0}, "cg_steps=0"),
    ],
)
def test_bad_knobs_are_named(knobs: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.Als(**knobs)


def test_a_system_without_a_single_solution_is_an_error() -> None:
    with pytest.raises(mv.errors.NumericalError, match="raise regularization"):
        mv.Als(dim=4, implicit=False, regularization=0.0, epochs=2).fit(
            sparse.csr_array(np.ones((3, 3)))
        )


def test_it_goes_on_from_earlier_factors() -> None:
    _, matrix = random_cells()
    first = mv.Als(dim=6, epochs=3, solver="exact").fit(matrix)
    more = mv.Als(dim=6, epochs=1, solver="exact").fit(matrix, initial=first)
    assert more.report.losses[0] == pytest.approx(
        mv.Als(dim=6, epochs=4, solver="exact").fit(matrix).report.losses[3], rel=1e-5
    )
    with pytest.raises(ValueError, match="another shape"):
        mv.Als(dim=7).fit(matrix, initial=first)


def test_the_core_refuses_cells_that_are_not_sound() -> None:
    state = {"rows": _core.matrix(1, 4), "columns": _core.matrix(2, 4)}
    for columns in ([0, 5], [1, 0]):
        cells = (
            np.array([0, 2], np.uint64),
            np.array(columns, np.uint32),
            np.ones(2, np.float32),
            2,
        )
        with pytest.raises(ValueError, match="row 0"):
            _core.als({"dim": 4}, cells, state)


def test_confidences_over_many_powers_of_ten_are_solved_exactly() -> None:
    random = np.random.default_rng(0)
    dense = np.where(
        random.random((80, 60)) < 0.3, np.exp(4 * random.normal(size=(80, 60))), np.nan
    ).astype(np.float32)
    there = np.nonzero(~np.isnan(dense))
    matrix = sparse.csr_array((dense[there], there), shape=dense.shape)
    recipe = mv.Als(dim=24, epochs=3, solver="exact")
    wanted = [
        loss / matrix.nnz
        for _, _, loss in twin.epochs(dense.astype(float), first_columns(recipe, matrix), 3)
    ]
    assert recipe.fit(matrix).report.losses == pytest.approx(wanted, rel=2e-3)


def ratings() -> sparse.csr_array:
    """Ratings of 0 to 4, zeros among the cells that are stored."""
    random = np.random.default_rng(4)
    places = random.permutation(600)[:310]
    return sparse.csr_array(
        (random.integers(0, 5, 310).astype(np.float32), np.divmod(places, 20)), shape=(30, 20)
    )


def test_a_rating_of_zero_is_one_for_new_rows_too() -> None:
    matrix = ratings()
    factors = mv.Als(dim=3, implicit=False, epochs=200, regularization=0.1, solver="exact").fit(
        matrix
    )
    again = factors.solve(matrix)
    assert len(again.seen[1]) == len(factors.seen[1]) == 310
    np.testing.assert_allclose(
        again.row_factors @ again.column_factors.T,
        factors.row_factors @ factors.column_factors.T,
        atol=0.05,
    )


def test_a_stored_zero_is_no_confidence_wherever_it_comes_from() -> None:
    matrix = ratings()
    zeros = Cells(
        matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32), matrix.data, 20
    )
    matrix.sort_indices()
    zeros = Cells(
        matrix.indptr.astype(np.uint64), matrix.indices.astype(np.uint32), matrix.data, 20
    )
    recipe = mv.Als(dim=3, epochs=2)
    a, b = recipe.fit(matrix), recipe.fit(zeros)
    assert len(a.seen[1]) == len(b.seen[1]) == int((matrix.data != 0).sum())
    np.testing.assert_array_equal(a.row_factors, b.row_factors)
