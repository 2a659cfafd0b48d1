"""BM25 against its definition and implicit's, what every row has, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from reference import reweight as twin
from scipy import sparse

import malvec as mv

RANDOM = np.random.default_rng(6)
PLAYS = RANDOM.integers(1, 50, (30, 12)) * (RANDOM.random((30, 12)) < 0.3)
PLAYS[3] = 0
PLAYS[:, 2] = 1  # every user has it


@pytest.mark.parametrize("knobs", [{}, {"k1": 1.2, "b": 0.75}, {"b": 0.0}, {"b": 1.0}])
def test_it_is_that_of_the_definition(knobs: dict[str, float]) -> None:
    found = mv.counts.bm25(PLAYS, **knobs)
    wanted = twin.bm25(PLAYS, **{"k1": 100.0, "b": 0.8, **knobs})
    assert found.matrix.toarray() == pytest.approx(wanted, rel=1e-6)
    told = json.loads(found.metadata["reweighting"])
    assert (told["name"], told["dropped"]) == ("bm25", 0)
    factors = mv.Als(dim=2, epochs=1).fit(found)
    for user in range(30):
        assert not {item for item, _ in factors.recommend(user)} & {*PLAYS[user].nonzero()[0]}


def test_it_is_that_of_implicit() -> None:
    nearest = pytest.importorskip("implicit.nearest_neighbours")
    rare = np.delete(PLAYS, 2, axis=1)
    wanted = nearest.bm25_weight(sparse.coo_matrix(rare.astype(float)), K1=100, B=0.8)
    assert mv.counts.bm25(rare).matrix.toarray() == pytest.approx(wanted.toarray(), rel=1e-6)


def test_names_stay_and_odd_values_are_refused() -> None:
    cells = mv.counts.bm25([("kim", "a", 3), ("lee", "b", 1), ("park", "c", 1), (" choi", "c", 1)])
    assert list(cells.row_names or ()) == ["kim", "lee", "park", " choi"]
    assert list(cells.column_names or ()) == ["a", "b", "c"]
    with pytest.raises(ValueError, match=r"row 0, column 1 is -1\.0: a value must be"):
        mv.counts.bm25(np.array([[0, -1.0]]))
    with pytest.raises(ValueError, match="k1=0"):
        mv.counts.bm25(PLAYS, k1=0)
    with pytest.raises(ValueError, match="b=2"):
        mv.counts.bm25(PLAYS, b=2)
    assert len(mv.counts.bm25(sparse.csr_array((0, 4)))) == 0
