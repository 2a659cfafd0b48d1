"""Encoded rows are searched by their codes: what is found has the bits that a search of the decoded
rows gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malvec.search.nearest import Searchable, nearest
from malvec.search.quantised import EncodedRows

RNG = np.random.default_rng(5)


def eight_bit(rows: int, dim: int) -> EncodedRows:
    return EncodedRows.of_8_bits(RNG.standard_normal((rows, dim)).astype(np.float32))


def product(rows: int, dim: int, parts: int, size: float = 1) -> EncodedRows:
    return EncodedRows(
        RNG.integers(0, 256, (rows, parts)).astype(np.uint8),
        RNG.random(rows).astype(np.float32),
        (size * RNG.standard_normal((parts, 256, dim // parts))).astype(np.float32),
    )


def check_same(rows: EncodedRows, queries: np.ndarray, **how: object) -> None:
    searched = Searchable.of(rows)
    expected = nearest(Searchable(np.asarray(rows), searched.inverse_norms), queries, **how)
    scores, ids = nearest(searched, queries, **how)
    np.testing.assert_array_equal(ids, expected[1])
    np.testing.assert_array_equal(scores.view(np.uint32), expected[0].view(np.uint32))


@pytest.mark.parametrize("queries", [1, 3, 5, 9])
@pytest.mark.parametrize("dim", [1, 7, 8, 15, 16, 40, 100])
def test_8_bit(queries, dim):
    rows = eight_bit(1003, dim)
    asked = RNG.standard_normal((queries, dim))
    check_same(rows, asked, topn=10)
    check_same(rows, asked, topn=10, allowed=RNG.random(1003) < 0.3, restrict=901)
    check_same(rows, asked, topn=10, exclude=[list(range(0, 900, 2))] * queries, threads=2)


@pytest.mark.parametrize("queries", [1, 3, 5, 9])
@pytest.mark.parametrize(
    ("dim", "parts"), [(1, 1), (30, 10), (34, 17), (100, 50), (100, 25), (600, 300)]
)
def test_product(queries, dim, parts):
    rows = product(1003, dim, parts)
    asked = RNG.standard_normal((queries, dim))
    check_same(rows, asked, topn=10)
    check_same(rows, asked, topn=10, allowed=RNG.random(1003) < 0.3, restrict=901)


@pytest.mark.parametrize("size", [1, 1e-20, 1e-42, 1e18, 1e38, np.inf, np.nan])
@pytest.mark.parametrize("kind", ["8 bit", "product"])
def test_scales_and_centroids_of_any_size(kind, size):
    with np.errstate(all="ignore"):
        rows = eight_bit(400, 20) if kind == "8 bit" else product(400, 20, 5, size)
        scales = rows.scales.copy()
        scales[::3] *= np.float32(size)
        scales[1::5] *= -1
        scales[::17] = 0
        check_same(EncodedRows(rows.codes, scales, rows.centroids), RNG.random((2, 20)), topn=9)


def hostile(kind: str) -> np.ndarray:
    """Rows [3000, 20] that are hard to tell apart, or of very different sizes."""
    rows = RNG.standard_normal((3000, 20))
    if kind == "clustered":
        rows = 1e-3 * rows + RNG.standard_normal((5, 20))[np.arange(3000) % 5]
    elif kind == "duplicate":
        rows = rows[np.arange(3000) % 7]
    elif kind == "zero":
        rows[RNG.random(3000) < 0.5] = 0
    elif kind == "huge and tiny":
        rows *= 10.0 ** RNG.integers(-30, 30, (3000, 1))
    return rows.astype(np.float32)


@pytest.mark.parametrize("kind", ["random", "clustered", "duplicate", "zero", "huge and tiny"])
@pytest.mark.parametrize("parts", [None, 20, 10, 5])
def test_rows_that_were_compressed(kind, parts):
    matrix = hostile(kind)
    with np.errstate(all="ignore"):
        rows = EncodedRows.quantised(matrix, parts) if parts else EncodedRows.of_8_bits(matrix)
        for asked in (matrix[1:2], RNG.standard_normal((4, 20)), -matrix[5:7], np.eye(20)[:2]):
            check_same(rows, asked, topn=10)
            check_same(rows, asked, topn=300, allowed=np.arange(3000) // 64 % 3 == 1, threads=2)
            check_same(rows, asked, topn=7, allowed=RNG.random(3000) < 0.01, restrict=2500)


@pytest.mark.parametrize("few", [eight_bit(7, 12), product(7, 12, 6)], ids=["8 bit", "product"])
def test_rows_that_differ_by_rounding_alone(few):
    rows = few.taken(np.arange(200_000) % 7).scaled(RNG.random(200_000).astype(np.float32))
    check_same(rows, RNG.standard_normal((2, 12)), topn=50, threads=3)


@given(st.integers(0, 70), st.integers(1, 40), st.integers(1, 4), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_small_shapes(rows, dim, queries, topn):
    codes = RNG.integers(0, 256, (rows, dim)).astype(np.uint8)  # -128 too
    check_same(
        EncodedRows(codes, RNG.random(rows).astype(np.float32)),
        RNG.standard_normal((queries, dim)),
        topn=topn,
    )
