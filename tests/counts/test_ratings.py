"""Ratings as users have them: triples, pairs, tables, and what is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import malvec as mv
from malvec.counts.ratings import cells_of_ratings

TRIPLES = [("kim", "봄날", 5), ("kim", "밤편지", 3.0), ("lee", "봄날", 4), ("kim", "봄날", 1)]
WANTED = np.array([[6, 3], [4, 0]], np.float32)


def table(**columns: list[Any]) -> Any:
    """What a table of pandas or Polars shows of itself."""

    class Frame(SimpleNamespace):
        def __getitem__(self, name: str) -> Any:
            return SimpleNamespace(to_list=lambda: columns[name])

    return Frame(columns=list(columns), shape=(len(next(iter(columns.values()))), len(columns)))


def test_triples_pairs_and_tables_are_the_same_matrix() -> None:
    users, items, values = (list(column) for column in zip(*TRIPLES, strict=True))
    given = [TRIPLES, iter(TRIPLES), table(user=users, item=items, rating=values)]
    for ratings in given:
        cells = cells_of_ratings(ratings, None, None, keep_zeros=False)
        assert (cells.matrix.toarray() == WANTED).all()
        assert list(cells.row_names or ()) == ["kim", "lee"]
        assert list(cells.column_names or ()) == ["봄날", "밤편지"]
    pairs = [rating[:2] for rating in TRIPLES]
    assert cells_of_ratings(pairs, None, None, False).matrix.toarray().tolist() == [[2, 1], [1, 0]]


def test_tables_of_pandas_and_arrow() -> None:
    pandas, arrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    frame = pandas.DataFrame(TRIPLES, columns=["user", "item", "rating"])
    for ratings in (frame, arrow.Table.from_pandas(frame), frame.astype({"user": "category"})):
        cells = cells_of_ratings(ratings, None, None, keep_zeros=False)
        assert (cells.matrix.toarray() == WANTED).all()
    with pytest.raises(ValueError, match="4 columns: choose those of user, item and value"):
        cells_of_ratings(frame.assign(time=0), None, None, False)
    with pytest.raises(ValueError, match="without rows"):
        cells_of_ratings(frame[:0], None, None, False)


def test_ids_that_are_numbers_stay_numbers(tmp_path: Any) -> None:
    ratings = [(30, 7, 5.0), (10, 7, 4.0), (10, 9, 2.0), (0, 9, 1.0)]
    factors = mv.Als(dim=2, epochs=3, threads=1).fit(ratings)
    factors.save(tmp_path / "f.safetensors")
    for each in (factors, mv.load(tmp_path / "f.safetensors")):
        (row,) = each.row_side.numbers(0)
        assert row == 2, "0 is the third user, not the first row"
        assert [item for item, _ in each.recommend(30)] == [9]
        assert {user for user, _ in each.similar_users(10)} == {30, 0}
        assert each.recommend(np.int64(30)) == each.recommend("30")
        with pytest.raises(KeyError, match="'1' is not among 3 rows \\(users\\)"):
            each.recommend(1)
    mixed = mv.Als(dim=2, epochs=1).fit([("kim", 7, 5.0), ("lee", 9, 5.0)])
    assert [item for item, _ in mixed.recommend("kim")] == [9]
    with pytest.raises(IndexError, match="no row 5: the model has 2 rows \\(users\\)"):
        mixed.recommend(5)


def test_names_that_are_given_are_those_that_may_be() -> None:
    cells = cells_of_ratings(TRIPLES, ["lee", "choi", "kim"], None, keep_zeros=False)
    assert cells.matrix.toarray().tolist() == [[4, 0], [0, 0], [6, 3]]
    with pytest.raises(ValueError, match="the user 'kim' is none of 1 users"):
        cells_of_ratings(TRIPLES, ["lee"], None, keep_zeros=False)


def test_a_rating_of_0_is_kept_where_it_is_one() -> None:
    ratings = [("kim", "a", 0.0), ("kim", "b", 2.0)]
    assert len(cells_of_ratings(ratings, None, None, keep_zeros=True)) == 2
    assert len(cells_of_ratings(ratings, None, None, keep_zeros=False)) == 1


@pytest.mark.parametrize(
    ("ratings", "kind", "message"),
    [
        ([("kim", "a", 1.0), ("lee", 1.0)], TypeError, r"rating 1 is \('lee', 1.0\)"),
        ([[1.0], [2.0]], TypeError, "SciPy sparse matrix"),
        (["ab", "cd"], TypeError, "rating 0 is 'ab'"),
        ("ratings.csv", TypeError, "not str"),
        ({"kim": {"a": 1.0}}, TypeError, "not dict"),
        (5, TypeError, "not int"),
        ([], ValueError, "no ratings"),
        ([("kim", "a", "much")], TypeError, "must be a number"),
        ([("kim", "a", float("nan"))], ValueError, "rating 0 is .*must be finite"),
        ([("kim", 1.5, 1.0)], TypeError, "the item 1.5: ids of items are str, or all"),
        ([("kim", "a", 1.0), (2, "a", 1.0)], TypeError, "the user 'kim': ids of users"),
        ([(True, "a", 1.0)], TypeError, "the user True"),
        ([(None, "a", 1.0)], TypeError, "the user None"),
    ],
)
def test_what_is_no_rating_is_refused(ratings: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        cells_of_ratings(ratings, None, None, keep_zeros=False)


@pytest.mark.parametrize("recipe", [mv.Als(dim=2, epochs=1), mv.Mf(dim=2, epochs=1)])
def test_names_are_str(recipe: Any) -> None:
    with pytest.raises(TypeError, match="names are str, not 10; where ids are numbers, give trip"):
        recipe.fit(np.eye(3), row_names=[10, 20, 30])
    with pytest.raises(TypeError, match="must be a list of names"):
        recipe.fit(np.eye(3), column_names="abc")
    for unordered in ({"a", "b", "c"}, {"a": 1, "b": 2, "c": 3}, 3):
        with pytest.raises(TypeError, match="a list of names, in the order of the rows"):
            recipe.fit(np.eye(3), row_names=unordered)
