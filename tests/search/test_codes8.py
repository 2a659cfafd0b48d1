"""Searching with codes gives what searching floats gives: the same rows, the same bits, the same
order of equal ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malvec import _core
from malvec.search.codes8 import Codes8
from malvec.search.nearest import Searchable, nearest

RNG = np.random.default_rng(11)


def with_codes(rows: Searchable) -> Searchable:
    return Searchable(
        rows.matrix, rows.inverse_norms, Codes8.of(rows.matrix, rows.inverse_norms, 2)
    )


def clustered(rows: int, dim: int) -> np.ndarray:
    centres = RNG.standard_normal((8, dim))
    return (centres[RNG.integers(0, 8, rows)] + 0.02 * RNG.standard_normal((rows, dim))).astype(
        np.float32
    )


def with_odd_rows(rows: int, dim: int) -> np.ndarray:
    """Among usual rows such as no product of floats can be trusted for, and some that are equal."""
    matrix = RNG.standard_normal((rows, dim)).astype(np.float32)
    factors = (0, 1e-44, 1e-38, 1e-30, 1e-20, 1e20, 1e30, 1e38, np.nan, np.inf, -1e38, 1)
    for i, factor in enumerate(factors):
        with np.errstate(all="ignore"):
            matrix[i * 7 :: 97] *= np.float32(factor)
    matrix[5::13] = matrix[5]
    matrix[3, 0] = np.nan
    return matrix


MATRICES = {
    "random": lambda rows, dim: RNG.standard_normal((rows, dim)).astype(np.float32),
    "clustered": clustered,
    "duplicates": lambda rows, dim: RNG.integers(-1, 2, (rows, dim)).astype(np.float32),
    "all equal": lambda rows, dim: np.full((rows, dim), 0.3, np.float32),
    "zeros": lambda rows, dim: np.zeros((rows, dim), np.float32),
    "odd rows": with_odd_rows,
    "one large component": lambda rows, dim: (
        RNG.standard_normal((rows, dim)) * np.r_[300, np.ones(dim - 1)]
    ).astype(np.float32),
}


def check_same(rows: Searchable, queries: np.ndarray, **how: object) -> None:
    expected = nearest(rows, queries, **how)
    scores, ids = nearest(with_codes(rows), queries, **how)
    np.testing.assert_array_equal(ids, expected[1])
    np.testing.assert_array_equal(scores.view(np.uint32), expected[0].view(np.uint32))


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("dim", [1, 3, 4, 17, 100])
@pytest.mark.parametrize("queries", [1, 3, 5, 70])
def test_the_answer_is_that_of_the_floats(kind, dim, queries):
    rows = Searchable.of(MATRICES[kind](1203, dim))
    asked = RNG.standard_normal((queries, dim)).astype(np.float32)
    usable = np.flatnonzero(np.isfinite(rows.matrix).all(1) & (np.abs(rows.matrix) < 1e18).all(1))
    asked[::2] = rows.matrix[usable[:: len(usable) // queries][: len(asked[::2])]]
    check_same(rows, asked, topn=10)
    exclude = [RNG.integers(0, 1203, 9).tolist() for _ in range(queries)]
    check_same(rows, asked, topn=7, exclude=exclude, restrict=1100, threads=2)
    check_same(rows, asked, topn=7, allowed=RNG.random(1203) < 0.5)


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("signs", [(1,), (-1, 1, 1), (1, 1, -1, -1, 1)])
def test_3cosmul(kind, signs):
    rows = Searchable.of(MATRICES[kind](1001, 20))
    terms = RNG.standard_normal((6, len(signs), 20)).astype(np.float32)
    terms[3, 0] = -np.nan_to_num(rows.matrix[9])
    check_same(rows, terms, topn=9, signs=signs)


@pytest.mark.parametrize("queries", [1, 20])
def test_sums_that_overflow_on_their_way(queries):
    matrix = RNG.standard_normal((800, 20)).astype(np.float32)
    matrix[500:510] = 3e38
    matrix[500:510, 10:] = -3e38
    check_same(Searchable.of(matrix), np.ones((queries, 20), np.float32), topn=5)


@pytest.mark.parametrize("queries", [2, 20])
def test_pieces_and_threads(queries):
    rows = Searchable.of(MATRICES["duplicates"](60_000, 12))
    check_same(rows, rows.matrix[:queries], topn=50, threads=3)
    check_same(rows, rows.matrix[:queries], topn=50_000, threads=3)


@given(st.integers(0, 70), st.integers(1, 9), st.integers(1, 5), st.randoms())
@settings(max_examples=150, deadline=None)
def test_small_shapes(rows, dim, queries, random):
    matrix = np.float32(
        [[random.choice([-1, 0, 0.5, 2]) for _ in range(dim)] for _ in range(rows)]
    ).reshape(rows, dim)
    asked = np.float32([[random.uniform(-1, 1) for _ in range(dim)] for _ in range(queries)])
    asked[0] *= random.choice([0, 1])
    norms = np.float32([random.choice([0.01, 1, 40]) for _ in range(rows)])
    allowed = np.array([random.random() < 0.7 for _ in range(rows)], bool)
    check_same(Searchable(matrix, norms), asked, topn=random.randrange(5), allowed=allowed)


@pytest.mark.parametrize("kind", ["random", "clustered", "one large component"])
def test_errors_bound_what_rounding_lost(kind):
    rows = Searchable.of(MATRICES[kind](50, 21))
    codes = Codes8.of(rows.matrix, rows.inverse_norms)
    blocks = codes.codes.reshape(4, 6, 16, 4).transpose(0, 2, 1, 3).reshape(64, 24)
    assert codes.codes.ctypes.data % 64 == 0
    assert (blocks[50:] == 128).all()
    assert (blocks[:, 21:] == 128).all()
    decoded = codes.scales[:, None] * (blocks[:50, :21].astype(np.float64) - 128)
    lost = np.linalg.norm(rows.matrix * np.float64(rows.inverse_norms)[:, None] - decoded, axis=1)
    assert (lost <= codes.errors).all()
    assert (codes.errors < lost + 1e-4).all()


def test_codes_of_other_rows_are_refused():
    rows, fewer = (
        Searchable.of(np.ones((40, 5), np.float32)),
        Searchable.of(np.ones((30, 5), np.float32)),
    )
    for codes in (
        with_codes(fewer).codes,
        with_codes(rows).codes._replace(errors=np.zeros(39, np.float32)),
        with_codes(rows).codes._replace(codes=np.zeros(64, np.uint8)),
    ):
        with pytest.raises(ValueError, match="codes are not of these rows"):
            nearest(Searchable(rows.matrix, rows.inverse_norms, codes), np.ones((1, 5)))
    with pytest.raises(ValueError, match="one inverse norm per row"):
        _core.encode_codes8(rows.matrix, fewer.inverse_norms, 1)
