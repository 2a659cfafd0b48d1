"""Tokenizers that cut eojeols by the scores of words, such as those of
``malvec.word_discovery.count_words``; compiled, linear in the text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.arguments import check_flag, number, whole
from malvec.runtime.machine import available_threads
from malvec.text.nfc import spans_as_written
from malvec.text.normalizer import composed_text
from malvec.text.texts import checked_texts
from malvec.tokenizers.packed_text import pack, unpack
from malvec.tokenizers.running.batches import batch
from malvec.tokenizers.scored.score_file import read_words_scores
from malvec.tokenizers.tokenizer import Tokenizer

__all__ = ["LTokenizer", "MaxScore", "NounTokenizer", "ScoredTokenizer", "Scores"]


class _Scored(Protocol):
    """A table that scores its words, such as ``malvec.word_discovery.WordTable``."""

    def scores(self) -> dict[str, float]: ...


Scores = str | os.PathLike[str] | Mapping[str, float] | _Scored | Iterable[tuple[str, float]]
"""Where scores of words come from: a file, a dict, a word table, or pairs."""

_EOJEOL = re.compile(r"[^\W_]+")
_Pairs = tuple[tuple[str, float], ...]


class ScoredTokenizer(Tokenizer):
    """What both tokenizers have in common: where scores come from, and how the tokenizer
    travels."""

    scores: Any

    def _take_scores(self) -> _Pairs:
        given = self.scores
        if given is None:
            raise ValueError(
                "scores are missing: a dict, a word table, or the path of a table that malvec words"
                " wrote"
            )
        if isinstance(given, (str, os.PathLike)):
            given = read_words_scores(given)
        elif isinstance(given, Mapping):
            given = given.items()
        elif callable(getattr(given, "scores", None)):
            given = given.scores().items()
        if not isinstance(given, Iterable):
            raise TypeError(f"scores are a mapping or a table of words, not {given!r:.60}")
        pairs = tuple(sorted(_pair(item) for item in given))
        object.__setattr__(self, "scores", pairs)
        return pairs

    def packed(self) -> dict[str, str]:
        """The scores for JSON; :meth:`stored_scores` reads them."""
        return {"zlib": pack(json.dumps(self.scores))}

    @staticmethod
    def stored_scores(packed: object) -> list[tuple[str, float]]:
        """Words with their scores from a description; ``ValueError`` or ``TypeError`` where it is
        damaged."""
        listed = json.loads(unpack(packed, "the scores"))
        if not isinstance(listed, list):
            raise FormatError("scores are a list of pairs")
        return [_pair(item) for item in listed]

    def __call__(self, text: str) -> list[str]:
        """The tokens of a text."""
        return self._native(composed_text(text))  # type: ignore[attr-defined, no-any-return]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token begins and ends in the text."""
        found = self._native.offsets(composed_text(text))  # type: ignore[attr-defined]
        return spans_as_written(text, found)

    def batch(self, texts: Iterable[str], processes: int | None = None) -> list[list[str]]:
        """The tokens of each text, cut by threads of this process; ``processes`` is their number: 0
        and 1 are one, None is one per processor."""
        threads = 1 if processes == 0 else available_threads(processes, "processes")
        listed = [composed_text(text) for text in checked_texts(texts)]
        return self._native.batch(listed, threads)  # type: ignore[attr-defined, no-any-return]

    def __reduce__(self) -> tuple[Any, ...]:
        fields = type(self).__dataclass_fields__  # type: ignore[attr-defined]
        return type(self), tuple(getattr(self, name) for name in fields)


@dataclass(frozen=True)
class LTokenizer(ScoredTokenizer):
    """Cuts an eojeol into its best left part, a word, and the rest, as soynlp's ``LTokenizer``
    does.

    Of the left parts of two characters and more, that with the highest score is taken, of equal
    ones the longest; words without a score have 0. Eojeols of one or two characters stay whole.

    Args:
        scores: a dict, a ``WordTable`` (then cohesion_forward * exp(right_branching_entropy)), or
            the path of a file that ``malvec words`` wrote or that has the columns ``word`` and
            ``score``. The words and their scores are stored with a model.
        tolerance: of the left parts whose score is lower than the highest by no more than this, the
            longest is taken.
        remove_r: leave out the rest.

    Raises:
        OSError, FormatError: the file cannot be read, or is none of scores.
        ValueError: a score is not finite.

    Example:
        >>> LTokenizer({"영화": 0.5, "재미": 0.4})("영화는 재미있다")
        ['영화', '는', '재미', '있다']
    """

    scores: Any = field(default=None, repr=False)
    tolerance: float = 0.0
    remove_r: bool = False

    def __post_init__(self) -> None:
        number("tolerance", self.tolerance, least=0)
        check_flag("remove_r", self.remove_r)
        object.__setattr__(
            self,
            "_native",
            _core.LTokens(self._take_scores(), float(self.tolerance), bool(self.remove_r)),
        )

    def core(self) -> _core.CoreTokenizer:
        """The same in the core, by the same table of scores."""
        made: _core.CoreTokenizer = self.__dict__["_native"].core()
        return made

    __reduce__ = ScoredTokenizer.__reduce__


@dataclass(frozen=True)
class MaxScore(ScoredTokenizer):
    """Cuts the best words out of an eojeol one after another, as soynlp's ``MaxScoreTokenizer``
    does.

    The part of two characters or more with the highest score comes first, of equal ones the
    longest, of these the leftmost; what is left between the parts is a token too. As in soynlp, no
    more than 101 parts of one eojeol are looked for.

    Args:
        scores: as of :class:`LTokenizer`.
        max_length: characters of the longest part.
        default_score: of parts that are no known words.

    Example:
        >>> MaxScore({"영화": 0.5, "감독": 0.4})("영화감독이다")
        ['영화', '감독', '이다']
    """

    scores: Any = field(default=None, repr=False)
    max_length: int = 10
    default_score: float = 0.0

    def __post_init__(self) -> None:
        whole("max_length", self.max_length, 2, 1 << 30)
        number("default_score", self.default_score)
        object.__setattr__(
            self,
            "_native",
            _core.MaxScoreTokens(self._take_scores(), self.max_length, float(self.default_score)),
        )

    def core(self) -> _core.CoreTokenizer:
        """The same in the core, by the same table of scores."""
        made: _core.CoreTokenizer = self.__dict__["_native"].core()
        return made

    __reduce__ = ScoredTokenizer.__reduce__


@dataclass(frozen=True)
class NounTokenizer(ScoredTokenizer):
    """The nouns of a text, and nothing else: what stands before each eojeol's particles. Of the
    beginnings of an eojeol that are known nouns the longest is taken; punctuation parts eojeols.

    Args:
        scores: nouns: a table of ``malvec.word_discovery.find_nouns``, the path of its file, or the
            nouns themselves.

    Raises:
        OSError, FormatError: the file cannot be read, or is none of words with scores.

    Example:
        >>> NounTokenizer(["영화", "배우"])("영화에서 배우의 연기가 좋다")
        ['영화', '배우']
    """

    scores: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.scores, (list, tuple, set, frozenset)):
            pairs = [(item, 1.0) if isinstance(item, str) else item for item in self.scores]
            object.__setattr__(self, "scores", pairs)
        nouns = {word for word, _ in self._take_scores()}
        object.__setattr__(self, "_nouns", nouns)
        object.__setattr__(self, "_longest", max(map(len, nouns), default=0))

    def __call__(self, text: str) -> list[str]:
        """The nouns of a text."""
        text = composed_text(text)
        return [text[begin:end] for begin, end in self._places(text)]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each noun begins and ends in the text."""
        return spans_as_written(text, self._places(composed_text(text)))

    def _places(self, text: str) -> list[tuple[int, int]]:
        nouns: set[str] = self.__dict__["_nouns"]
        longest, found = self.__dict__["_longest"], []
        for eojeol in _EOJEOL.finditer(text):
            begin = eojeol.start()
            for end in range(min(eojeol.end(), begin + longest), begin, -1):
                if text[begin:end] in nouns:
                    found.append((begin, end))
                    break
        return found

    def batch(self, texts: Iterable[str], processes: int | None = None) -> list[list[str]]:
        """The nouns of each text, in processes."""
        return batch(self, texts, processes)

    __reduce__ = ScoredTokenizer.__reduce__


def _pair(item: Any) -> tuple[str, float]:
    if isinstance(item, str) or not isinstance(item, Sequence) or len(item) != 2:
        raise TypeError(f"scores are pairs of a word and a number, or a mapping, not {item!r:.60}")
    word, score = item
    if not isinstance(word, str):
        raise TypeError(f"scores are by words, str, but one is {type(word).__name__}: {word!r:.60}")
    return word, number(f"the score of {word!r:.60}", score)
