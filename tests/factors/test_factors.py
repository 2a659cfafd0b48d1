"""Factors: recommendations against brute force, names, orientation, new rows, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made.files import changed
from scipy import sparse

import malvec as mv

ROWS, COLUMNS = 30, 50
NAMES = [f"r{i}" for i in range(ROWS)], [f"c{i}" for i in range(COLUMNS)]


def matrix() -> Any:
    random = np.random.default_rng(3)
    return sparse.csr_array(
        np.where(
            random.random((ROWS, COLUMNS)) < 0.3, 1 + random.integers(0, 5, (ROWS, COLUMNS)), 0
        ).astype(float)
    )


@pytest.fixture(scope="module")
def factors() -> mv.Factors:
    return mv.Als(dim=9, epochs=5).fit(matrix(), row_names=NAMES[0], column_names=NAMES[1])


def test_recommendations_are_those_of_brute_force(factors: mv.Factors) -> None:
    scores = factors.row_factors @ factors.column_factors.T
    unseen = np.where(matrix().toarray() > 0, -np.inf, scores)
    for batch in (["r0"], ["r4", "r0", "r17"], [f"r{i}" for i in range(ROWS)]):
        for name, found in zip(batch, factors.recommend(batch, topn=7), strict=True):
            row = int(name[1:])
            assert [column for column, _ in found] == [
                f"c{j}" for j in np.argsort(-unseen[row])[:7]
            ]
            assert [score for _, score in found] == pytest.approx(
                np.sort(unseen[row])[::-1][:7], abs=1e-5
            )
    assert factors.recommend("r3", topn=4) == factors.recommend(3, topn=4)
    everything = factors.recommend(2, topn=99, exclude_seen=False)
    assert len(everything) == COLUMNS
    assert "c0" not in dict(factors.recommend(2, topn=99, exclude_seen=False, exclude=["c0"]))


def test_scores_and_neighbours(factors: mv.Factors) -> None:
    assert factors.score("r1", "c2") == pytest.approx(
        float(factors.row_factors[1] @ factors.column_factors[2])
    )
    assert factors.score([1, 2], [2, 3]).shape == (2,)
    unit = factors.column_factors / np.linalg.norm(factors.column_factors, axis=1, keepdims=True)
    cosines = unit @ unit[4]
    cosines[4] = -1
    assert [name for name, _ in factors.similar_columns("c4", topn=3)] == [
        f"c{j}" for j in np.argsort(-cosines)[:3]
    ]
    assert len(factors.similar_rows([0, 1], topn=3)) == 2


def test_a_known_row_is_solved_as_it_was_learnt() -> None:
    exact = mv.Als(dim=9, epochs=40, solver="exact", regularization=0.5).fit(matrix())
    again = exact.solve(matrix())
    np.testing.assert_allclose(again.row_factors, exact.row_factors, atol=2e-2)
    assert again.shape == (ROWS, COLUMNS)
    assert set(dict(again.recommend(0))).isdisjoint(matrix().toarray()[0].nonzero()[0])


def test_wrong_orientation_and_unknown_rows_are_named(factors: mv.Factors) -> None:
    with pytest.raises(
        ValueError, match="looks transposed: got 50 x 30, the model has 30 rows and 50 columns"
    ):
        factors.solve(matrix().T)
    with pytest.raises(ValueError, match="got a matrix of 2 x 7, the model has 50 columns"):
        factors.solve(sparse.csr_array((2, 7)))
    with pytest.raises(ValueError, match="must not be negative"):
        factors.solve(-matrix())
    with pytest.raises(IndexError, match="no row 30: the model has 30 rows"):
        factors.recommend(30)
    with pytest.raises(KeyError, match="r99"):
        factors.recommend("r99")
    with pytest.raises(TypeError, match="a name or a number"):
        factors.recommend([1.5])


def test_they_are_read_as_they_were_written(factors: mv.Factors, tmp_path: Any) -> None:
    biased = mv.Als(dim=4, epochs=2, implicit=False, biases=True).fit(matrix())
    for number, written in enumerate((factors, biased)):
        path = tmp_path / f"{number}.safetensors"
        written.save(path)
        read = mv.Factors.load(path, verify=True)
        assert (read.row_factors == written.row_factors).all()
        assert read.recommend(3) == written.recommend(3)
        assert read.report == written.report
        assert read.solve(matrix()[[1]]).recommend(0) == written.solve(matrix()[[1]]).recommend(0)
    with pytest.raises(mv.FormatError, match="not word vectors"):
        mv.WordVectors.load(path)
    mv.WordVectors(mv.Vocab.from_words(["a"]), np.ones((1, 2), np.float32)).save(path)
    with pytest.raises(mv.FormatError, match="not factors"):
        mv.Factors.load(path)


def test_word_vectors(factors: mv.Factors) -> None:
    vectors = factors.vectors()
    assert (vectors["r5"] == factors.row_factors[5]).all()
    with pytest.raises(ValueError, match="no names"):
        mv.Als(dim=2, epochs=1).fit(matrix()).vectors()


@pytest.mark.parametrize("knob", [{"implicit": "x"}, {"biases": 3}, {"regularization": -1}])
def test_damaged_knobs_of_solving(
    factors: mv.Factors, tmp_path: Path, knob: dict[str, object]
) -> None:
    factors.save(tmp_path / "factors.safetensors")
    solving = {**(factors.solving or {}), **knob}
    file = changed(tmp_path / "factors.safetensors", solving=json.dumps(solving))
    with pytest.raises(ValueError, match=f"damaged: {next(iter(knob))}="):
        mv.Factors.load(file).solve(matrix())


@pytest.mark.parametrize("row", [float("nan"), None, 1.5, True, {"r1": 1}, [None], b"r1"])
def test_what_is_no_row(factors: mv.Factors, row: Any) -> None:
    for ask in (factors.recommend, factors.similar_rows, lambda given: factors.score(given, 0)):
        with pytest.raises(TypeError, match="a row is a name or a number"):
            ask(row)


def test_rows_in_collections(factors: mv.Factors) -> None:
    expected = factors.recommend(["r1", "r2"])
    for rows in (("r1", "r2"), iter(["r1", "r2"]), np.array([1, 2]), np.array(["r1", "r2"])):
        assert factors.recommend(rows) == expected
    assert factors.recommend(np.int8(1)) == expected[0]


def test_how_many_are_asked_for(factors: mv.Factors) -> None:
    asked = (factors.recommend, factors.similar_rows, factors.similar_columns)
    for ask in asked:
        assert ask(0, topn=0) == []
        for topn, error in ((-1, ValueError), (1.5, TypeError), (None, TypeError)):
            with pytest.raises(error, match="topn="):
                ask(0, topn=topn)  # type: ignore[arg-type]


def test_sides_are_read_like_arrays(factors: mv.Factors) -> None:
    side, matrix = factors.column_side, factors.column_factors
    assert side.shape == np.asarray(side).shape == (COLUMNS, 9)
    assert len(side) == COLUMNS
    assert list(side) == NAMES[1]
    assert "c1" in side
    assert 7 in side
    assert "none" not in side
    assert None not in side
    flags = np.arange(COLUMNS) % 2 == 0
    for which, rows in (("c3", 3), (3, 3), (["c3", 1], [3, 1]), (np.array([1, 2]), [1, 2])):
        np.testing.assert_array_equal(side[which], matrix[rows])
    for rows in (slice(2, 5), flags):
        np.testing.assert_array_equal(side[rows], matrix[rows])
    with pytest.raises(KeyError, match="none"):
        side["none"]
    with pytest.raises(TypeError, match="a column is a name or a number"):
        side[1.5]  # type: ignore[index]
    for asked in ({"c1", "c2"}, {"c1": 1}, np.ones((2, 2), int)):
        with pytest.raises(TypeError, match="a column is a name or a number, or they are a list"):
            side[asked]
    with pytest.raises(TypeError, match="factors are two matrices"):
        np.asarray(factors)


def test_sides_as_tables(factors: mv.Factors) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = factors.row_side.to_dataframe()
    assert (frame.index.name, list(frame.index)) == ("row", NAMES[0])
    np.testing.assert_array_equal(frame.to_numpy(), factors.row_factors)
    nameless = mv.Als(dim=2, epochs=1).fit(matrix())
    table = nameless.column_side.to_arrow()
    assert table["column"].to_pylist() == list(range(COLUMNS))
    np.testing.assert_array_equal(table["vector"].to_pylist(), nameless.column_factors)
