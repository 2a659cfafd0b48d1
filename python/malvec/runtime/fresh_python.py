"""Starting Python anew. By itself ``python -m`` and ``python -c``, and so the processes of
``multiprocessing``, look for modules in the current folder first: any ``pickle.py`` there would be
run."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["forget_safe_path", "module_command", "safe_path"]

_SAFE = "PYTHONSAFEPATH"  # known since Python 3.11
_OURS = "malvec"
_starting = threading.Lock()


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module as ``python -m`` does, found where this process finds its own.

    Example:
        >>> module_command("json.tool", "--help")[-1]
        '--help'
    """
    places = [place for place in sys.path if place]
    run = f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    program = f"import sys; sys.path[:] = {places!r}; import runpy; {run}"
    return [sys.executable, "-c", program, *arguments]


@contextmanager
def safe_path() -> Iterator[None]:
    """Processes that ``multiprocessing`` starts anew within this block find their first modules
    where Python itself is, not in the current folder."""
    with _starting, _safe_by_folder() if sys.version_info < (3, 11) else _safe_by_variable():
        yield


@contextmanager
def _safe_by_variable() -> Iterator[None]:
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = before or _OURS
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before


@contextmanager
def _safe_by_folder() -> Iterator[None]:
    """Starts them in the folder of Python's own modules; they go back by themselves."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(Path(os.__file__).parent)
        yield
    finally:
        os.fchdir(here)
        os.close(here)


def forget_safe_path() -> None:
    """Called in a process that was started so: the programs that it starts are its own matter."""
    if os.environ.get(_SAFE) == _OURS:
        del os.environ[_SAFE]
