"""Matrix factorisation by gradient descent against its slow twin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from reference import mf as twin
from scipy import sparse

import malvec as mv
from malvec.counts.ratings import cells_of_ratings


def ratings(rows: int = 40, columns: int = 30, share: float = 0.3) -> Any:
    """Ratings of low rank with biases, some of them zero or negative."""
    random = np.random.default_rng(5)
    planted = random.normal(size=(rows, 3)) @ random.normal(size=(3, columns)) + random.normal(
        size=columns
    )
    there = np.nonzero(random.random((rows, columns)) < share)
    return sparse.csr_array((np.round(planted[there], 1), there), shape=(rows, columns))


@pytest.mark.parametrize("knobs", [{"dim": 5}, {"dim": 40, "biases": False, "lr": 0.03}])
def test_epochs_are_those_of_the_twin(knobs: dict[str, Any]) -> None:
    matrix, recipe = ratings(), mv.Mf(epochs=3, threads=2, **knobs)
    state = twin.copied(recipe._start(cells_of_ratings(matrix, None, None, True), None))
    cells = matrix.tocoo()
    parts = (cells.coords[0].tolist(), cells.coords[1].tolist(), cells.data)
    losses = [
        twin.epoch(number, parts, state, recipe._native_knobs()) / matrix.nnz for number in range(3)
    ]
    factors = recipe.fit(matrix)
    assert factors.report.losses == pytest.approx(losses, rel=1e-5)
    for name, array in factors.state().items():
        np.testing.assert_allclose(array, state[name], atol=1e-5)


def test_threads_do_not_change_a_bit_and_it_learns() -> None:
    one, three = (
        mv.Mf(dim=4, epochs=200, lr=0.03, threads=threads).fit(ratings()) for threads in (1, 3)
    )
    assert (one.row_factors == three.row_factors).all()
    assert one.report.losses == three.report.losses
    assert one.report.losses[-1] < 0.1 * one.report.losses[0]


def test_a_new_row_gets_its_own_scores() -> None:
    factors = mv.Mf(dim=4, epochs=100, lr=0.03, regularization=0.01).fit(ratings())
    row = ratings()[[3]]
    solved = factors.solve(row)
    errors = row.data - solved.score([0] * row.nnz, row.indices.tolist())
    assert np.sqrt((errors**2).mean()) < 0.5 * row.data.std()


def test_too_large_steps_end_with_an_error() -> None:
    with pytest.raises(mv.errors.NumericalError, match="smaller lr"):
        mv.Mf(dim=4, lr=50.0).fit(ratings())


@pytest.mark.parametrize(
    "knobs", [{"dim": 0}, {"lr": 0.0}, {"regularization": -1.0}, {"epochs": 0}]
)
def test_bad_knobs_are_named(knobs: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(knobs))):
        mv.Mf(**knobs)


def test_bad_values_are_named() -> None:
    with pytest.raises(ValueError, match="row 0, column 1 is nan"):
        mv.Mf(dim=2).fit(sparse.csr_array([[1.0, np.nan]]))
