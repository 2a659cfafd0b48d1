"""What every system is asked to do."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """One training run, the same knobs for every system: a model (skipgram or cbow), a corpus of so
    many tokens and lines."""

    model: str
    corpus: str
    output: str
    tokens: int
    lines: int
    dim: int = 100
    window: int = 5
    negative: int = 5
    sample: float = 1e-4
    min_count: int = 5
    epochs: int = 1
    threads: int = 2
    lr: float = 0.025
    min_n: int = 3  # of sub-words, in characters
    max_n: int = 0  # 0: no sub-words
    buckets: int = 2_000_000
    seed: int = 1
    knobs: dict[str, Any] = dataclasses.field(default_factory=dict)  # of malvec alone
