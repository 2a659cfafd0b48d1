"""Ctrl-C as a question instead of an exception, for jobs that want to stop in good order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["interrupts"]


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """A function that says whether Ctrl-C was pressed inside the ``with`` block.

    Only Python's own handler is stood in for, and only in the main thread; a second Ctrl-C raises
    ``KeyboardInterrupt`` as ever.
    """
    pressed = threading.Event()
    own = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if not own:
        yield pressed.is_set
        return

    def press(number: int, frame: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
