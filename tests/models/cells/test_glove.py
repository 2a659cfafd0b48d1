"""GloVe against its slow twin; the same bits at any number of threads; what it refuses."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made.cells import SQUARE, cells_of, counts_of
from reference.glove import GloveTwin
from scipy import sparse

import malvec as mv
from malvec import _core
from malvec.counts.cells import Cells
from malvec.vocab import Vocab


@pytest.mark.parametrize(
    ("shape", "knobs"),
    [
        ((60, 60), {"dim": 10, "epochs": 3, "x_max": 10}),
        ((60, 60), {"dim": 14, "epochs": 2, "alpha": 0.5, "lr": 0.1}),
        ((60, 60), {"dim": 15, "epochs": 2, "bias_lr": 0.05}),
        ((40, 90), {"dim": 16, "epochs": 2, "clip": 0.01, "seed": 3}),
        ((90, 40), {"dim": 1, "epochs": 2}),
        ((40, 40), {"dim": 300, "epochs": 1}),
    ],
)
def test_it_is_what_its_twin_is(shape: tuple[int, int], knobs: dict[str, Any]) -> None:
    dense = counts_of(*shape)
    recipe = mv.Glove(vectors="words", threads=2, **knobs)
    vectors = recipe.fit(cells_of(dense))
    twin = GloveTwin(dense, dataclasses.asdict(recipe))
    losses = [twin.train_epoch(epoch) for epoch in range(recipe.epochs)]
    assert vectors.report.losses == pytest.approx(losses, rel=2e-5)
    assert vectors.matrix == pytest.approx(twin.w[:, :-1], rel=1e-3, abs=2e-5)
    assert vectors.metadata["recipe"] == json.dumps(recipe.describe())
    if shape[0] == shape[1]:
        assert vectors.output == pytest.approx(twin.c[:, :-1], rel=1e-3, abs=2e-5)


def test_threads_do_not_change_a_bit() -> None:
    found = [mv.Glove(dim=20, epochs=4, threads=threads).fit(SQUARE) for threads in (1, 2, 3, 20)]
    for vectors in found[1:]:
        assert np.array_equal(vectors.matrix, found[0].matrix)
        assert vectors.report.losses == found[0].report.losses
    assert not np.array_equal(
        mv.Glove(dim=20, epochs=4, seed=2).fit(SQUARE).matrix, found[0].matrix
    )


def test_it_learns_the_logarithms() -> None:
    """Counts that the model can express are found again, to a few percent."""
    rng = np.random.default_rng(5)
    w = rng.standard_normal((80, 4)) / 2
    c = rng.standard_normal((80, 4)) / 2
    b = rng.standard_normal(80) / 4
    expressed = np.exp(w @ c.T + b[:, None] + 1)
    losses = mv.Glove(dim=8, epochs=400, x_max=1).fit(cells_of(expressed)).report.losses
    assert losses[-1] < 1e-3 < 0.1 < losses[0]
    assert losses[-1] < losses[20] < losses[1]


def test_float_counts_will_do_too() -> None:
    dense = counts_of(60, 60)
    single, double = (
        mv.Glove(dim=8, epochs=2).fit(cells_of(dense, dtype)) for dtype in (np.float32, np.float64)
    )
    assert single.matrix == pytest.approx(double.matrix, abs=1e-5)


def test_the_sum_is_that_of_words_and_contexts() -> None:
    words, both = (mv.Glove(dim=8, epochs=2, vectors=kind).fit(SQUARE) for kind in ("words", "sum"))
    assert np.array_equal(both.matrix, words.matrix + words.output)
    assert np.array_equal(both.output, words.output)


def test_ctrl_c_returns_within_a_second() -> None:
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Timer(0.3, press).start()
    with pytest.raises(mv.Interrupted) as caught:
        mv.Glove(dim=300, epochs=100000).fit(SQUARE)
    assert time.monotonic() - pressed[0] < 1
    assert caught.value.vectors.report.stopped


def test_empty_rows_keep_their_start() -> None:
    rows, columns = _core.matrix(300, 64), _core.matrix(300, 64)
    _core.initialize_glove({"dim": 20}, rows, columns)
    vectors = mv.Glove(dim=20, epochs=2, vectors="words").fit(SQUARE)
    assert np.array_equal(vectors.matrix[-1], rows[-1, :20])
    assert not np.array_equal(vectors.matrix[0], rows[0, :20])


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"dim": 0}, "dim=0: must be between 1 and 65536"),
        ({"epochs": 0}, "epochs=0"),
        ({"x_max": 0}, "x_max=0: must be above 0"),
        ({"x_max": float("inf")}, "x_max=inf"),
        ({"alpha": -1}, "alpha=-1"),
        ({"alpha": float("nan")}, "alpha=nan"),
        ({"lr": 0}, "lr=0"),
        ({"lr": 11}, "lr=11"),
        ({"bias_lr": -1}, "bias_lr=-1"),
        ({"clip": 0}, "clip=0"),
        ({"threads": 0}, "threads"),
        ({"solver": "cg"}, "solver='cg': must be 'sgd'"),
        ({"regularization": 0}, "regularization=0"),
        ({"vectors": "both"}, "vectors='both': must be one of sum, words"),
    ],
)
def test_knobs_out_of_range_are_named(knobs: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mv.Glove(**knobs).fit(SQUARE)


def test_cells_that_cannot_be_counts_are_named() -> None:
    dense = counts_of(30, 30)
    dense[3, 4] = -2
    with pytest.raises(
        ValueError, match=r"row 3 \('w3'\), column 4 is -2.0: counts must be above 0"
    ):
        mv.Glove().fit(cells_of(dense))
    with pytest.raises(ValueError, match="have no names"):
        mv.Glove().fit(Cells.from_matrix(sparse.csr_array(np.ones((3, 3)))))
    with pytest.raises(ValueError, match=r"vectors='sum' adds .* 30 rows and 20 columns"):
        mv.Glove().fit(cells_of(counts_of(30, 20)))
    rows, columns = Vocab.from_words(list("abc")), Vocab.from_words(list("cba"))
    with pytest.raises(ValueError, match="not the same words"):
        mv.Glove().fit(Cells.from_matrix(np.ones((3, 3)), row_names=rows, column_names=columns))


def test_a_rate_that_explodes_is_an_error() -> None:
    with pytest.raises(mv.errors.NumericalError, match="not finite in epoch"):
        mv.Glove(dim=8, lr=10, bias_lr=10, x_max=1e-9, clip=1e30).fit(
            cells_of(np.exp(counts_of(60, 60) * 50).clip(1e-30, 1e30))
        )


def test_one_cell_is_enough() -> None:
    vectors = mv.Glove(dim=4, epochs=200, x_max=1).fit(cells_of(np.array([[0, 5.0], [0, 0]])))
    assert vectors.report.losses[-1] < 1e-3


@pytest.mark.parametrize(("shape", "dim"), [((60, 60), 5), ((200, 90), 16), ((40, 200), 15)])
def test_least_squares_are_those_of_the_twin(shape: tuple[int, int], dim: int) -> None:
    dense = counts_of(*shape, density=1)
    recipe = mv.Glove(
        solver="als", dim=dim, epochs=3, x_max=10, regularization=0.1, vectors="words"
    )
    vectors = recipe.fit(cells_of(dense))
    twin = GloveTwin(dense, dataclasses.asdict(recipe))
    assert vectors.report.losses == pytest.approx([twin.solve_epoch() for _ in range(3)], rel=1e-3)
    assert vectors.matrix == pytest.approx(twin.w[:, :-1], rel=1e-2, abs=2e-3)
    one = dataclasses.replace(recipe, threads=1).fit(cells_of(dense))
    assert np.array_equal(one.matrix, vectors.matrix)
    assert one.report.losses == vectors.report.losses


def test_least_squares_stop_and_go_on(tmp_path: Path) -> None:
    recipe = mv.Glove(solver="als", dim=8, epochs=4)
    stopped = recipe.fit(
        SQUARE, checkpoint=tmp_path, every=1e-9, callback=lambda event: event.epoch < 2
    )
    assert stopped.report.stopped
    assert np.array_equal(recipe.fit(SQUARE, checkpoint=tmp_path).matrix, recipe.fit(SQUARE).matrix)
