"""Exact search against brute force: shapes, strides, threads, ties, exclusion, odd numbers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import search as slow

from malvec import _core
from malvec.runtime import machine
from malvec.search.nearest import Searchable, nearest
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

RNG = np.random.default_rng(7)


def check(scores, ids, reference, exclude=None, restrict=None, tolerance=2e-6):
    for q, row in enumerate(reference):
        expected = slow.best(row, ids.shape[1], exclude[q] if exclude else (), restrict)
        found = [int(i) for i in ids[q] if i >= 0]
        assert len(found) == len(expected) == len(set(found))
        np.testing.assert_allclose(
            scores[q, : len(found)], row[found], atol=tolerance, rtol=tolerance
        )
        # equal up to rounding ties
        np.testing.assert_allclose(row[found], row[expected], atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("dim", [1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 48, 100, 129])
@pytest.mark.parametrize("queries", [1, 3, 4, 17, 70])
def test_matches_brute_force(dim, queries):
    matrix = RNG.standard_normal((203, dim)).astype(np.float32)
    asked = RNG.standard_normal((queries, dim)).astype(np.float32)
    scores, ids = nearest(Searchable.of(matrix), asked, topn=5)
    assert scores.dtype == np.float32
    assert ids.dtype == np.int64
    check(scores, ids, slow.cosines(matrix, asked))


@pytest.mark.parametrize("queries", [2, 40])
def test_any_row_stride_and_alignment(queries):
    wide = RNG.standard_normal((500, 64)).astype(np.float32)
    padded = _core.matrix(500, 37)
    padded[:] = wide[:, 3:40]
    raw = np.zeros(500 * 37 * 4 + 4, np.uint8)
    unaligned = np.frombuffer(raw.data, np.float32, 500 * 37, 4).reshape(500, 37)
    unaligned[:] = padded
    asked = wide[:queries, 3:40]
    expected = nearest(Searchable.of(np.ascontiguousarray(padded)), asked)
    for matrix in (wide[:, 3:40], padded, unaligned):
        matrix.flags.writeable = False
        scores, ids = nearest(Searchable.of(matrix), asked)
        np.testing.assert_array_equal(ids, expected[1])
        np.testing.assert_array_equal(scores, expected[0])


@pytest.mark.parametrize("queries", [1, 50])
def test_threads_do_not_change_the_answer(queries):
    matrix = RNG.integers(-2, 3, (60_000, 12)).astype(np.float32)  # many equal scores
    asked = matrix[:queries]
    one, many = (
        nearest(Searchable.of(matrix, threads), asked, topn=50, threads=threads)
        for threads in (1, 4)
    )
    np.testing.assert_array_equal(one[1], many[1])
    np.testing.assert_array_equal(one[0], many[0])


def test_threads_without_work_take_no_memory():
    matrix = RNG.standard_normal((4096, 64)).astype(np.float32)
    given = (matrix, Searchable.of(matrix).inverse_norms, matrix[:9].reshape(9, 1, 64))
    given += (np.zeros(10, np.uint64), np.zeros(0, np.int64))
    one, most = (
        _core.find_nearest(*given, {"topn": 3, "restrict": 4096, "threads": threads})
        for threads in (1, 2**32 - 1)
    )
    np.testing.assert_array_equal(one, most)


@pytest.mark.parametrize("queries", [1, 20])
def test_equal_scores_come_by_row(queries):
    matrix = np.ones((1000, 8), np.float32)
    scores, ids = nearest(Searchable.of(matrix), np.ones((queries, 8)), topn=7, threads=3)
    assert ids.tolist() == [list(range(7))] * queries
    np.testing.assert_allclose(scores, 1, rtol=1e-6)
    assert (scores <= 1).all()


@given(
    st.integers(0, 60),
    st.integers(1, 20),
    st.integers(0, 9),
    st.integers(0, 70),
    st.integers(0, 70),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_random_shapes_exclusions_and_limits(rows, dim, queries, topn, restrict, random):
    matrix = np.array(
        [[random.choice([-1, 0, 0.5, 2]) for _ in range(dim)] for _ in range(rows)], np.float32
    ).reshape(rows, dim)
    asked = np.array(
        [[random.uniform(-1, 1) for _ in range(dim)] for _ in range(queries)], np.float32
    ).reshape(queries, dim)
    exclude = [
        [random.randrange(rows) for _ in range(random.randrange(4))] if rows else []
        for _ in range(queries)
    ]
    scores, ids = nearest(
        Searchable.of(matrix), asked, topn=topn, exclude=exclude, restrict=restrict, threads=2
    )
    assert scores.shape == ids.shape == (queries, min(topn, rows, restrict))
    check(scores, ids, slow.cosines(matrix, asked), exclude, restrict)


@pytest.mark.parametrize("queries", [1, 3, 20])
@pytest.mark.parametrize("share", [0, 0.001, 0.05, 0.5, 1])
def test_only_allowed_rows_are_found(queries, share):
    matrix = RNG.standard_normal((5003, 18)).astype(np.float32)
    rows, asked = Searchable.of(matrix), matrix[:queries]
    allowed = RNG.random(5003) < share
    scores, ids = nearest(rows, asked, topn=8, allowed=allowed, exclude=[[4, 5]] * queries)
    assert scores.shape == (queries, 8)
    everything = nearest(rows, asked, topn=5003, exclude=[[4, 5]] * queries)
    for q in range(queries):
        open_ones = (everything[1][q] >= 0) & allowed[everything[1][q]]
        expected = everything[1][q][open_ones][:8]
        assert ids[q].tolist() == [*expected, *[-1] * (8 - len(expected))]
        np.testing.assert_array_equal(scores[q, : len(expected)], everything[0][q][open_ones][:8])


def test_flags_that_cannot_be_are_refused():
    rows = Searchable.of(np.ones((70, 2), np.float32))
    with pytest.raises(TypeError, match=r"allowed= .*flag per row.*int64"):
        nearest(rows, np.ones((1, 2)), allowed=np.arange(70))
    with pytest.raises(ValueError, match=r"allowed= .*\[69\].* 70"):
        nearest(rows, np.ones((1, 2)), allowed=np.ones(69, bool))


@pytest.mark.parametrize("dim", [1, 20, 100])
@pytest.mark.parametrize("signs", [(-1, 1, 1), (1,), (1, 1, -1, -1)])
def test_3cosmul(dim, signs):
    matrix = RNG.standard_normal((300, dim)).astype(np.float32)
    matrix[5] = 0
    terms = RNG.standard_normal((21, len(signs), dim)).astype(np.float32)
    terms[3, 0] = -matrix[9]  # a shifted cosine of 0
    scores, ids = nearest(
        Searchable.of(matrix), terms, topn=6, exclude=[[1, 2]] * 21, signs=signs, threads=2
    )
    # Of one component the shifted cosines are 0 and 1; two divisions by 0.001 show the rounding.
    tolerance = 3e-4 if dim > 1 else 0.05
    check(scores, ids, slow.products(matrix, terms, signs), [[1, 2]] * 21, tolerance=tolerance)


@pytest.mark.parametrize("queries", [1, 9])
def test_zero_rows_and_zero_queries_have_similarity_zero(queries):
    matrix = np.zeros((4, 5), np.float32)
    matrix[2] = 1
    scores, ids = nearest(Searchable.of(matrix), np.ones((queries, 5)), topn=4)
    assert ids[0].tolist() == [2, 0, 1, 3]
    np.testing.assert_allclose(scores[0], [1, 0, 0, 0], atol=1e-6)
    scores, ids = nearest(Searchable.of(matrix), np.zeros((queries, 5)), topn=4)
    assert scores.tolist() == [[0] * 4] * queries
    assert ids[0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("queries", [1, 9])
def test_rows_that_are_not_finite_never_give_nan(queries):
    matrix = RNG.standard_normal((10, 5)).astype(np.float32)
    matrix[1, 0], matrix[2, 3], matrix[3] = np.nan, np.inf, 1e-42
    matrix[4] = 1e25
    scores, ids = nearest(Searchable.of(matrix), np.ones((queries, 5)), topn=10)
    assert not np.isnan(scores).any()
    assert ids[0, 0] == 4
    assert scores[0, 0] == pytest.approx(1)
    assert {1}.isdisjoint(ids[0].tolist())


@pytest.mark.parametrize(
    "knobs",
    [{"topn": -1}, {"topn": 2**70}, {"restrict": -1}, *({"threads": n} for n in (0, 1025, 2**31))],
)
def test_knobs_out_of_range_are_named(knobs):
    rows = Searchable.of(np.ones((3, 2), np.float32))
    with pytest.raises(ValueError, match=f"{next(iter(knobs))}="):
        nearest(rows, np.ones((1, 2)), **knobs)


@pytest.mark.parametrize(
    "knobs",
    [
        {"topn": 1.5},
        {"topn": "3"},
        {"topn": True},
        {"topn": None},
        {"restrict": 2.0},
        {"threads": 1.5},
    ],
)
def test_knobs_that_are_no_whole_numbers_are_named(knobs):
    rows = Searchable.of(np.ones((3, 2), np.float32))
    with pytest.raises(TypeError, match=f"{next(iter(knobs))}=.*whole number"):
        nearest(rows, np.ones((1, 2)), **knobs)


def test_whole_numbers_of_any_kind_are_knobs():
    rows = Searchable.of(np.ones((3, 2), np.float32))
    knobs = {"topn": np.int64(2), "restrict": 2**40, "threads": np.int8(1)}
    assert nearest(rows, np.ones((1, 2)), **knobs)[1].shape == (1, 2)


def test_bad_arguments():
    rows = Searchable.of(np.ones((3, 2), np.float32))
    for queries in (np.ones((1, 3)), np.ones(2), np.ones((1, 1, 2, 2))):
        with pytest.raises(ValueError, match="shape"):
            nearest(rows, queries)
    with pytest.raises(ValueError, match="finite"):
        nearest(rows, np.array([[np.nan, 1]]))
    with pytest.raises(ValueError, match="lists"):
        nearest(rows, np.ones((1, 2)), exclude=[[], []])
    with pytest.raises(ValueError, match="norm"):
        nearest(Searchable(rows.matrix, np.ones(2, np.float32)), np.ones((1, 2)))
    with pytest.raises(ValueError, match="sign"):
        nearest(rows, np.ones((1, 2, 2)), signs=(1,))
    with pytest.raises(ValueError, match="contiguous"):
        Searchable.of(np.ones((3, 4), np.float32)[:, ::2])
    with pytest.raises(ValueError, match="contiguous"):
        Searchable.of(np.ones((3, 4), np.float32)[::-1])
    with pytest.raises(TypeError):
        Searchable.of(np.ones((3, 4)))


def test_results_that_do_not_fit_are_refused_beforehand(monkeypatch):
    monkeypatch.setattr(machine, "available_memory", lambda: 1 << 28)
    matrix = np.zeros((5000, 2), np.float32)
    rows, vectors = (
        Searchable.of(matrix),
        WordVectors(Vocab.from_words(map(str, range(5000))), matrix),
    )
    for ask in (
        lambda: nearest(rows, np.ones((5000, 2)), topn=10**9),
        lambda: vectors.most_similar_batch(matrix[:500], topn=5000),
    ):
        with pytest.raises(MemoryError, match=r"results need .* fewer"):
            ask()
    assert len(vectors.most_similar_batch(matrix[:2], topn=10**9)[0]) == 5000


def test_many_threads_at_once():
    matrix = RNG.standard_normal((3000, 24)).astype(np.float32)
    rows = Searchable.of(matrix)
    expected = nearest(rows, matrix[:8])[1]
    wrong = []

    def ask():
        for _ in range(20):
            if not np.array_equal(nearest(rows, matrix[:8], threads=2)[1], expected):
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_ctrl_c_ends_a_long_search():
    code = """
import numpy as np
from malvec.search.nearest import Searchable, nearest
rows = Searchable.of(np.ones((200_000, 300), np.float32))
queries = np.ones((200_000, 300), np.float32)
print("go", flush=True)
nearest(rows, queries)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert b"KeyboardInterrupt" in errors
    assert time.monotonic() - began < 5
