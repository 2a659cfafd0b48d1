"""What a fit of topics did."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from malvec.reports.report import Report, describe_call

__all__ = ["TopicReport"]


@dataclass(frozen=True)
class TopicReport(Report):
    """The report of a topic model.

    Attributes:
        recipe: the recipe's name and knobs.
        documents: documents, one for each tag.
        empty: documents without a word; their shares of topics are zeros.
        words: size of the vocabulary.
        tokens: words of all documents.
        topic_tokens: by topic, the tokens that it was drawn for at the end.
        log_likelihood: per word, natural logarithm, at the end.
        seconds, threads, peak_memory, version: time, and on what.
        library: name and version of what drew the topics.
        deterministic: the same seed gives the same topics (one thread).
        stopped: by Ctrl-C, before the last iteration.
    """

    recipe: Mapping[str, Any]
    documents: int
    empty: int
    words: int
    tokens: int
    topic_tokens: tuple[int, ...]
    log_likelihood: float
    seconds: float
    threads: int
    peak_memory: int
    library: str
    deterministic: bool
    stopped: bool
    version: str

    @property
    def perplexity(self) -> float:
        """``exp(-log_likelihood)`` on the documents trained on."""
        return math.exp(-self.log_likelihood)

    def __str__(self) -> str:
        empty = f", {self.empty:,} of them without a word" if self.empty else ""
        stopped = " (stopped early)" if self.stopped else ""
        return "\n".join(
            [
                describe_call(self.recipe),
                (
                    f"{self.documents:,} documents{empty}, {self.words:,} words, {self.tokens:,}"
                    " tokens"
                ),
                (
                    f"log-likelihood per word {self.log_likelihood:.3f}, perplexity"
                    f" {self.perplexity:,.1f}{stopped}"
                ),
                (
                    f"{self.seconds:.1f} s, {self.threads} threads, {self.library}, peak memory"
                    f" {self.peak_memory / 2**20:,.0f} MiB"
                ),
            ]
        )
