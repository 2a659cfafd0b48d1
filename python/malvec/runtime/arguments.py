"""Checks of arguments: an error that names the knob, before any work, instead of one from deep
inside."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

__all__ = ["check_flag", "check_resampling", "whole"]

_MOST = (1 << 63) - 1


def whole(name: str, value: Any, least: int = 0, most: int = _MOST) -> int:
    """A whole number between ``least`` and ``most``, as an int.

    Raises:
        TypeError: it is no whole number, such as 2.5, "3" or True.
        ValueError: it lies outside.

    Example:
        >>> whole("topn", 2.5)
        Traceback (most recent call last):
        TypeError: topn=2.5: must be a whole number
    """
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}={value!r:.60}: must be a whole number") from None
    if number < least:
        raise ValueError(f"{name}={number}: must be {least} or more")
    if number > most:
        raise ValueError(f"{name}={number}: must be at most {most:,}")
    return number


def check_flag(name: str, value: Any) -> None:
    """``TypeError`` for anything but True and False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}={value!r:.60}: must be True or False")


def check_resampling(bootstrap: Any, confidence: Any, seed: Any) -> None:
    """The knobs of confidence intervals: ``TypeError`` or ``ValueError`` for what cannot be."""
    whole("bootstrap", bootstrap, most=10_000_000)
    whole("seed", seed)
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float, np.number)):
        raise TypeError(f"confidence={confidence!r:.60}: must be a number")
    if not 0 < float(confidence) < 1:
        raise ValueError(f"confidence={confidence}: must lie between 0 and 1")
