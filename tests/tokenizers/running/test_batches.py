"""Batches of texts."""

from __future__ import annotations

import pytest
from made.callables import lines_of

from malvec.tokenizers import batch


def test_bad_knobs_of_a_batch() -> None:
    with pytest.raises(ValueError, match="time_limit needs processes"):
        batch(str.split, ["a"], processes=0, time_limit=1)
    for limit in (0, -1, "1"):
        with pytest.raises(ValueError, match="time_limit"):
            batch(str.split, ["a"], time_limit=limit)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="time_limit: this tokenizer cannot be sent"):
        batch(lambda text: [text], ["a"], time_limit=1)
    with pytest.raises(ValueError, match="on_error"):
        batch(str.split, ["a"], on_error="ignore")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not one str"):
        batch(str.split, "a b")
    with pytest.raises(TypeError, match="texts must be str"):
        batch(str.split, ["a", 3])  # type: ignore[list-item]


@pytest.mark.parametrize("processes", [0, 2])
def test_a_batch_keeps_the_order(processes: int) -> None:
    lines = [*lines_of(5000), "", "a\nb"]
    assert batch(str.split, iter(lines), processes) == [line.split() for line in lines]
