"""How a command ends: an error is one line on stderr and an exit code, never a traceback."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

__all__ = ["FAILED", "STOPPED", "describe", "report_errors", "say"]

FAILED, STOPPED, BROKEN_PIPE = 1, 130, 141  # wrong usage is 2, by Typer

Arguments = ParamSpec("Arguments")


def say(message: str) -> None:
    """One line to the user, on stderr."""
    print(f"malvec: {message}", file=sys.stderr, flush=True)


def report_errors(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """The command with its exceptions turned into a line and an exit code; ``MALVEC_DEBUG=1`` lets
    them through."""

    @functools.wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            # nothing more is read: let the last flush go nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(BROKEN_PIPE) from None
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(STOPPED) from None
        except (typer.Exit, typer.BadParameter):
            raise
        except Exception as error:
            if os.environ.get("MALVEC_DEBUG"):
                raise
            say(describe(error))
            raise typer.Exit(FAILED) from None

    return run


def describe(error: Exception) -> str:
    """An exception as one line for the user."""
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
        )
    text = str(error.args[0]) if type(error) is KeyError and error.args else str(error)
    line = " ".join(text.split())
    if isinstance(error, MemoryError):
        return f"not enough memory{': ' if line else ''}{line}"
    if isinstance(error, (OSError, ValueError, LookupError, ArithmeticError, ImportError)) and line:
        return line
    return f"{type(error).__name__}: {line} (MALVEC_DEBUG=1 shows where)"
