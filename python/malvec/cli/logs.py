"""Lines of the logger ``malvec`` on stderr while a command runs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from malvec.cli.outcome import say

__all__ = ["logged"]


class Lines(logging.Handler):
    """Tells lines as the command line tells everything."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line on stderr."""
        say(record.getMessage())


@contextmanager
def logged(level: str) -> Iterator[None]:
    """Lines from this level on are told. Progress is of level ``info``: on a terminal bars show it,
    and its lines are left out."""
    logger, handler = logging.getLogger("malvec"), Lines()
    before = logger.level, logger.propagate
    bars = sys.stderr.isatty() and level == "info"
    logger.setLevel("WARNING" if bars else level.upper())
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
