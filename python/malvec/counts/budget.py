"""What a count may take: memory, threads, a directory for temporary files, and where its result
goes."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from malvec import _core
from malvec.counts.counts import Counts
from malvec.counts.report import Counting, CountReport
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_memory, available_threads, peak_memory
from malvec.runtime.progress import progress_bar
from malvec.tokenizers.pipeline import Pipeline
from malvec.version import __version__
from malvec.vocab import Vocab

__all__ = ["Budget", "parse_memory"]

_UNITS = {"": 1, "b": 1} | {f"{letter}b": 1000**power for power, letter in enumerate("kmgt", 1)}
_UNITS |= {f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)}


def parse_memory(memory: int | str) -> int:
    """Bytes, from a number or a text such as ``"4GiB"`` or ``"500 MB"``.

    Raises:
        TypeError, ValueError: it is neither.
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


@dataclass
class Budget:
    """The knobs that change what a count takes, never its result."""

    memory: int | str = "4GiB"
    threads: int | None = None
    progress: bool = False
    directory: str | os.PathLike[str] | None = None
    path: str | os.PathLike[str] | None = None
    started: float = field(default_factory=time.monotonic)

    def knobs(self) -> dict[str, Any]:
        """As :func:`malvec.count` takes them."""
        names = ("memory", "threads", "progress", "directory", "path")
        return {name: getattr(self, name) for name in names}

    def native(self) -> dict[str, Any]:
        """As the core takes it. Of the memory no more than what is free."""
        wanted, free = parse_memory(self.memory), available_memory()
        beside = None if self.path is None else Path(os.path.realpath(self.path)).parent
        directory = os.fspath(self.directory or beside or tempfile.gettempdir())
        if not os.path.isdir(directory):
            raise NotADirectoryError(20, "is no directory for temporary files", directory)
        return {
            "memory": wanted if free is None else min(wanted, free),
            "threads": available_threads(self.threads),
            "directory": directory,
        }

    def run(
        self, work: Callable[[Callable[..., None]], dict[str, Any]], total: int, unit: str
    ) -> dict[str, Any]:
        """The work of the core, with a progress bar where one is wanted."""
        with progress_bar(total, "counting", f" {unit}", self.progress) as advance:
            counted = work(lambda done, loss, terms: advance(min(done, total)))
            advance(total)
        return counted

    def finish(
        self,
        counted: dict[str, Any],
        words: Vocab,
        counting: Counting,
        *,
        known: CountReport,
        pipeline: Pipeline | None,
    ) -> Counts:
        """The counts with their report, in the file that was asked for."""
        arrays = (counted["offsets"], counted["columns"], counted["values"])
        report = CountReport(
            tokens=known.tokens,
            sentences=known.sentences,
            pairs=known.pairs or counted["pairs"],
            cells=len(counted["values"]),
            seconds=time.monotonic() - self.started,
            memory=parse_memory(self.memory),
            peak_memory=peak_memory(),
            spilled=counted["spilled"],
            blocks=counted["blocks"],
            on_disk=counted["on_disk"] or self.path is not None,
            threads=counted["threads"],
            isa=_core.ISA,
            version=__version__,
            corpus=known.corpus,
        )
        counts = Counts(arrays, words, counting, report, pipeline=pipeline)
        if self.path is None:
            return counts
        counts.save(self.path)
        return Counts.open(self.path)
