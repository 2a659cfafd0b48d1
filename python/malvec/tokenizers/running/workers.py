"""Processes that answer what is sent to them, and can be killed: for tokenizers that hang, crash,
or need a Java machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing.connection import Connection
from typing import Any

from malvec.runtime.fresh_python import forget_safe_path, safe_path

__all__ = ["DIED", "IDLE", "LOADING", "LOADING_LIMIT", "Watch", "Worker", "guard_hint", "in_worker"]

DIED = "a process that ran the tokenizer died"
IDLE, LOADING = -1, -2
LOADING_LIMIT = 300.0  # seconds; the largest dictionaries take twenty

_ours: set[Connection] = set()  # ends of pipes that children must not keep open
_role = {"worker": False}


def in_worker() -> bool:
    """Whether this process is a worker, or another one that cannot have children of its own."""
    return _role["worker"] or multiprocessing.current_process().daemon


class Watch:
    """Which line a worker has in hand, and since when, in memory that its parent sees."""

    def __init__(self, context: Any) -> None:
        self._shared = context.RawArray("d", [LOADING, time.monotonic()])

    def begin(self, line: int) -> None:
        """The worker begins a line, or is idle."""
        shared = self._shared
        shared[1] = time.monotonic()
        shared[0] = line

    @property
    def line(self) -> int:
        """The line in hand, ``IDLE``, or ``LOADING``."""
        return int(self._shared[0])

    def seconds(self) -> float:
        """How long it has been in hand."""
        return time.monotonic() - float(self._shared[1])


class Worker:
    """A process with a pipe to it: ``serve(connection, watch, *arguments)`` runs there until the
    pipe closes.

    ``fresh`` starts it anew instead of forking it from this one, for libraries that do not survive
    a fork; ``watched`` gives it a :class:`Watch`.

    Raises:
        OSError: it cannot be started, or memory cannot be shared with it.
    """

    watch: Watch

    def __init__(
        self,
        serve: Callable[..., None],
        *arguments: Any,
        fresh: bool = False,
        watched: bool = True,
    ) -> None:
        context = _context()
        fresh = fresh and context.get_start_method() == "fork"
        if fresh:
            context = multiprocessing.get_context("spawn")
        if watched:
            self.watch = Watch(context)
            arguments = (self.watch, *arguments)
        self.connection, theirs = context.Pipe()
        inherited = [*_ours, self.connection] if context.get_start_method() == "fork" else []
        self.process = context.Process(
            target=_run, args=(serve, theirs, inherited, *arguments), daemon=True
        )
        with (
            warnings.catch_warnings(),
            _without_main(fresh),
            safe_path() if context.get_start_method() != "fork" else nullcontext(),
        ):  # Python 3.12 warns of forks beside threads
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process.start()
        self._parent = os.getpid()
        theirs.close()
        _ours.add(self.connection)

    def stop(self) -> None:
        """Ends the process, whatever it is doing."""
        if os.getpid() != self._parent:
            return
        self.process.kill()
        self.process.join()
        self.process.close()
        _ours.discard(self.connection)
        self.connection.close()


@contextmanager
def _without_main(hidden: bool) -> Iterator[None]:
    """Hides the program's own file, which a fresh process would run from the top, whether or not it
    has a main guard."""
    main = sys.modules["__main__"]
    if hidden:
        sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _context() -> Any:
    """Forking works from notebooks and from scripts without a main guard; another way that the user
    has set is kept."""
    chosen = multiprocessing.get_start_method(allow_none=True)
    if (
        chosen is None
        and "fork" in multiprocessing.get_all_start_methods()
        and sys.platform != "darwin"
    ):
        chosen = "fork"
    return multiprocessing.get_context(chosen)


def guard_hint() -> str:
    """What to try where processes are started anew and run the program's own file from the top."""
    main = sys.modules["__main__"]
    if _context().get_start_method() == "fork" or not hasattr(main, "__file__"):
        return ""
    return (
        "; processes are started by spawn here, which runs the program's file again: it needs"
        " if __name__ == '__main__': around what it does"
    )


def _run(
    serve: Callable[..., None],
    connection: Connection,
    inherited: list[Connection],
    *arguments: Any,
) -> None:
    before = sys.exc_info()[1]  # in a fork: what the parent was just handling
    forget_safe_path()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in inherited:  # else the other end would stay open after the parent's death
        end.close()
    _ours.clear()
    _role["worker"] = True
    try:
        serve(connection, *arguments)
    except (EOFError, OSError):
        return
    except BaseException as error:
        _part(error, before)
        raise


def _part(error: BaseException, before: BaseException | None) -> None:
    """Leaves out of a traceback what the parent was handling when it forked."""
    while before is not None and error.__context__ is not None:
        if error.__context__ is before:
            error.__context__ = None
            return
        error = error.__context__
