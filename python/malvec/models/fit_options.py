"""The arguments that every ``fit`` with epochs takes besides its data: named here for mypy, shown
and documented from :func:`malvec.models.run.train`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from malvec.models.fit_progress import Callback
from malvec.models.run import train
from malvec.runtime.docstrings import add_entries, entries

__all__ = ["FitOptions", "takes_fit_options"]

Fit = TypeVar("Fit", bound=Callable[..., Any])


class FitOptions(TypedDict, total=False):
    """The keyword arguments of :func:`malvec.models.run.train`."""

    progress: bool | None
    callback: Callback | None
    checkpoint: str | Path | None
    every: str | float
    initial: Any


def takes_fit_options(fit: Fit) -> Fit:
    """A ``fit(self, data, **options)`` whose signature and docstring name the options one by one.

    Example:
        >>> list(inspect.signature(malvec.Mf.fit).parameters)[-5:]
        ['progress', 'callback', 'checkpoint', 'every', 'initial']
    """
    signature = inspect.signature(fit)
    own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    options = [inspect.signature(train).parameters[name] for name in FitOptions.__annotations__]
    fit.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
    told = entries(train.__doc__, "Args")
    told = [entry for entry in told if entry.split(":")[0] in FitOptions.__annotations__]
    doc = add_entries(fit.__doc__, "Args", told)
    fit.__doc__ = add_entries(doc, "Raises", entries(train.__doc__, "Raises"))
    return fit
