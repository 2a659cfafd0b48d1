"""Truncated SVD: equal to LAPACK's, the same at any number of threads, at home with odd
matrices."""

from __future__ import annotations

import signal
import threading
import time

import numpy as np
import pytest
from reference import svd as twin
from scipy import sparse

import malvec as mv
from malvec.counts.cells import Cells
from malvec.vocab import Vocab


def random_matrix(rows: int, columns: int, density: float = 0.2, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    strength = np.outer(1 / np.sqrt(1 + np.arange(rows)), 1 / np.sqrt(1 + np.arange(columns)))
    return (
        random.random((rows, columns)) * (random.random((rows, columns)) < density) * strength * 10
    )


def symmetric(size: int) -> np.ndarray:
    half = random_matrix(size, size)
    return half + half.T


MATRICES = {
    "symmetric": symmetric(300),
    "tall": random_matrix(900, 120),
    "wide": random_matrix(110, 800),
    "square": random_matrix(250, 250),
    "one huge row": np.vstack([np.ones((1, 5000)), random_matrix(150, 5000, 0.01)]),
    "duplicate rows": np.repeat(random_matrix(40, 200), 5, axis=0),
    "empty rows and columns": random_matrix(200, 150)
    * (np.arange(200) % 3 > 0)[:, None]
    * (np.arange(150) % 4 > 0),
}


@pytest.mark.parametrize("name", MATRICES)
def test_it_is_the_best_approximation(name: str) -> None:
    matrix, dim = MATRICES[name], 20
    found = mv.Svd(dim=dim, tolerance=1e-4).decompose(Cells.from_matrix(matrix))
    left, values, right = twin.svd(matrix, dim)
    assert found.report.converged
    assert found.singular_values == pytest.approx(values, rel=1e-5)
    assert found.report.residual <= 1e-4
    for ours in (found.left, found.right):
        assert np.abs(ours.T @ ours - np.eye(dim)).max() < 3e-5
    best = np.linalg.norm(matrix - left * values @ right.T)
    assert (
        np.linalg.norm(matrix - found.left * found.singular_values @ found.right.T)
        < best * (1 + 1e-5) + 1e-5
    )


def test_the_spaces_and_the_signs_agree_where_there_is_a_gap() -> None:
    random = np.random.default_rng(3)
    left, right = (np.linalg.qr(random.standard_normal((size, 40)))[0] for size in (300, 200))
    values = np.concatenate([2.0 ** -np.arange(10), np.full(30, 1e-4)])
    matrix = left * values @ right.T
    found = mv.Svd(dim=10, tolerance=1e-5).decompose(Cells.from_matrix(matrix))
    expected = twin.svd(matrix, 10)
    assert twin.largest_angle(found.left, expected[0]) < 2e-3
    assert found.left == pytest.approx(expected[0], abs=2e-3)
    assert found.right == pytest.approx(expected[2], abs=2e-3)


def test_the_default_tolerance_means_singular_values_to_a_thousandth() -> None:
    matrix = symmetric(600)
    found = mv.Svd(dim=40).decompose(Cells.from_matrix(matrix))
    assert found.report.dimensions < 400
    assert found.singular_values == pytest.approx(twin.svd(matrix, 40)[1], rel=1e-3)
    assert 0 < found.report.residual <= 0.01


def test_residuals_are_what_they_claim() -> None:
    matrix = random_matrix(400, 300)
    found = mv.Svd(dim=30, tolerance=0.05).decompose(Cells.from_matrix(matrix))
    back = matrix.T @ found.left - found.right * found.singular_values
    worst = (np.linalg.norm(back, axis=0) / found.singular_values).max()
    assert worst == pytest.approx(found.report.residual, rel=0.02)


@pytest.mark.parametrize(
    "matrix", [symmetric(700), random_matrix(1500, 300)], ids=["symmetric", "tall"]
)
def test_threads_change_nothing(matrix: np.ndarray) -> None:
    cells = Cells.from_matrix(matrix)
    one, *others = (mv.Svd(dim=24, threads=threads).decompose(cells) for threads in (1, 2, 5))
    for other in others:
        assert np.array_equal(one.left, other.left)
        assert np.array_equal(one.right, other.right)
        assert np.array_equal(one.singular_values, other.singular_values)


def test_the_seed_changes_the_way_and_not_the_result() -> None:
    cells = Cells.from_matrix(symmetric(300))
    a, b = (mv.Svd(dim=10, tolerance=1e-4, seed=seed).decompose(cells) for seed in (1, 2))
    assert not np.array_equal(a.left, b.left)
    assert a.left == pytest.approx(b.left, abs=2e-3)


@pytest.mark.parametrize("rank", [1, 5, 16, 30])
def test_beyond_the_rank_everything_is_zero(rank: int) -> None:
    random = np.random.default_rng(1)
    matrix = random.random((300, rank)) @ random.random((rank, 200))
    found = mv.Svd(dim=50).decompose(Cells.from_matrix(matrix))
    assert found.report.rank == rank
    assert found.report.converged
    assert found.singular_values[:rank] == pytest.approx(twin.svd(matrix, rank)[1], rel=1e-4)
    assert not found.singular_values[rank:].any()
    assert not found.left[:, rank:].any()
    assert not found.right[:, rank:].any()


@pytest.mark.parametrize(
    "diagonal", [np.ones(200), np.repeat([1.0, 0.5], 50)], ids=["one value", "two values"]
)
def test_equal_singular_values_are_all_found(diagonal: np.ndarray) -> None:
    found = mv.Svd(dim=70).decompose(Cells.from_matrix(np.diag(diagonal)))
    assert found.singular_values == pytest.approx(diagonal[:70], abs=2e-5)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_the_scale_does_not_matter(scale: float) -> None:
    matrix = random_matrix(100, 80)
    found = mv.Svd(dim=10, tolerance=1e-4).decompose(Cells.from_matrix(matrix * scale))
    assert found.singular_values == pytest.approx(twin.svd(matrix, 10)[1] * scale, rel=1e-5)


@pytest.mark.parametrize("power", [0, 0.5, 1])
def test_word_vectors_are_left_times_a_power_of_the_values(power: float) -> None:
    rows, columns = (
        Vocab.from_words([f"{kind}{i}" for i in range(n)]) for kind, n in (("r", 80), ("c", 60))
    )
    cells = Cells.from_matrix(random_matrix(80, 60), row_names=rows, column_names=columns)
    left, values, right = twin.svd(cells.matrix.toarray(), 5)
    vectors = mv.Svd(dim=5, power=power, tolerance=1e-5).fit(cells)
    assert vectors.matrix == pytest.approx(left * values**power, abs=1e-3)
    assert vectors.vocab is rows
    others = mv.Svd(dim=5, power=power, tolerance=1e-5, of="columns").fit(cells)
    assert np.abs(others.matrix) == pytest.approx(np.abs(right * values**power), abs=1e-3)
    assert (others.matrix[np.abs(others.matrix).argmax(0), range(5)] > 0).all()


def test_the_report_says_what_was_found(tmp_path) -> None:  # type: ignore[no-untyped-def]
    matrix = symmetric(200)
    cells = Cells.from_matrix(matrix, row_names=Vocab.from_words(map(str, range(200))))
    vectors = mv.Svd(dim=20).fit(mv.counts.ppmi(cells))
    report = vectors.report
    assert isinstance(report, mv.reports.SvdReport)
    values = twin.svd(mv.counts.ppmi(cells).matrix.toarray(), 200)[1]
    assert report.explained == pytest.approx((values[:20] ** 2).sum() / (values**2).sum(), rel=1e-4)
    assert report.symmetric
    assert report.reweighting["dropped"] == len(cells) - len(mv.counts.ppmi(cells)) > 0
    vectors.save(tmp_path / "v.safetensors")
    assert mv.load(tmp_path / "v.safetensors").report == report
    assert "symmetric" in str(report)


def test_too_few_iterations_are_told() -> None:
    with pytest.warns(UserWarning, match="after 4 iterations: raise iterations"):
        found = mv.Svd(dim=40, iterations=4, tolerance=0.001).decompose(
            Cells.from_matrix(symmetric(600))
        )
    assert not found.report.converged


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.ones((3, 200)), "dim=10: a matrix of 3 x 200 has only 3 singular values"),
        (np.zeros((20, 20)), "no cells"),
        (np.zeros((0, 20)), "no cells"),
    ],
)
def test_matrices_that_cannot_be_decomposed(matrix: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.Svd(dim=10).decompose(Cells.from_matrix(matrix))


def test_values_that_cannot_be_are_named() -> None:
    cells = Cells.from_matrix(np.eye(20))
    for bad in (np.nan, 1e300):
        values = np.where(np.arange(20) == 7, bad, 1.0)
        with pytest.raises(ValueError, match="row 7, column 7"):
            mv.Svd(dim=2).decompose(Cells(cells.offsets, cells.columns, values, 20))
    stored_zeros = Cells(cells.offsets, cells.columns, np.zeros(20), 20)
    with pytest.raises(ValueError, match="all cells of the matrix are zero"):
        mv.Svd(dim=2).decompose(stored_zeros)
    with pytest.raises(ValueError, match="row 14 has a cell in column 20"):
        mv.Svd(dim=2).decompose(
            Cells(cells.offsets, cells.columns + np.uint32(6), cells.values, 20)
        )
    with pytest.raises(ValueError, match="the rows have no names: use decompose"):
        mv.Svd(dim=2).fit(cells)
    with pytest.raises(TypeError, match="Cells"):
        mv.Svd(dim=2).fit(sparse.csr_array(np.eye(3)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "knobs",
    [
        {"dim": 0},
        {"power": np.nan},
        {"tolerance": 0},
        {"of": "cells"},
        {"dim": 2.5},
        {"iterations": 10**6},
    ],
)
def test_knobs_out_of_range_are_named(knobs: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises((ValueError, TypeError), match=next(iter(knobs))):
        mv.Svd(**knobs)


def test_memory_is_asked_for_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malvec.runtime.machine.available_memory", lambda: 1000)
    with pytest.raises(MemoryError, match="search space"):
        mv.Svd(dim=2).decompose(Cells.from_matrix(np.eye(20)))


def test_ctrl_c_ends_it() -> None:
    cells = Cells.from_matrix(
        sparse.random_array((20000, 20000), density=0.005, rng=np.random.default_rng(0))
    )
    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    timer.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        mv.Svd(dim=500, tolerance=1e-6, iterations=5000).decompose(cells)
    assert time.monotonic() - began < 20
    timer.join()
