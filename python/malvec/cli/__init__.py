"""The command line: ``malvec train``, ``count``, ``similar``, ``analogy``, ``evaluate``,
``convert``, ``compress``, ``info``, …

Nothing heavy is imported before ``main`` runs, so that ``--version`` answers at once and Ctrl-C is
listened to from the first moment.
"""

from __future__ import annotations

import sys
import warnings

from malvec.cli.outcome import ending, say
from malvec.cli.streams import open_streams

__all__ = ["main"]


def main() -> None:
    """The entry point of the command ``malvec``."""
    sys.exit(ending(start))


def start() -> int:
    """Runs the command of the arguments; its exit code."""
    open_streams()
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: say(str(message))
        from malvec.cli.app import run

        return run(sys.argv[1:])
