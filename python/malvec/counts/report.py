"""How something was counted, and what that took."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from malvec import _core
from malvec.reports.report import Report
from malvec.runtime.arguments import check_flag, whole

__all__ = ["CountReport", "Counting", "Weight"]

Weight = Literal["harmonic", "linear", "flat"]
"""What a pair of words adds by its distance."""
_WINDOWLESS = ("documents", "unknown")


@dataclass(frozen=True)
class Counting:
    """What the values of counts are: counts with equal ones can be added up.

    Attributes:
        window: words to either side; 0 where whole sentences are counted.
        weight: "harmonic": 1/d at distance d, "linear": (window - d + 1) / window, "flat": 1,
            "documents": occurrences in a sentence, "unknown": the file that was read did not say.
        symmetric: both directions are added; else rows are the words to the left and columns those
            to the right.
    """

    window: int
    weight: str
    symmetric: bool = True

    @property
    def exact(self) -> bool:
        """Values are whole multiples of 1 / scale."""
        return self.weight != "unknown"

    @property
    def scale(self) -> int:
        """Units in a count of 1: the values times it are whole numbers."""
        return (
            1 if self.weight in _WINDOWLESS else int(_core.window_scale(self.window, self.weight))
        )

    def check(self) -> None:
        """``TypeError`` or ``ValueError`` for what cannot be."""
        whole("window", self.window, 1)
        if not isinstance(self.weight, str):
            raise TypeError(f"weight={self.weight!r:.60}: must be a string")
        check_flag("symmetric", self.symmetric)
        _core.window_scale(self.window, self.weight)

    def to_json(self) -> str:
        """As text for files."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Counting:
        """What :meth:`to_json` wrote; ``ValueError`` or ``TypeError`` for anything else."""
        counting = cls(**json.loads(text))
        if counting.weight not in _WINDOWLESS:
            counting.check()
        return counting


@dataclass(frozen=True)
class CountReport(Report):
    """The report of a count.

    Attributes:
        tokens: tokens of the corpus.
        sentences: its sentences.
        pairs: pairs of words within a window; tokens where documents are counted.
        cells: cells that are not empty.
        seconds: wall time.
        memory: the budget, in bytes.
        peak_memory: most memory held by the process until the end, in bytes.
        spilled: bytes written to disk before the result.
        blocks: blocks that the corpus was counted in.
        on_disk: the result is mapped from a file, not in memory.
        threads: number of threads; fewer than asked for where the memory is short.
        isa: instruction-set level of the core.
        version: version of malvec.
        corpus: the report of the corpus.
    """

    derived: ClassVar[tuple[str, ...]] = ("tokens_per_second",)

    tokens: int = 0
    sentences: int = 0
    pairs: int = 0
    cells: int = 0
    seconds: float = 0.0
    memory: int = 0
    peak_memory: int = 0
    spilled: int = 0
    blocks: int = 0
    on_disk: bool = False
    threads: int = 0
    isa: str = ""
    version: str = ""
    corpus: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tokens_per_second(self) -> float:
        """Tokens counted per second of wall time."""
        return self.tokens / self.seconds if self.seconds > 0 else 0.0

    def __str__(self) -> str:
        place = "on disk" if self.on_disk else "in memory"
        spilled = (
            f", {self.spilled / 2**20:,.0f} MiB spilled in {self.blocks:,} blocks"
            if self.blocks > 1
            else ""
        )
        return (
            f"{self.tokens:,} tokens, {self.pairs:,} pairs, {self.cells:,} cells"
            f" {place}\n{self.seconds:.2f} s, {self.tokens_per_second:,.0f} tokens/s,"
            f" {self.threads} threads, {self.isa}, memory {self.memory / 2**20:,.0f} MiB{spilled}"
        )
