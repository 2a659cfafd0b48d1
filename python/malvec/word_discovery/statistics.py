"""Word statistics: the eojeols of a text with their neighbours, from which all scores of words are
made."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.reports.card import HtmlCard
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.runtime.warning import warn
from malvec.vocab import Vocab
from malvec.word_discovery import statistics_file
from malvec.word_discovery.report import WordReport
from malvec.word_discovery.table import COLUMNS, Limits, WordTable

__all__ = ["PartOptions", "WordStatistics"]

_LOW_COVERAGE = 0.5


@dataclass(frozen=True)
class PartOptions:
    """Which parts of eojeols are looked at; see :func:`malvec.word_discovery.count_words`."""

    max_left_length: int = 10
    max_right_length: int = 6
    min_frequency: int = 5

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            whole(name, value, 1)
        _core.word_score_knobs(asdict(self))


class WordStatistics(HtmlCard):
    """How often each eojeol occurs and which characters stand beside it; made by
    :func:`malvec.word_discovery.count_words` or :meth:`load`.

    Statistics of several texts add up: ``a + b`` is what counting both at once gives.

    Attributes:
        arrays: the nine arrays of the core; see ``malvec.word_discovery.statistics_file``.
        knobs: the lengths and the frequency that :meth:`table` uses unless told otherwise.
        report: what was read, a :class:`WordReport`.

    Example:
        >>> malvec.word_discovery.count_words("reviews.txt")
        WordStatistics(23,612 eojeols, 14,486 different)
    """

    def __init__(
        self, arrays: tuple[npt.NDArray[Any], ...], knobs: PartOptions, report: WordReport
    ) -> None:
        self.arrays = arrays
        self.knobs = knobs
        self.report = report

    def table(
        self,
        *,
        min_frequency: int | None = None,
        max_left_length: int | None = None,
        max_right_length: int | None = None,
        min_cohesion_forward: float = 0.05,
        min_cohesion_backward: float = 0.0,
        min_left_branching_entropy: float = 0.0,
        min_right_branching_entropy: float = 0.0,
        min_left_accessor_variety: int = 0,
        min_right_accessor_variety: int = 0,
        remove_subwords: bool = False,
        threads: int | None = None,
    ) -> WordTable:
        """The words and their scores, equal to those of soynlp's ``WordExtractor.extract`` with the
        same knobs.

        soynlp's peculiarities are kept: a part rarer than ``min_frequency`` is no continuation of a
        shorter one either, a neighbouring character counts from the second time on, right parts are
        shorter than their eojeols, the first and the last eojeol of a text are neighbours, and
        eojeols of one character count as neighbours only.

        Args:
            min_frequency: of the left or the right part; None for that of the statistics, as for
                the lengths.
            max_left_length: characters of the longest word.
            max_right_length: characters of the longest right part.
            min_cohesion_forward: for words of two characters and more; so is the next one.
            min_cohesion_backward: how firmly the characters must hold together, read from the end.
            min_left_branching_entropy: in nats.
            min_right_branching_entropy: in nats.
            min_left_accessor_variety: different characters before.
            min_right_accessor_variety: different characters after.
            remove_subwords: leave out a word where more than 98 % of its occurrences are those of
                the same longer word.
            threads: threads of the core; None for one per processor.

        Warns:
            UserWarning: fewer than half of the eojeols begin with one of the words: the text is
                small, or the limits are high.

        Example:
            >>> statistics.table(min_frequency=20, min_cohesion_forward=0.1)
            WordTable(496 words, 35% of the eojeols begin with one of them)
        """
        given = (min_frequency, max_left_length, max_right_length)
        names = ("min_frequency", "max_left_length", "max_right_length")
        told = {name: v for name, v in zip(names, given, strict=True) if v is not None}
        limits = Limits(
            min_cohesion_forward=min_cohesion_forward,
            min_cohesion_backward=min_cohesion_backward,
            min_left_branching_entropy=min_left_branching_entropy,
            min_right_branching_entropy=min_right_branching_entropy,
            min_left_accessor_variety=min_left_accessor_variety,
            min_right_accessor_variety=min_right_accessor_variety,
            remove_subwords=remove_subwords,
        )
        whole_table, lengths = self._scored(replace(self.knobs, **told), threads)
        table = limits.applied(whole_table, lengths)
        table.coverage = self.coverage(table)
        if table.coverage < _LOW_COVERAGE:
            warn(
                f"only {table.coverage:.0%} of the eojeols begin with one of the {len(table):,}"
                " words; more text, or lower limits, cover more"
            )
        return table

    def _scored(self, knobs: PartOptions, threads: int | None) -> tuple[WordTable, Any]:
        """All words with their scores, and their lengths."""
        options = {**asdict(knobs), "threads": available_threads(threads)}
        scores = _core.score_words(self.arrays, options, None)
        vocab = Vocab(scores.pop("bytes"), scores.pop("offsets"))
        frequency = np.maximum(scores["left_frequency"], scores["right_frequency"])
        columns = {
            name: frequency if name == "frequency" else scores[name]
            for name in (*COLUMNS[1:], "left_frequency", "right_frequency")
        }
        return WordTable(vocab, columns), scores["lengths"]

    def coverage(self, words: WordTable) -> float:
        """The share of eojeols of two characters or more that begin with a word of two characters
        or more of a table."""
        return _core.word_coverage(self.arrays, words.vocab.data, words.vocab.offsets)

    def merge(self, other: WordStatistics) -> WordStatistics:
        """The statistics of both texts; knobs are those of the first."""
        if not isinstance(other, WordStatistics):
            raise TypeError(
                f"only word statistics can be added to word statistics, not {type(other).__name__}"
            )
        arrays = _core.add_word_counts(self.arrays, other.arrays)
        return WordStatistics(arrays, self.knobs, self.report.added(other.report, len(arrays[2])))

    def __add__(self, other: object) -> WordStatistics:
        return self.merge(other) if isinstance(other, WordStatistics) else NotImplemented

    def __len__(self) -> int:
        """The number of different eojeols."""
        return len(self.arrays[2])

    def __repr__(self) -> str:
        return f"WordStatistics({self.report.eojeols:,} eojeols, {len(self):,} different)"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the statistics as one ``.safetensors`` file."""
        statistics_file.write(path, self.arrays, asdict(self.knobs), self.report)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> WordStatistics:
        """Statistics that :meth:`save` wrote; the file is mapped and looked through once.

        Args:
            path: the file.
            verify: compare the checksums too.

        Raises:
            FormatError: the file is cut, damaged or of another kind.
        """
        arrays, knobs, report = statistics_file.read(path, verify)
        return cls(arrays, PartOptions(**knobs), report)
