"""What a fit did: tokens, loss, speed, memory, and everything needed to do it again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["TrainingReport"]


@dataclass(frozen=True)
class TrainingReport:
    """The report of a model trained on a corpus.

    Attributes:
        recipe: the recipe's name and knobs.
        words: size of the vocabulary.
        sentences: number of sentences.
        tokens: tokens per epoch, before sub-sampling.
        kept: tokens trained as centre words in all epochs, after sub-sampling.
        pairs: positive examples in all epochs.
        losses: mean loss per positive example, one for each epoch begun.
        seconds: wall time of the training, without encoding and saving.
        tokens_per_second: raw tokens of all epochs per second of wall time.
        kept_per_second: tokens after sub-sampling per second.
        threads: number of threads.
        isa: instruction-set level of the core.
        peak_memory: most memory held by the process until the end of training, in bytes.
        deterministic: True where the same seed gives the same bits (one thread).
        stopped: True where training ended before its time, by a callback or Ctrl-C.
        corpus: the report of the corpus: what was read, dropped and why.
        version: version of malvec.
    """

    recipe: Mapping[str, Any]
    words: int
    sentences: int
    tokens: int
    kept: int
    pairs: int
    losses: tuple[float, ...]
    seconds: float
    tokens_per_second: float
    kept_per_second: float
    threads: int
    isa: str
    peak_memory: int
    deterministic: bool
    stopped: bool
    version: str
    corpus: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> TrainingReport:
        """The report that ``to_json`` wrote; fields of other versions are ignored."""
        known = {f.name for f in dataclasses.fields(cls)}
        values = {name: value for name, value in json.loads(text).items() if name in known}
        return cls(**{**values, "losses": tuple(values["losses"])})

    def __str__(self) -> str:
        knobs = ", ".join(f"{name}={value!r}" for name, value in self.recipe.items() if name != "name")
        losses = " → ".join(f"{loss:.4f}" for loss in self.losses)
        return "\n".join(
            [
                f"{self.recipe['name']}({knobs})",
                f"{self.words:,} words, {self.sentences:,} sentences, {self.tokens:,} tokens per epoch; {self.kept:,} trained in all",
                f"loss per pair, by epoch: {losses}{' (stopped early)' if self.stopped else ''}",
                f"{self.seconds:.1f} s, {self.tokens_per_second:,.0f} tokens/s ({self.kept_per_second:,.0f} after sub-sampling), "
                f"{self.threads} threads, {self.isa}, peak memory {self.peak_memory / 2**20:,.0f} MiB",
            ]
        )
