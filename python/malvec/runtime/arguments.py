"""Checks of arguments: an error that names the knob, before any work, instead of one from deep
inside."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

__all__ = ["check_flag", "check_knobs", "check_resampling", "number", "one_of", "whole"]

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
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}={value!r:.60}: must be a whole number") from None
    if not least <= found <= most:
        open_end = most == _MOST and found < least
        rule = f"{least:,} or more" if open_end else f"between {least:,} and {most:,}"
        raise ValueError(f"{name}={found}: must be {rule}")
    return found


def number(
    name: str,
    value: Any,
    *,
    least: float = -math.inf,
    most: float = math.inf,
    above: float = -math.inf,
    below: float = math.inf,
) -> float:
    """A finite number from ``least`` to ``most``, or ``above`` and ``below`` others, as a float.

    Raises:
        TypeError: it is no number, such as "3" or True.
        ValueError: it lies outside, or is not finite.

    Example:
        >>> number("confidence", 1.5, above=0, below=1)
        Traceback (most recent call last):
        ValueError: confidence=1.5: must be above 0 and below 1
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
        raise TypeError(f"{name}={value!r:.60}: must be a number")
    found = float(value)
    inside = least <= found <= most and above < found < below and math.isfinite(found)
    if not inside:
        raise ValueError(f"{name}={value}: must be {_rule(least, most, above, below)}")
    return found


def _rule(least: float, most: float, above: float, below: float) -> str:
    """A range in the words that the core uses too."""
    if -math.inf < least and most < math.inf:
        return f"between {_shown(least)} and {_shown(most)}"
    parts = [
        f"above {_shown(above)}" if above > -math.inf else "",
        f"{_shown(least)} or more" if least > -math.inf else "",
        f"below {_shown(below)}" if below < math.inf else "",
        f"at most {_shown(most)}" if most < math.inf else "",
    ]
    return " and ".join(part for part in parts if part) or "finite"


def _shown(bound: float) -> str:
    return f"{int(bound):,}" if bound == int(bound) else f"{bound:g}"


def one_of(name: str, value: Any, choices: Sequence[str]) -> str:
    """One of the texts that a knob can be; ``ValueError`` for anything else."""
    if value not in choices:
        raise ValueError(f"{name}={value!r:.60}: must be one of {', '.join(choices)}")
    return str(value)


def check_flag(name: str, value: Any) -> None:
    """``TypeError`` for anything but True and False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}={value!r:.60}: must be True or False")


_ELSEWHERE = {
    "vector_size": ("dim",),
    "size": ("dim",),
    "factors": ("dim",),
    "n_components": ("dim", "topics"),
    "num_topics": ("topics",),
    "iter": ("epochs", "iterations"),
    "alpha": ("lr",),
    "learning_rate": ("lr",),
    "min_alpha": ("min_lr",),
    "ws": ("window",),
    "workers": ("threads",),
    "n_jobs": ("threads",),
    "minn": ("min_n",),
    "maxn": ("max_n",),
    "hs": ("loss",),
}
"""What other systems call a knob, and what it is called here."""


def check_knobs(owner: type[Any], given: Iterable[str], known: Sequence[str]) -> None:
    """``TypeError`` for a knob that does not exist; the message names those like it.

    Example:
        >>> malvec.Skipgram(vector_size=100)
        Traceback (most recent call last):
        TypeError: Skipgram has no knob 'vector_size': dim may be meant
    """
    for name in given:
        if name in known:
            continue
        if name in ("min_count", "max_vocab", "tokenizer"):
            hint = f"it is an argument of Corpus.from_files, from_texts: Corpus.…({name}=…)"
        else:
            meant = [other for other in _ELSEWHERE.get(name, ()) if other in known]
            meant = meant or get_close_matches(name, known, 2, 0.6)
            hint = f"{' or '.join(meant)} may be meant" if meant else f"it has {', '.join(known)}"
        raise TypeError(f"{owner.__name__} has no knob {name!r}: {hint}")


def check_resampling(bootstrap: Any, confidence: Any, seed: Any) -> None:
    """The knobs of confidence intervals: ``TypeError`` or ``ValueError`` for what cannot be."""
    whole("bootstrap", bootstrap, most=10_000_000)
    whole("seed", seed)
    number("confidence", confidence, above=0, below=1)
