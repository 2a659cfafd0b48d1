"""Warnings that point to the line of whoever called malvec."""

from __future__ import annotations

import sys
import warnings

__all__ = ["warn"]

_BETWEEN = {"malvec", *sys.stdlib_module_names}  # such as functools, by which a property is made


def warn(message: str) -> None:
    """A ``UserWarning`` at the innermost line that is neither malvec's nor the standard library's;
    at the outermost line of all where there is none, as in a thread that was given a function of
    malvec."""
    level, frame = 1, sys._getframe()
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] in _BETWEEN:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, stacklevel=level)
