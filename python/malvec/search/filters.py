"""Which rows a search may find, as ``where=`` tells it: by flags, by row numbers or by names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.runtime.warning import warn

__all__ = ["Where", "allowed_rows", "first_rows"]

Flags = npt.NDArray[np.bool_]
Where = Iterable[Any] | npt.NDArray[Any] | None
"""A flag per row, row numbers, or names."""


def allowed_rows(
    where: Where, rows: int, find: Callable[[Any], int], *, numbers_are_names: bool = False
) -> Flags | None:
    """A flag for every row: whether a search may find it; None where all rows may be found.

    Args:
        where: flags, one per row; row numbers; or names; a warning tells of unknown ones.
        rows: how many rows there are.
        find: the row of a name, or -1.
        numbers_are_names: whole numbers are names, not row numbers.

    Raises:
        TypeError: ``where`` is none of these.
        ValueError: not one flag per row.
        IndexError: there is no such row.
        LookupError: none of the names is there.

    Example:
        >>> allowed_rows([2, 0], 3, ["왕", "봄", "배"].index)
        array([ True, False,  True])
    """
    if where is None:
        return None
    listed = [where] if isinstance(where, str) else where
    if isinstance(listed, (bytes, Mapping)) or not isinstance(listed, Iterable):
        raise TypeError(
            "where= takes a flag per row, row numbers, or names, not"
            f" {type(where).__name__}: {where!r:.60}"
        )
    given: Any = listed if hasattr(listed, "__array__") else list(listed)
    array = np.asarray(given) if len(given) else np.zeros(0, np.int64)
    if array.dtype == np.bool_:
        return _checked_flags(array, rows)
    if array.dtype.kind in "iu" and not numbers_are_names:
        return _flags_of(_checked_numbers(array, rows), rows)
    found = np.array([find(name) for name in given], np.int64)
    if len(found) and (found < 0).all():
        raise LookupError(f"none of the {len(found):,} names of where= is there: {given[0]!r:.60}")
    if (found < 0).any():
        missing = given[int((found < 0).argmax())]
        warn(
            f"{int((found < 0).sum()):,} of {len(found):,} names of where= are not there:"
            f" {missing!r:.60}"
        )
    return _flags_of(found[found >= 0], rows)


def first_rows(allowed: Flags | None, restrict: int | None, rows: int) -> Flags | None:
    """The flags of those among the first ``restrict`` rows alone."""
    if restrict is None or restrict >= rows:
        return allowed
    flags = np.ones(rows, np.bool_) if allowed is None else allowed.copy()
    flags[restrict:] = False
    return flags


def _checked_flags(flags: npt.NDArray[Any], rows: int) -> Flags:
    if flags.shape != (rows,):
        raise ValueError(f"where= has flags of shape {list(flags.shape)} for {rows:,} rows")
    return flags


def _checked_numbers(numbers: npt.NDArray[Any], rows: int) -> npt.NDArray[Any]:
    outside = (numbers < 0) | (numbers >= rows)
    if outside.any():
        raise IndexError(f"where=: there is no row {numbers[outside][0]}: there are {rows:,}")
    return numbers


def _flags_of(numbers: npt.NDArray[Any], rows: int) -> Flags:
    flags = np.zeros(rows, np.bool_)
    flags[numbers] = True
    return flags
