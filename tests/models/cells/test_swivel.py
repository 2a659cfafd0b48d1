"""Swivel: the twin's numbers, the same bits at any number of threads, and what the recipe
refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from reference.swivel import Swivel as SlowSwivel
from scipy import sparse

import malvec as mv
from malvec import _core
from malvec.counts.cells import Cells
from malvec.models.cells.swivel import Swivel
from malvec.vocab import Vocab

Counts = npt.NDArray[np.float64]


def zipf_counts(rows: int, columns: int, seed: int = 0) -> Counts:
    """Many meetings of frequent words, few of rare ones, most pairs never."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(np.outer(50 / (1 + np.arange(rows)), 5 / (1 + np.arange(columns)))) + (
        rng.random((rows, columns)) < 0.02
    )
    counts[0, 0] = 3
    return counts * rng.choice([1.0, 0.25], size=counts.shape)


def named(counts: Counts, dtype: Any = np.float64) -> Cells:
    vocab = Vocab.from_words(f"w{i}" for i in range(len(counts)))
    return Cells.from_matrix(
        counts,
        row_names=vocab,
        column_names=vocab if counts.shape[0] == counts.shape[1] else None,
        dtype=dtype,
    )


def fresh(cells: Cells, dim: int, seed: int) -> dict[str, npt.NDArray[np.float32]]:
    rows, columns = cells.shape
    sizes = {"rows": rows, "columns": columns, "row_squares": rows, "column_squares": columns}
    state = {name: _core.matrix(size, dim) for name, size in sizes.items()}
    _core.initialize_swivel(state["rows"], state["columns"], seed)
    return state


def trained(
    cells: Cells, epochs: int, **knobs: Any
) -> tuple[dict[str, npt.NDArray[np.float32]], list[float]]:
    state = fresh(cells, knobs["dim"], knobs.get("seed", 1))
    trainer = _core.swivel(knobs, cells.native, state)
    results = [trainer.run_epoch(epoch, None) for epoch in range(epochs)]
    assert all(
        finished and entries == cells.shape[0] * cells.shape[1] for finished, entries, _ in results
    )
    return state, [loss for *_, loss in results]


SHAPES = [  # rows, columns, dim, shard_size
    (1, 1, 1, 1),
    (1, 3, 2, 4096),
    (5, 7, 3, 2),
    (40, 40, 20, 16),
    (300, 300, 33, 4096),
    (320, 270, 16, 300),
    (280, 300, 100, 290),
    (700, 90, 17, 50),
    (33, 520, 5, 4096),
    (20, 20, 301, 7),
]


@pytest.mark.parametrize(("rows", "columns", "dim", "shard_size"), SHAPES)
def test_it_matches_the_twin(rows: int, columns: int, dim: int, shard_size: int) -> None:
    counts = zipf_counts(rows, columns)
    knobs = {
        "dim": dim,
        "lr": 0.2,
        "shard_size": shard_size,
        "base": 0.2,
        "scale": 0.3,
        "power": 0.6,
        "seed": 5,
    }
    slow = SlowSwivel(
        counts, **knobs, start=None if rows < 100 else fresh(Cells.from_matrix(counts), dim, 5)
    )
    expected = [slow.train_epoch(epoch) for epoch in range(2)]
    state, losses = trained(Cells.from_matrix(counts), 2, threads=2, **knobs)
    assert losses == pytest.approx(expected, rel=2e-6)
    for name in state:
        assert state[name] == pytest.approx(getattr(slow, name), rel=1e-4, abs=3e-6), name


def test_the_twins_gradient_is_that_of_its_loss() -> None:
    slow = SlowSwivel(zipf_counts(6, 5), dim=3, lr=0.1, shard_size=9)
    rows, columns, small = np.arange(6), np.arange(5), 1e-5
    _, gradient = slow.loss_and_gradient(rows, columns)
    of_rows = gradient @ slow.columns
    for i in range(6):
        for k in range(3):
            losses = []
            for sign in (1, -1):
                slow.rows[i, k] += sign * small
                losses.append(slow.loss_and_gradient(rows, columns)[0])
                slow.rows[i, k] -= sign * small
            assert of_rows[i, k] == pytest.approx((losses[0] - losses[1]) / (2 * small), abs=1e-6)


@pytest.mark.parametrize("shape", [(501, 501), (300, 77)])
def test_threads_do_not_change_a_bit(shape: tuple[int, int]) -> None:
    cells = Cells.from_matrix(zipf_counts(*shape))
    runs = [trained(cells, 2, dim=20, shard_size=41, threads=threads) for threads in (1, 2, 7)]
    for state, losses in runs[1:]:
        assert losses == runs[0][1]
        assert all((state[name] == runs[0][0][name]).all() for name in state)


def test_seeds_differ() -> None:
    cells = Cells.from_matrix(zipf_counts(60, 60))
    one, two = (trained(cells, 1, dim=8, shard_size=20, seed=seed)[0]["rows"] for seed in (1, 2))
    assert abs(one - two).max() > 0.01


def test_counts_may_be_single_precision() -> None:
    counts = zipf_counts(50, 50)
    double, single = (
        trained(Cells.from_matrix(counts, dtype=dtype), 1, dim=8, shard_size=20)
        for dtype in (np.float64, np.float32)
    )
    assert (double[0]["rows"] == single[0]["rows"]).all()


def test_a_cell_of_zero_is_unobserved() -> None:
    counts = zipf_counts(30, 30)
    cells = Cells.from_matrix(counts)
    whole = sparse.csr_array(np.ones_like(counts))
    explicit = Cells(
        whole.indptr.astype(np.uint64), whole.indices.astype(np.uint32), counts.ravel().copy(), 30
    )
    runs = [trained(c, 1, dim=8, shard_size=20)[0]["rows"] for c in (cells, explicit)]
    assert (runs[0] == runs[1]).all()


def test_a_stop_in_the_middle_of_an_epoch() -> None:
    cells = Cells.from_matrix(zipf_counts(600, 600))
    trainer = _core.swivel(
        {"dim": 64, "shard_size": 1, "threads": 2}, cells.native, fresh(cells, 64, 1)
    )
    told: list[tuple[int, float, int]] = []

    def tick(*figures: Any) -> bool:
        told.append(figures)
        return False

    finished, entries, loss = trainer.run_epoch(0, tick)
    assert not finished
    assert 0 < entries < 600 * 600
    assert entries >= told[0][0]
    assert loss > 0


def test_vectors_of_words_that_meet_alike_are_alike() -> None:
    topics = np.arange(60) % 3
    counts = np.where(topics[:, None] == topics, 8.0, 0) * (
        np.random.default_rng(0).random((60, 60)) < 0.8
    )
    vectors = Swivel(dim=10, epochs=30, shard_size=20, lr=0.3).fit(named(counts + counts.T))
    unit = vectors.matrix / np.linalg.norm(vectors.matrix, axis=1, keepdims=True)
    cosines = unit @ unit.T
    assert (
        cosines[topics[:, None] == topics].mean() > cosines[topics[:, None] != topics].mean() + 0.5
    )
    assert vectors.report.losses[-1] < 0.7 * vectors.report.losses[0]


def test_sum_and_words() -> None:
    cells = named(zipf_counts(70, 70))
    both = Swivel(dim=9, epochs=2, vectors="sum").fit(cells)
    words = Swivel(dim=9, epochs=2, vectors="words").fit(cells)
    assert both.output is not None
    assert both.matrix == pytest.approx(words.matrix + both.output)
    assert len(both.report.losses) == 2
    oblong = Swivel(dim=9, epochs=2, vectors="words").fit(named(zipf_counts(70, 30)))
    assert oblong.matrix.shape == (70, 9)
    assert oblong.output is None


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"dim": 0}, "dim=0: must be between 1"),
        ({"epochs": 0}, "epochs=0"),
        ({"lr": 0}, "lr=0: must be above 0"),
        ({"lr": float("nan")}, "lr=nan"),
        ({"shard_size": 0}, "shard_size=0"),
        ({"shard_size": 65537}, "shard_size=65537"),
        ({"base": -0.5}, "base=-0.5: must be between 0"),
        ({"scale": -1}, "scale=-1"),
        ({"base": 0, "scale": 0}, "no weight"),
        ({"power": 1.5}, "power=1.5: must be between 0 and 1"),
        ({"threads": 0}, "threads=0"),
        ({"vectors": "both"}, "vectors='both'"),
    ],
)
def test_knobs_out_of_range_are_named(knobs: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Swivel(**knobs)


def with_value(value: float) -> Cells:
    cells = named(zipf_counts(20, 20))
    cells.values[(cells.offsets[3]).astype(int)] = value
    return cells


@pytest.mark.parametrize(
    ("value", "message"), [(-1.0, "-1"), (np.nan, "nan"), (np.inf, "inf"), (1e31, "1e\\+31")]
)
def test_values_that_are_no_counts_are_named(value: float, message: str) -> None:
    cells = with_value(value)
    column = cells.columns[int(cells.offsets[3])]
    with pytest.raises(ValueError, match=rf"(?s)row 3.*column {column}.*{message}"):
        Swivel(epochs=1).fit(cells)
    if value != np.inf:
        with pytest.raises(ValueError, match=f"row 3, column {column}"):
            _core.swivel({"dim": 4}, cells.native, fresh(cells, 4, 1))


def test_matrices_that_cannot_be_learnt_from() -> None:
    square = zipf_counts(20, 20)
    with pytest.raises(ValueError, match="without a single cell"):
        Swivel().fit(named(np.zeros((3, 3))))
    with pytest.raises(
        ValueError, match="20 rows and 10 columns are not the same words: use vectors='words'"
    ):
        Swivel().fit(named(zipf_counts(20, 10)))
    with pytest.raises(ValueError, match="rows of the cells have no names"):
        Swivel().fit(Cells.from_matrix(square))
    nothing = named(square)
    nothing.values[:] = 0
    with pytest.raises(ValueError, match="cells are zero"):
        Swivel().fit(nothing)
    with pytest.raises(TypeError, match="always begins anew"):
        Swivel().fit(named(square), initial=1)


def test_memory_is_asked_for_before_anything_is_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malvec.runtime.machine.available_memory", lambda: 10 * 2**20)
    with pytest.raises(MemoryError, match="use a smaller dim"):
        Swivel(dim=65536).fit(named(zipf_counts(20, 20)))


def test_values_beyond_floats_end_with_an_error_at_any_number_of_threads() -> None:
    counts = zipf_counts(90, 90)
    counts[5, 5] = 1e30
    with pytest.raises(mv.errors.NumericalError, match="smaller lr"):
        Swivel(scale=1e6, power=1, threads=4, shard_size=10).fit(named(counts))
