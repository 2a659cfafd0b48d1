"""Factors of new users and items, by matrix and by ids, and the explanation of a score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

import malvec as mv

RANDOM = np.random.default_rng(5)
PLAYS = np.where(RANDOM.random((20, 12)) < 0.4, RANDOM.integers(1, 6, (20, 12)), 0).astype(float)
USERS, ITEMS = [f"u{i}" for i in range(20)], [f"i{i}" for i in range(12)]
NAMES = {"row_names": USERS, "column_names": ITEMS}
RECIPES = [
    mv.Als(dim=4, epochs=60, solver="exact", regularization=0.5, alpha=2.0, unobserved=0.3),
    mv.Als(dim=4, epochs=60, solver="exact", regularization=0.05, frequency=1.0),
    mv.Als(dim=3, epochs=60, implicit=False, regularization=0.3, frequency=1.0),
    mv.Als(dim=3, epochs=60, implicit=False, regularization=0.5, biases=True),
]


def triples(matrix: Any, users: list[str], items: list[str]) -> list[tuple[str, str, float]]:
    cells = sparse.coo_array(matrix)
    found = zip(cells.row.tolist(), cells.col.tolist(), cells.data.tolist(), strict=True)
    return [(users[i], items[j], value) for i, j, value in found]


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_columns_are_solved_as_rows_of_the_matrix_turned(recipe: mv.Als) -> None:
    factors = recipe.fit(PLAYS, **NAMES)
    state = factors.state()
    turned = {"rows": state["columns"], "columns": state["rows"]}
    if "mean" in state:
        biases = {"row_biases": state["column_biases"], "column_biases": state["row_biases"]}
        turned |= {"mean": state["mean"], **biases}
    wanted = mv.Factors(turned, solving=factors.solving).solve(PLAYS.T[:5])
    found = factors.solve_columns(PLAYS[:, :5], column_names=ITEMS[:5])
    np.testing.assert_array_equal(found.column_factors, wanted.row_factors)
    assert (found.row_factors == factors.row_factors).all()
    assert found.score("u3", "i4") == pytest.approx(wanted.score(4, 3), abs=1e-6)
    assert found.shape == (20, 5)
    assert "i0" not in dict(found.recommend("u3", topn=9)) or PLAYS[3, 0] == 0
    np.testing.assert_allclose(found.column_factors, factors.column_factors[:5], atol=0.02)


def test_new_users_and_items_by_their_ids() -> None:
    factors = RECIPES[0].fit(PLAYS, **NAMES)
    new = factors.solve(triples(PLAYS[:2], ["new", "newer"], ITEMS))
    same = factors.solve(PLAYS[:2], row_names=["new", "newer"])
    assert new.recommend("newer") == same.recommend("newer") == same.recommend(1)
    assert [item for item, _ in new.recommend("new")] == [x for x, _ in factors.recommend("u0")]
    item = factors.solve_columns(triples(PLAYS[:, :1], USERS, ["i new"]))
    assert item.score("u4", "i new") == pytest.approx(factors.score("u4", "i0"), abs=0.02)
    with pytest.raises(ValueError, match="the item 'i99' is none of 12 items"):
        factors.solve([("new", "i99", 1.0)])
    with pytest.raises(ValueError, match="the user 'u99' is none of 20 users"):
        factors.solve_columns([("u99", "i new", 1.0)])
    with pytest.raises(ValueError, match=r"the columns \(items\) have no names"):
        RECIPES[0].fit(PLAYS).solve([("new", "i0", 1.0)])
    with pytest.raises(ValueError, match="got a matrix of 20 x 5, the model has 12 columns"):
        factors.solve(PLAYS[:, :5])
    with pytest.raises(ValueError, match="the model has 20 rows"):
        factors.solve_columns(PLAYS[:5])


def test_numbers_among_new_ids() -> None:
    factors = mv.Als(dim=2, epochs=3).fit([("kim", 7, 5.0), ("lee", 9, 5.0), ("lee", 7, 1.0)])
    assert [item for item, _ in factors.solve([(3, 7, 5.0)]).recommend(3)] == [9]
    assert [item for item, _ in factors.solve([("choi", 7, 5.0)]).recommend("choi")] == [9]
    new = factors.solve_columns([("kim", "x", 5.0)])
    assert [item for item, _ in new.recommend("lee")] == ["x"]


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
@pytest.mark.parametrize("ids", [False, True])
def test_contributions_add_up_to_the_score_of_the_solved_row(recipe: mv.Als, ids: bool) -> None:
    factors = recipe.fit(PLAYS, **NAMES)
    ratings: Any = triples(PLAYS, USERS, ITEMS) if ids else PLAYS
    solved = factors.solve(PLAYS[[3]])
    for item in (0, 7):
        why = factors.explain("u3", ITEMS[item], ratings, topn=99)
        assert why.score == pytest.approx(solved.score(0, item), abs=1e-4)
        assert why.base + sum(s for _, s in why.contributions) == pytest.approx(why.score)
        assert {name for name, _ in why.contributions} == {ITEMS[j] for j in PLAYS[3].nonzero()[0]}
        shares = [share for _, share in why.contributions]
        assert shares == sorted(shares, reverse=True)
    assert (
        factors.explain("u3", "i0", ratings, topn=1).contributions
        == factors.explain(3, 0, ratings).contributions[:1]
    )
    assert str(why).startswith("score ")


def test_what_cannot_be_explained() -> None:
    factors = RECIPES[0].fit(PLAYS, **NAMES)
    with pytest.raises(ValueError, match="looks transposed"):
        factors.explain("u3", "i0", PLAYS.T)
    cells = mv.counts.Cells.from_matrix(PLAYS, row_names=mv.Vocab.from_words(USERS[::-1]))
    with pytest.raises(ValueError, match="other names than those of the model"):
        factors.explain("u3", "i0", cells)
    with pytest.raises(ValueError, match="do not say by which recipe"):
        mv.Factors(factors.state()).explain(0, 0, PLAYS)


def test_a_choice_of_items() -> None:
    factors = RECIPES[3].fit(PLAYS, **NAMES)
    every = [dict(found) for found in factors.recommend(USERS[:6], topn=99)]
    among = ["i7", "i1", "i4", "i1"]
    chosen = factors.recommend(USERS[:6], items=among)
    for user, found, whole in zip(USERS[:6], chosen, every, strict=True):
        wanted = sorted(((i, s) for i, s in whole.items() if i in among), key=lambda x: -x[1])
        assert [item for item, _ in found] == [item for item, _ in wanted], user
        assert [s for _, s in found] == pytest.approx([s for _, s in wanted], abs=1e-6)
    assert factors.recommend("u0", items=[]) == []
    left = factors.recommend("u0", items=among, exclude="i4", exclude_seen=False)
    assert {item for item, _ in left} == {"i7", "i1"}
    with pytest.raises(KeyError, match=r"'i99' is not among 12 columns \(items\); similar: i9"):
        factors.recommend("u0", items=["i99"])


def test_users_and_items_have_neighbours() -> None:
    factors = RECIPES[0].fit(PLAYS, **NAMES)
    assert factors.similar_users("u1", topn=3) == factors.similar_rows("u1", topn=3)
    assert factors.similar_items(["i1", "i2"]) == factors.similar_columns(["i1", "i2"])
    with pytest.raises(KeyError, match=r"'u999' is not among 20 rows \(users\)"):
        factors.similar_users("u999")
