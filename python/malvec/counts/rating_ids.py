"""Ids of users and items, as triples and tables have them: strings, or whole numbers, which stay
numbers where they are asked for and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.vocab import Vocab

__all__ = ["SIDES", "Ids", "number_names", "numbered_ids", "numbered_sides"]

SIDES = {"rows": "user", "columns": "item"}
"""What the rows and columns of ratings are called."""
_KEY = "number_names"


@dataclass(frozen=True)
class Ids:
    """The names of rows or columns; where ``numbered``, each is written with the digits of a
    number, and the numbers are what people ask for."""

    names: Vocab
    numbered: bool = False


def number_names(sides: Mapping[str, bool]) -> dict[str, str]:
    """Metadata that say of which sides, ``rows`` and ``columns``, the names are numbers; empty
    where of none.

    Example:
        >>> number_names({"rows": True, "columns": False})
        {'number_names': 'rows'}
    """
    told = " ".join(side for side, numbered in sides.items() if numbered)
    return {_KEY: told} if told else {}


def numbered_sides(metadata: Mapping[str, str]) -> dict[str, bool]:
    """What :func:`number_names` wrote.

    Example:
        >>> numbered_sides({"number_names": "rows"})
        {'rows': True, 'columns': False}
    """
    told = metadata.get(_KEY, "").split()
    return {side: side in told for side in SIDES}


def numbered_ids(
    column: Sequence[Any], side: str, known: Ids | None
) -> tuple[npt.NDArray[np.int64], Ids]:
    """The row or column number of each id, and the names: in the order in which they first come,
    or those that are ``known``.

    Raises:
        TypeError: an id that is neither a str nor a whole number, or some of each.
        ValueError: an id that is not among the known ones.
    """
    who = SIDES[side]
    different = dict.fromkeys(column)
    numbered = not all(isinstance(each, str) for each in different)
    for each in different if numbered else ():
        if isinstance(each, (bool, np.bool_)) or not isinstance(each, (int, np.integer)):
            raise TypeError(
                f"the {who} {each!r:.60}: ids of {who}s are str, or all of them whole numbers"
            )
    spelled = Vocab.from_words(str(each) for each in different)
    numbers = np.arange(len(spelled))
    if known is not None:
        numbers = known.names.find_all(spelled)
        if len(wrong := np.flatnonzero(numbers < 0)):
            unknown = list(different)[int(wrong[0])]
            raise ValueError(f"the {who} {unknown!r:.60} is none of {len(known.names):,} {who}s")
    places = dict(zip(different, numbers.tolist(), strict=True))
    found = np.fromiter((places[each] for each in column), np.int64, len(column))
    return found, known or Ids(spelled, numbered)
