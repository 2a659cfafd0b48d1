"""How far a job is: a bar on a terminal, a line every so often elsewhere.

Every call that may last longer than two seconds takes ``progress``. None shows a bar where stderr
is a terminal, once two seconds are over; True shows it at once, and where stderr is no terminal,
such as the file of a log, lines; False shows nothing. The lines go to the logger ``malvec``
instead, at level INFO, if that is listened to.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache
from typing import Any

__all__ = ["check_progress", "core_progress", "is_told", "note", "progress_bar", "silent"]

_PATIENCE, _INTERVAL = 2.0, 10.0
"""Seconds until the bar of ``progress=None`` and the first line, and between lines."""

_logger = logging.getLogger("malvec")
_silent = ContextVar("silent", default=False)


@cache
def _tqdm() -> Any:
    """Bars, imported when one is shown first, so that questions are answered at once."""
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        monitor_interval = 0  # no thread beside the job: it may fork

    return Bar


def _bar(delay: float, job: dict[str, Any]) -> Any:
    """A bar that is shown after some seconds."""
    line = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}, {rate_fmt}{postfix}"
    return _tqdm()(
        **job,
        unit_scale=True,
        file=sys.stderr,
        delay=delay,
        dynamic_ncols=True,
        bar_format=job["total"] and line,
    )


def check_progress(show: Any) -> None:
    """``TypeError`` for anything but True, False and None."""
    if show is not None and not isinstance(show, bool):
        raise TypeError(f"progress={show!r:.60}: must be True, False or None")


def is_told(show: bool | None) -> bool:
    """Whether anybody would see or read how far a job is."""
    if show is None and _silent.get():
        return False
    return show is not False and (
        _logger.isEnabledFor(logging.INFO) or (sys.stderr is not None and (show or _on_terminal()))
    )


@contextmanager
def silent(wanted: bool = True) -> Iterator[None]:
    """Within, ``progress=None`` shows nothing."""
    before = _silent.set(wanted)
    try:
        yield
    finally:
        _silent.reset(before)


def note(text: str, show: bool | None) -> None:
    """A line about the job, where its progress is told."""
    if not is_told(show):
        return
    if _logger.isEnabledFor(logging.INFO):
        _logger.info(text)
    else:
        _tqdm().write(text, file=sys.stderr)


@contextmanager
def progress_bar(
    total: int | None, what: str, unit: str, show: bool | None, *, begin: int = 0
) -> Iterator[Callable[..., None]]:
    """A function ``advance(done, **notes)`` that tells how far a job is.

    Args:
        total: how much there is to do, or None where nobody knows.
        what: the job, in a word.
        unit: what is counted, such as ``"B"`` or ``" tokens"``.
        show: the ``progress`` of the call, see above.
        begin: how much was done before, and is no part of the speed.
    """
    check_progress(show)
    if not is_told(show):
        yield lambda done, **notes: None
        return
    bar = _on_terminal()
    lines = _logger.isEnabledFor(logging.INFO) or not bar
    job = {"total": total, "initial": begin, "desc": what, "unit": unit}
    with _bar(0 if show else _PATIENCE, job) if bar else nullcontext() as shown:
        told = _Lines(total, what, unit, begin, ends=bool(show)) if lines else None

        def advance(done: int, **notes: object) -> None:
            if shown is not None:
                if notes:
                    shown.set_postfix(notes, refresh=False)
                shown.update(done - shown.n)
            if told is not None:
                told.advance(done, notes)

        yield advance
        if told is not None:
            told.close()


@contextmanager
def core_progress(
    total: int | None, what: str, unit: str, show: bool | None
) -> Iterator[Callable[[int, float, int], None]]:
    """The same as a function that the core calls: ``tick(done, loss, terms)``."""
    with progress_bar(total, what, unit, show) as advance:
        yield lambda done, loss, terms: advance(done)


class _Lines:
    """Lines for a log: the first after two seconds, then every ten, and one at the end of a job
    that had any, or was to show some."""

    def __init__(self, total: int | None, what: str, unit: str, begin: int, *, ends: bool) -> None:
        self.total, self.what, self.unit, self.begin = total, what, unit, begin
        self.ends, self.done, self.notes = ends, begin, dict[str, object]()
        self.started = time.monotonic()
        self.due = self.started + _PATIENCE

    def advance(self, done: int, notes: dict[str, object]) -> None:
        self.done, self.notes = done, notes
        now = time.monotonic()
        if now >= self.due:
            self.due, self.ends = now + _INTERVAL, True
            if done != self.total:  # the last line tells of that
                note(self._line(now - self.started), True)

    def close(self) -> None:
        if self.ends:
            end = "done" if self.done >= (self.total or 0) else "ended"
            note(f"{self._line(time.monotonic() - self.started)}, {end}", True)

    def _line(self, seconds: float) -> str:
        rate = (self.done - self.begin) / max(seconds, 1e-9)
        parts = [
            f"{self._amount(self.done)}{self.unit}",
            f"{_tqdm().format_sizeof(rate)}{self.unit}/s",
            f"{_tqdm().format_interval(seconds)} passed",
            *(f"{name}={value}" for name, value in self.notes.items()),
        ]
        if self.total:
            parts[0] = f"{self.done / self.total:.0%} of {self._amount(self.total)}{self.unit}"
            if rate > 0 and self.done < self.total:
                left = _tqdm().format_interval((self.total - self.done) / rate)
                parts.insert(3, f"{left} left")
        return f"{self.what}: {', '.join(parts)}"

    @staticmethod
    def _amount(number: int) -> str:
        return str(number) if number < 1000 else str(_tqdm().format_sizeof(number))


def _on_terminal() -> bool:
    """Whether a bar can be drawn: on a terminal, or under the cell of a notebook."""
    stream = sys.stderr
    return stream is not None and (stream.isatty() or "ipykernel" in sys.modules)
