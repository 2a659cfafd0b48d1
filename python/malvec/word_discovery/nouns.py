"""Nouns without a dictionary: left parts of eojeols that are followed by particles rather than by
endings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import number, whole
from malvec.runtime.machine import available_threads
from malvec.runtime.warning import warn
from malvec.vocab import Vocab
from malvec.word_discovery.particles import PREDICATE_FORMS, RIGHT_PARTS
from malvec.word_discovery.statistics import WordStatistics
from malvec.word_discovery.table import WordTable

__all__ = ["find_nouns"]

_LOW_COVERAGE = 0.2
_NEARLY_ALL = 0.8  # of a left part's eojeols, where it is only the beginning of one longer noun


@dataclass(frozen=True)
class _Votes:
    """Eojeols by what follows a left part, one array [parts] each."""

    frequency: npt.NDArray[np.uint64]
    alone: npt.NDArray[np.uint64]
    noun: npt.NDArray[np.uint64]
    predicate: npt.NDArray[np.uint64]
    either: npt.NDArray[np.uint64]
    unknown: npt.NDArray[np.uint64]

    @property
    def score(self) -> npt.NDArray[np.float64]:
        """(for - against) / (for + against), -1 to 1; 0 where nothing is known."""
        known = (self.noun + self.predicate).astype(np.float64)
        return np.divide(
            self.noun.astype(np.float64) - self.predicate,
            known,
            out=np.zeros(len(known)),
            where=known > 0,
        )


def find_nouns(
    statistics: WordStatistics,
    *,
    min_frequency: int = 5,
    min_score: float = 0.5,
    min_votes: int = 3,
    max_length: int = 10,
    threads: int | None = None,
) -> WordTable:
    """The nouns of a text, judged by what follows them; words of one character are never among
    them.

    Each eojeol that is longer than the left part votes: for a noun where the rest is a particle or
    the copula that fits the last syllable (을 after a consonant, 를 after a vowel), against it
    where the rest is an ending; what may follow both (는, 도, 하는) and what is not known says
    nothing. The idea is that of soynlp's ``LRNounExtractor_v2``; lists, weights and rules are
    malvec's own: all votes weigh the same, forms such as 극대화한다 and 서비스하는 are left out by
    their endings, a noun with a particle (영화를) is left out where the noun alone is found, the
    beginning of one longer noun (드라 of 드라마) too; compounds are not put together.

    Args:
        statistics: of :func:`malvec.word_discovery.count_words`.
        min_frequency: eojeols that begin with the noun.
        min_score: (votes for - votes against) / votes, -1 to 1.
        min_votes: votes for it.
        max_length: characters.
        threads: threads of the core; None for one per processor.

    Returns:
        Words, most frequent first, with ``frequency``, ``score``, ``noun_votes``,
        ``predicate_votes`` and ``alone`` (eojeols that are the noun and nothing else); ``coverage``
        is the share of eojeols that begin with one of them.

    Warns:
        UserWarning: fewer than a fifth of the eojeols begin with one of them.

    Example:
        >>> list(find_nouns(statistics).vocab[:3])
        ['영화', '재미', '정말']
    """
    if not isinstance(statistics, WordStatistics):
        raise TypeError(
            "nouns are found in the statistics of malvec.word_discovery.count_words, not in"
            f" {type(statistics).__name__}"
        )
    whole("min_frequency", min_frequency, 1)
    whole("min_votes", min_votes, 1)
    whole("max_length", max_length, 2, 250)
    number("min_score", min_score, least=-1, most=1)
    found = _core.noun_votes(
        statistics.arrays, RIGHT_PARTS, min_frequency, max_length, available_threads(threads)
    )
    table = _table_of_votes(Vocab(found.pop("bytes"), found.pop("offsets")), _Votes(**found))
    rows = np.flatnonzero(
        (table.score >= min_score)
        & (table.noun_votes >= min_votes)
        & (table.frequency >= min_frequency)
    )
    rows = _without_inflected(table, rows)
    chosen = table.taken(rows[np.argsort(-table.frequency[rows].astype(np.int64), kind="stable")])
    chosen.coverage = statistics.coverage(chosen)
    if chosen.coverage < _LOW_COVERAGE:
        message = (
            f"only {chosen.coverage:.0%} of the eojeols begin with one of the {len(chosen):,}"
            " nouns; more text finds more"
        )
        warn(message)
    return chosen


def _table_of_votes(vocab: Vocab, votes: _Votes) -> WordTable:
    columns = {
        "frequency": votes.frequency,
        "score": votes.score,
        "noun_votes": votes.noun,
        "predicate_votes": votes.predicate,
        "alone": votes.alone,
    }
    return WordTable(vocab, columns)


def _without_inflected(table: WordTable, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Without forms of verbs, words that are not Hangul to the end, and nouns with a particle."""
    frequency: dict[str, int] = {}
    kept: list[tuple[int, str]] = []
    for row, word in sorted(
        ((row, table.vocab[row]) for row in rows.tolist()), key=lambda pair: len(pair[1])
    ):
        times = int(table.frequency[row])
        if (
            word.endswith(PREDICATE_FORMS)
            or not ("가" <= word[-1] <= "힣" or word[-1].isalnum())
            or _is_inflected(word, times, frequency)
        ):
            continue
        frequency[word] = times
        kept.append((row, word))
    cut = {
        word[:-1]
        for word, times in frequency.items()
        if times >= _NEARLY_ALL * frequency.get(word[:-1], times + times)
    }
    return np.array(sorted(row for row, word in kept if word not in cut), np.intp)


def _is_inflected(word: str, times: int, nouns: dict[str, int]) -> bool:
    """Whether a word is a more frequent noun and what follows nouns."""
    for cut in range(2, len(word)):
        vote = RIGHT_PARTS.get(word[cut:])
        if vote is not None and vote != "predicate" and nouns.get(word[:cut], 0) > times:
            return True
    return False
