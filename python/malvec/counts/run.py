"""Running the core's counting under its options, and the report of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from malvec import _core
from malvec.counts.cells import CellArrays
from malvec.counts.options import CountOptions
from malvec.counts.report import CountReport
from malvec.runtime.machine import peak_memory
from malvec.runtime.progress import progress_bar
from malvec.version import __version__

__all__ = ["run"]


def run(
    work: Callable[[dict[str, Any], Callable[..., None]], dict[str, Any]],
    options: CountOptions,
    read: dict[str, Any],
    total: int,
    progress_unit: str,
) -> tuple[CellArrays, CountReport]:
    """The cells that the core counts, and the report.

    Args:
        work: calls the core with the options as it takes them, and a function for progress.
        options: memory, threads, ….
        read: the fields of the report that tell what was counted.
        total, progress_unit: how much there is to count, and of what, for the progress bar.
    """
    begin, native = time.monotonic(), options.native()
    with progress_bar(total, "counting", f" {progress_unit}", options.progress) as advance:
        counted = work(native, lambda done, loss, terms: advance(min(done, total)))
        advance(total)
    taken = {name: counted[name] for name in ("spilled", "blocks", "threads")}
    report = CountReport(
        **{"pairs": counted["pairs"], **read, **taken},
        cells=len(counted["values"]),
        seconds=time.monotonic() - begin,
        memory=native["memory"],
        peak_memory=peak_memory(),
        on_disk=counted["on_disk"] or options.path is not None,
        isa=_core.ISA,
        version=__version__,
    )
    return CellArrays(counted["offsets"], counted["columns"], counted["values"]), report
