"""A progress bar on the terminal for jobs of the compiled core."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(
    total: int | None, what: str, unit: str, show: bool
) -> Iterator[Callable[..., None]]:
    """A function ``advance(done, **notes)`` that moves a bar on stderr to ``done`` of ``total``;
    does nothing unless ``show``."""
    if not show:
        yield lambda done, **notes: None
        return
    with tqdm(
        total=total,
        desc=what,
        unit=unit,
        unit_scale=True,
        file=sys.stderr,
        leave=True,
        dynamic_ncols=True,
    ) as bar:

        def advance(done: int, **notes: object) -> None:
            if notes:
                bar.set_postfix(notes, refresh=False)
            bar.update(done - bar.n)

        yield advance
