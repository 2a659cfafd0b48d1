"""The limits of size: each rule catches an offence and lets the innocent pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tools.limits import constructor_calls, functions, sizes, tuple_parameters

Rule = Callable[[str, str], Iterator[str]]

OFFENCES = [
    (sizes, "x = 1\n" * 301),
    (sizes, "x" * 101),
    (functions, "def f():\n" + "    x = 1\n" * 41),
    (functions, "def f(a, b, c, d, e, f, g):\n    return a\n"),
    (constructor_calls, "Model(1, 2, 3, 4, 5)"),
    (constructor_calls, "models.Model(1, 2, 3, 4, 5, name=6)"),
    (constructor_calls, "_Model(1, 2, 3, 4, *rest)"),
    (constructor_calls, "def f():\n    return (Model)(1, 2, 3, 4, 5)"),
    (tuple_parameters, "def f(ends: tuple[int, int]): ..."),
    (tuple_parameters, "def f(one: tuple[int]): ..."),
    (tuple_parameters, "def f(shape: tuple[int, str]): ..."),
    (tuple_parameters, "def f(*, ends: tuple[int, int] | None = None): ..."),
    (tuple_parameters, "def f(ends: Optional[Tuple[int, int]]): ..."),
    (tuple_parameters, "def f(ends: 'tuple[int, int]'): ..."),
    (tuple_parameters, "Ends = tuple[int, int]\ndef f(ends: Ends): ..."),
    (tuple_parameters, "class A:\n    async def f(self, ends: tuple[int, int]): ..."),
]

INNOCENT = [
    (sizes, "x = 1\n" * 300),
    (sizes, "가" * 100),
    (functions, "def f():\n" + "    x = 1\n" * 39),
    (functions, "class A:\n    def f(self, a, b, c, d, e, f, *, g, h):\n        return a\n"),
    (constructor_calls, "Model(1, 2, 3, 4, five=5, six=6)"),
    (constructor_calls, "function(1, 2, 3, 4, 5)"),
    (constructor_calls, "Model.load(1, 2, 3, 4, 5)"),
    (tuple_parameters, "def f(*shapes: int) -> tuple[int, int]: ..."),
    (tuple_parameters, "def f(words: tuple[str, ...] | None): ..."),
    (tuple_parameters, "def f(shape: tuple[int, int | None], size: tuple[float, float]): ..."),
    (tuple_parameters, "def f(pairs: list[tuple[str, str]]): ..."),
    (tuple_parameters, "def f(shape: Shape, callback: Callable[[int], tuple[int, int]]): ..."),
]


def run(rule: Rule, text: str) -> list[str]:
    if rule is functions:
        pytest.importorskip("lizard")
    return list(rule("a.py", text))


@pytest.mark.parametrize(("rule", "text"), OFFENCES)
def test_an_offence_is_caught(rule: Rule, text: str) -> None:
    assert len(run(rule, text)) == 1


@pytest.mark.parametrize(("rule", "text"), INNOCENT)
def test_the_innocent_pass(rule: Rule, text: str) -> None:
    assert run(rule, text) == []
