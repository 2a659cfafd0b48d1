"""Items of evaluations that are given in memory, not as a file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

__all__ = ["given_items", "scored_pairs"]


def given_items(source: Any, what: str, fields: Sequence[str]) -> list[tuple[Any, ...]]:
    """Items with a value for each of these fields; of a DataFrame its rows. Fields that are called
    words, sentences or so in the singular must be ``str``.

    Raises:
        TypeError: no such list, or an item or a text in it of another kind, with its number.
        ValueError: an item has more fields, or fewer.

    Example:
        >>> given_items([["왕", "여왕", 8.9]], "pair", ["word", "word", "score"])
        [('왕', '여왕', 8.9)]
    """
    form = f"({', '.join(fields)})"
    rows = source.itertuples(index=False, name=None) if hasattr(source, "itertuples") else source
    if isinstance(rows, (bytes, Mapping, AbstractSet)) or not isinstance(rows, Iterable):
        raise TypeError(
            f"{what}s are read from a file, a list of {form} or a DataFrame with these columns, not"
            f" from {type(source).__name__}"
        )
    return [_item(row, f"{what} {number}", fields) for number, row in enumerate(rows)]


def scored_pairs(source: Any, text: str) -> list[tuple[str, str, float]]:
    """Pairs of words or of sentences, as ``text`` says, with their scores.

    Raises:
        TypeError, ValueError: see :func:`given_items`; a score that is no finite number.
    """
    pairs = []
    for number, (a, b, score) in enumerate(given_items(source, "pair", [text, text, "score"])):
        try:
            value = float(score)
        except (TypeError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            raise ValueError(f"pair {number} has the score {score!r:.60}, no finite number")
        pairs.append((a, b, value))
    return pairs


def _item(row: Any, where: str, fields: Sequence[str]) -> tuple[Any, ...]:
    form = f"({', '.join(fields)})"
    if isinstance(row, (str, bytes, Mapping, AbstractSet)) or not isinstance(row, Iterable):
        raise TypeError(f"{where} is {row!r:.60}, not {form}")
    values = tuple(row)
    if len(values) != len(fields):
        raise ValueError(f"{where} is {row!r:.60}, not {form}")
    for value, field in zip(values, fields, strict=True):
        if field in ("word", "sentence") and not isinstance(value, str):
            raise TypeError(
                f"{where}: a {field} is a str, not {type(value).__name__}: {value!r:.60}"
            )
    return values
