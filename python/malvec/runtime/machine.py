"""The processors and the memory that this process may use."""

from __future__ import annotations

import re
import resource
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from malvec import _core
from malvec.runtime.arguments import whole

__all__ = [
    "MAX_THREADS",
    "available_memory",
    "available_threads",
    "check_memory",
    "parse_memory",
    "peak_memory",
    "processor_budget",
]

MAX_THREADS = 1024
_UNITS = {"": 1, "b": 1} | {f"{letter}b": 1000**power for power, letter in enumerate("kmgt", 1)}
_UNITS |= {f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)}


class ProcessorBudget(NamedTuple):
    """How many threads to start, and why: the processors that this process may run on, and those
    whose time the quotas of its control groups leave, infinity without any."""

    threads: int
    affinity: int
    quota: float


def available_threads(wanted: int | None = None, name: str = "threads") -> int:
    """How many threads, or processes, to start: ``wanted``, or one for each processor that this
    process may run on, and not more than the quota of its control groups, such as a container's,
    has time for: 2 where it leaves 2.5, at least 1.

    Args:
        wanted: a number; None for one per processor.
        name: what an error calls the argument, such as ``"processes"``.

    Raises:
        TypeError, ValueError: ``wanted`` is not a whole number between 1 and 1024.
    """
    if wanted is None:
        return processor_budget().threads
    return whole(name, wanted, 1, MAX_THREADS)


def processor_budget() -> ProcessorBudget:
    """What the system leaves to this process now; the quota is looked up once."""
    return ProcessorBudget(*_core.cpu_budget(_quota()))


_quota = cache(_core.group_quota)


def parse_memory(memory: int | str) -> int:
    """Bytes, from a number or a text such as ``"4GiB"`` or ``"500 MB"``.

    Raises:
        TypeError, ValueError: it is neither.

    Example:
        >>> parse_memory("1.5 GiB")
        1610612736
    """
    if not isinstance(memory, str):
        return whole("memory", memory, 1)
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", memory, re.ASCII)
    if not found or found[2].lower() not in _UNITS:
        raise ValueError(f"memory={memory!r}: must be bytes, or a text such as '4GiB' or '500MB'")
    amount = float(found[1]) * _UNITS[found[2].lower()]
    if amount >= 2**63:  # infinity among them
        raise ValueError(f"memory={memory!r:.60}: must be less than 2**63 bytes")
    return whole("memory", int(amount), 1)


def available_memory() -> int | None:
    """Free bytes, without swapping and within the limits of this process' control groups, such as
    a container's; None where the system does not say."""
    free = [_meminfo_available(), _core.group_memory()]
    return min((f for f in free if f is not None), default=None)


def check_memory(needed: int, what: str, advice: str) -> None:
    """``MemoryError`` that names the figures and the advice if ``needed`` bytes for ``what`` exceed
    the free memory."""
    free = available_memory()
    if free is not None and needed > free:
        raise MemoryError(
            f"{what} need {needed / 2**30:,.1f} GiB, {free / 2**30:,.1f} GiB are free: {advice}"
        )


def peak_memory() -> int:
    """The most memory that this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _meminfo_available() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
