"""Measures of recommendation against the slow twin and implicit, parts of ratings, and what is
refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from reference.ranking import measures
from scipy import sparse

import malvec as mv

RANDOM = np.random.default_rng(8)
TASTES = RANDOM.random((60, 3)) @ RANDOM.random((3, 40))
PLAYS = np.where(TASTES + 0.3 * RANDOM.random((60, 40)) > 1.1, RANDOM.integers(1, 6, (60, 40)), 0)
NAMES = [f"u{i}" for i in range(60)], [f"i{i}" for i in range(40)]
TRAIN, TEST = mv.evaluate.train_test_split(PLAYS, 0.3, seed=2)
MEASURES = ("ndcg", "map", "precision", "recall", "auc")


@pytest.fixture(scope="module")
def factors() -> mv.Factors:
    return mv.Als(dim=4, epochs=5, threads=1).fit(TRAIN)


def twin(recommended: Any, k: int, test: Any = TEST) -> dict[str, float]:
    wanted = [set(np.flatnonzero(row).tolist()) for row in test.matrix.toarray()]
    users = [user for user, items in enumerate(wanted) if items]
    return measures([recommended[u] for u in users], [wanted[u] for u in users], k, 40)


@pytest.mark.parametrize("k", [1, 5, 10, 40, 60])
def test_they_are_those_of_the_twin(factors: mv.Factors, k: int) -> None:
    recommended = [[i for i, _ in found] for found in factors.recommend(range(60), topn=k)]
    result = mv.evaluate.recommendation(factors, TEST, k=k, bootstrap=20)
    wanted = twin(recommended, k)
    assert {name: result.details[name] for name in MEASURES} == pytest.approx(wanted)
    for measure in MEASURES:
        one = mv.evaluate.recommendation(factors, TEST, k=k, measure=measure, bootstrap=0)
        assert one.score == pytest.approx(wanted[measure])
        assert one.kind == f"{measure}@{k}"
    assert result.low <= result.score <= result.high
    assert str(result).startswith(f"ndcg@{k} 0.")


@pytest.mark.filterwarnings("ignore:OpenBLAS")
def test_they_are_those_of_implicit(factors: mv.Factors) -> None:
    pytest.importorskip("implicit")
    from implicit.cpu.als import AlternatingLeastSquares
    from implicit.evaluation import ranking_metrics_at_k

    peer = AlternatingLeastSquares(factors=4)
    peer.user_factors = np.array(factors.row_factors)
    peer.item_factors = np.array(factors.column_factors)
    train, test = (sparse.csr_matrix(part.matrix) for part in (TRAIN, TEST))
    for k in (3, 10):
        wanted = ranking_metrics_at_k(peer, train, test, K=k, show_progress=False)
        found = mv.evaluate.recommendation(factors, TEST, k=k, bootstrap=0).details
        assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_a_function_recommends_too(factors: mv.Factors) -> None:
    def best(users: Any, k: int) -> Any:
        assert len(users) <= 60
        return np.tile([3, 1, 7, -1], (len(users), 1))[:, :k]

    result = mv.evaluate.recommendation(best, TEST, k=4, bootstrap=0)
    wanted = twin([[3, 1, 7]] * 60, 4)
    assert {name: result.details[name] for name in MEASURES} == pytest.approx(wanted)
    assert "popular" not in result.details
    with pytest.raises(ValueError, match=r"recommended \(39,\), not \[39, 4\]"):
        mv.evaluate.recommendation(lambda users, k: users, TEST, k=4)


def test_popular_items_are_the_measure_of_all_things(factors: mv.Factors) -> None:
    held = (TRAIN.matrix.toarray() > 0).sum(axis=0)
    recommended = []
    for row in TRAIN.matrix.toarray():
        order = np.argsort(-np.where(row > 0, -1, held), kind="stable")
        recommended.append([int(i) for i in order if row[i] == 0])
    result = mv.evaluate.recommendation(factors, TEST, k=5, bootstrap=0)
    assert result.details["popular"] == pytest.approx(twin(recommended, 5)["ndcg"])


def test_ids_and_the_least_rating_that_counts() -> None:
    triples = [
        (NAMES[0][i], NAMES[1][j], PLAYS[i, j]) for i, j in zip(*PLAYS.nonzero(), strict=True)
    ]
    train, test = mv.evaluate.train_test_split(triples, 0.3)
    factors = mv.Als(dim=4, epochs=5, threads=1).fit(train)
    cells = sparse.coo_array(test.matrix)
    again = [
        (test.row_names[i], test.column_names[j], v)
        for i, j, v in zip(cells.row, cells.col, cells.data, strict=True)
    ]
    result = mv.evaluate.recommendation(factors, test, least=4.0)
    assert mv.evaluate.recommendation(factors, again, least=4.0).details == result.details
    liked = mv.counts.Cells.from_matrix(test.matrix * (test.matrix >= 4.0))
    assert mv.evaluate.recommendation(factors, liked).details == result.details
    assert result.used < mv.evaluate.recommendation(factors, test).used
    other = mv.Als(dim=1, epochs=5, threads=1).fit(train)
    paired = mv.evaluate.compare(result, mv.evaluate.recommendation(other, test, least=4.0))
    assert paired.items == result.used
    with pytest.raises(ValueError, match="only results of one set"):
        mv.evaluate.compare(result, mv.evaluate.recommendation(other, test))


def test_what_cannot_be_evaluated(factors: mv.Factors) -> None:
    calls: list[tuple[str, Any, dict[str, Any]]] = [
        ("no item that could be found", TEST, {"least": 99}),
        ("looks transposed", TEST.matrix.T, {}),
        ("k=0", TEST, {"k": 0}),
        ("measure='mrr': must be one of ndcg, map", TEST, {"measure": "mrr"}),
        ("have no names: give a matrix", [("u1", "i1", 1.0)], {}),
    ]
    for message, test, knobs in calls:
        with pytest.raises(ValueError, match=message):
            mv.evaluate.recommendation(factors, test, **knobs)


def test_parts_are_the_whole_and_the_seed_decides() -> None:
    for split in (
        lambda seed: mv.evaluate.train_test_split(PLAYS, 0.25, seed=seed),
        lambda seed: mv.evaluate.leave_k_out(PLAYS, 2, seed=seed),
    ):
        train, test = split(3)
        assert (train.matrix + test.matrix != sparse.csr_array(PLAYS)).nnz == 0
        assert len(train) + len(test) == (PLAYS > 0).sum()
        again, other = split(3)[1], split(4)[1]
        assert (again.columns == test.columns).all()
        assert (again.offsets == test.offsets).all()
        assert (other.matrix != test.matrix).nnz > 0
    assert len(TEST) == round(0.3 * (PLAYS > 0).sum())


def test_k_are_left_out_of_every_user_that_has_more() -> None:
    train, test = mv.evaluate.leave_k_out(PLAYS, 5)
    sizes = (PLAYS > 0).sum(axis=1)
    assert (np.diff(test.offsets).astype(int) == np.where(sizes > 5, 5, 0)).all()
    assert (np.diff(train.offsets).astype(int) == np.where(sizes > 5, sizes - 5, sizes)).all()
    with pytest.raises(ValueError, match="no user has more than k=40 ratings"):
        mv.evaluate.leave_k_out(PLAYS, 40)
    with pytest.raises(ValueError, match="leaves a part empty"):
        mv.evaluate.train_test_split(np.eye(3), 0.1)
    with pytest.raises(ValueError, match="above 0 and below 1"):
        mv.evaluate.train_test_split(np.eye(3), 1.0)


def test_ratings_of_0_are_split_too() -> None:
    ratings = sparse.csr_array(([0.0, 1.0, 2.0, 0.0], [0, 1, 0, 1], [0, 2, 4]), shape=(2, 2))
    train, test = mv.evaluate.train_test_split(ratings, 0.5)
    assert len(train) == len(test) == 2
