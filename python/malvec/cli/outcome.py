"""How a command ends: an error is one line on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from malvec.cli.streams import drop
from malvec.errors import FormatError
from malvec.runtime.escapes import visible

__all__ = ["FAILED", "MISUSED", "STOPPED", "describe", "ending", "say", "show"]

FAILED, MISUSED, STOPPED, BROKEN_PIPE = 1, 2, 130, 141
OF_PYTHON = re.compile(r" \([^()]*malvec\.\w[^()]*\)|: [\w. ]+ opens it$")
"""What a message on a file says of Python's functions."""


def say(message: str) -> None:
    """One line to the user, on stderr."""
    show(f"malvec: {visible(message)}")


def show(text: object) -> None:
    """Lines such as a report on stderr, without what steers a terminal; nothing where that cannot
    be written, for no work ends because nobody can read how it goes."""
    lines = str(text).split("\n")
    try:
        print(*map(visible, lines), sep="\n", file=sys.stderr, flush=True)
    except OSError:
        drop(sys.stderr)


def ending(run: Callable[[], int]) -> int:
    """The exit code of a command, its exceptions turned into a line; ``MALVEC_DEBUG=1`` lets them
    through."""
    try:
        code = run()
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # nobody reads on, as after | head
        return BROKEN_PIPE
    except KeyboardInterrupt:
        say("stopped")
        return STOPPED
    except Exception as error:
        if os.environ.get("MALVEC_DEBUG"):
            raise
        say(describe(error))
        return FAILED
    finally:
        drop(sys.stdout)


def describe(error: Exception) -> str:
    """An exception as one line for the user."""
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
        )
    text = str(error.args[0]) if type(error) is KeyError and error.args else str(error)
    line = " ".join(text.split())
    if isinstance(error, FormatError):
        line = OF_PYTHON.sub("", line)
    if isinstance(error, MemoryError):
        return f"not enough memory{': ' if line else ''}{line}"
    if isinstance(error, (OSError, ValueError, LookupError, ArithmeticError, ImportError)) and line:
        return line
    return f"{type(error).__name__}: {line} (MALVEC_DEBUG=1 shows where)"
