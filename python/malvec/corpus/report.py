"""What reading a corpus did: everything that was counted, and everything that was left out and
why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from malvec.reports.report import Report
from malvec.reports.training import describe_dropped

__all__ = ["CorpusReport"]


@dataclass(frozen=True)
class CorpusReport(Report):
    """The report of a corpus.

    ``tokens == kept + dropped_rare + dropped_max_vocab + dropped_unknown + dropped_empty`` and
    ``lines == sentences + empty_lines + dropped_lines`` hold exactly (with ``keep_empty``: ``lines
    == sentences``).

    Attributes:
        sources: the paths as they were given, or what stood in for them.
        files: how many files were read.
        bytes: bytes of text, unpacked, without byte order marks.
        lines: lines, texts or token lists.
        empty_lines: those without a token.
        dropped_lines: those that had tokens of which none is kept.
        sentences: sentences of the corpus.
        longest_line: tokens in the longest one.
        tokens: tokens read.
        kept: tokens of the corpus.
        dropped_rare: tokens of words below ``min_count``.
        dropped_max_vocab: tokens of words beyond ``max_vocab``.
        dropped_unknown: tokens that a given vocabulary lacks.
        dropped_empty: empty tokens, which some tokenizers make.
        invalid_utf8_tokens: tokens that are not UTF-8, kept or not.
        nul_tokens: tokens with a NUL byte, kept or not.
        failed_lines: lines on which the tokenizer failed.
        timed_out_lines: those of them that took too long.
        failures: the first of them: the number of the line, from 1, and what was said.
        distinct_words: different words read.
        words: words in the vocabulary.
        seconds: wall time of it all.
        threads: threads of the core.
        processes: processes of the tokenizer, 0 where it ran in this one or in the core.
    """

    derived: ClassVar[tuple[str, ...]] = ("megabytes_per_second",)

    sources: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    lines: int = 0
    empty_lines: int = 0
    dropped_lines: int = 0
    sentences: int = 0
    longest_line: int = 0
    tokens: int = 0
    kept: int = 0
    dropped_rare: int = 0
    dropped_max_vocab: int = 0
    dropped_unknown: int = 0
    dropped_empty: int = 0
    invalid_utf8_tokens: int = 0
    nul_tokens: int = 0
    failed_lines: int = 0
    distinct_words: int = 0
    words: int = 0
    seconds: float = 0.0
    threads: int = 0
    processes: int = 0
    timed_out_lines: int = 0
    failures: tuple[tuple[int, str], ...] = ()

    @property
    def megabytes_per_second(self) -> float:
        """Text read per second of wall time, in 10^6 bytes."""
        return self.bytes / 1e6 / self.seconds if self.seconds > 0 else 0.0

    def __str__(self) -> str:
        notes = (
            (self.empty_lines, "empty lines"),
            (self.dropped_lines, "lines without a kept token"),
            (self.invalid_utf8_tokens, "tokens that are not UTF-8"),
            (self.nul_tokens, "tokens with NUL bytes"),
            (self.failed_lines, "lines on which the tokenizer failed"),
        )
        noted = "".join(f"\n{count:,} {what}" for count, what in notes if count)
        if self.failures:
            line, said = self.failures[0]
            noted += (
                f", {self.timed_out_lines:,} of them over the time limit; the first is line"
                f" {line:,}: {said}"
            )
        return (
            f"{self.kept:,} of {self.tokens:,} tokens, {self.words:,} of {self.distinct_words:,}"
            f" words, {self.sentences:,} sentences of {self.lines:,} lines\ndropped tokens:"
            f" {describe_dropped(self.as_dict())}{noted}{self._cost()}"
        )

    def _cost(self) -> str:
        """A line of what it took; no bytes where no text was read, none at all where none of it was
        measured."""
        workers = (
            (self.threads, "thread" if self.threads == 1 else "threads"),
            (self.processes, "process" if self.processes == 1 else "processes"),
        )
        read = f"{_size(self.bytes)} in " if self.bytes else ""
        speed = f", {_size(self.bytes / self.seconds)}/s" if self.bytes and self.seconds else ""
        worked = "".join(f", {count} {what}" for count, what in workers if count)
        return f"\n{read}{self.seconds:.2f} s{speed}{worked}" if self.seconds > 0 else ""


def _size(count: float) -> str:
    """Bytes in the unit that leaves something before the point."""
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.1f} kB"
