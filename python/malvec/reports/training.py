"""What a training did: tokens, loss, speed, memory, and everything needed to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from malvec.reports.report import Report, describe_call, describe_losses

__all__ = ["TrainingReport", "describe_dropped"]

_DROPPED = {
    "dropped_rare": "of rare words",
    "dropped_max_vocab": "beyond max_vocab",
    "dropped_unknown": "unknown to the vocabulary",
    "dropped_empty": "empty",
}


@dataclass(frozen=True)
class TrainingReport(Report):
    """The report of a model trained on a corpus.

    Attributes:
        recipe: the recipe's name and knobs.
        words: size of the vocabulary.
        sentences: number of sentences.
        tokens: tokens per epoch, before sub-sampling.
        kept: tokens trained as centre words in all epochs, after sub-sampling.
        pairs: positive examples in all epochs.
        losses: mean loss per positive example, one for each epoch begun; NaN (null in JSON) for an
            epoch without one.
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

    def __str__(self) -> str:
        losses = describe_losses(self.losses, 4)
        return "\n".join(
            [
                describe_call(self.recipe),
                *self._read(),
                (
                    f"{self.words:,} words, {self.sentences:,} sentences, {self.tokens:,} tokens"
                    f" per epoch; {self.kept:,} trained in all"
                ),
                f"loss per pair, by epoch: {losses}{' (stopped early)' if self.stopped else ''}",
                (
                    f"{self.seconds:.1f} s, {self.tokens_per_second:,.0f} tokens/s"
                    f" ({self.kept_per_second:,.0f} after sub-sampling), {self.threads} threads,"
                    f" {self.isa}, peak memory {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )

    def _read(self) -> list[str]:
        """A line about what the corpus kept and dropped, where it says so."""
        if not {"tokens", "kept"} <= self.corpus.keys():
            return []
        return [
            f"{self.corpus['tokens']:,} tokens read, {self.corpus['kept']:,} kept; dropped:"
            f" {describe_dropped(self.corpus)}"
        ]


def describe_dropped(counts: Mapping[str, Any]) -> str:
    """How many tokens a corpus dropped and why, from the counts of its report.

    Example:
        >>> describe_dropped({"dropped_rare": 1200, "dropped_empty": 0})
        '1,200 of rare words'
    """
    return (
        "; ".join(f"{counts[name]:,} {why}" for name, why in _DROPPED.items() if counts.get(name))
        or "nothing"
    )
