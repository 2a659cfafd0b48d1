"""Warnings point to the line of the user."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from malvec.runtime.warning import warn

OURS: dict[str, Any] = {"__name__": "malvec.somewhere", "warn": warn}
exec(
    """
from functools import cached_property

class Thing:
    @cached_property
    def fact(self):
        warn("seen")

def ask(depth):
    return ask(depth - 1) if depth else Thing().fact
""",
    OURS,
)


@pytest.mark.parametrize("depth", [0, 1, 7])
def test_past_properties_and_any_number_of_calls(depth: int) -> None:
    with pytest.warns(UserWarning, match="seen") as caught:
        OURS["ask"](depth)
    assert [one.filename for one in caught] == [__file__]


def test_a_thread_without_a_line_of_the_user() -> None:
    with pytest.warns(UserWarning, match="seen"), ThreadPoolExecutor() as pool:
        pool.submit(warn, "seen").result()
