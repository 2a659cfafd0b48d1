"""Hangul taken apart and put together again, and edit distances that know of jamo."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.reports.found import Found
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.vocab import Vocab, encode_word

__all__ = ["compose", "decompose", "distance", "distances", "initials", "levenshtein", "nearest"]

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "".join(chr(0x314F + i) for i in range(21))
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


@lru_cache(maxsize=16)
def _parts(empty_final: str) -> dict[int, str]:
    finals = (empty_final, *_FINALS)
    return {
        0xAC00 + (i * 21 + v) * 28 + f: _INITIALS[i] + _VOWELS[v] + finals[f]
        for i in range(19)
        for v in range(21)
        for f in range(28)
    }


def decompose(text: str, empty_final: str = "-") -> str:
    """Every syllable as three letters, ``empty_final`` standing for the final where there is none;
    all else stays.

    Example:
        >>> decompose("희망"), decompose("희망", empty_final="")
        ('ㅎㅢ-ㅁㅏㅇ', 'ㅎㅢㅁㅏㅇ')
    """
    return text.translate(_parts(empty_final))


def compose(text: str, empty_final: str = "-") -> str:
    """Letters put together into syllables: the way back from :func:`decompose`, exact for all
    11,172 syllables.

    With ``empty_final=""`` a consonant is a final unless a vowel follows it, as in typing.

    Example:
        >>> compose("ㅎㅢ-ㅁㅏㅇㅋㅋ")
        '희망ㅋㅋ'
    """
    last = (
        f"([{_FINALS}]|{re.escape(empty_final)})"
        if empty_final
        else f"((?:[{_FINALS}](?![{_VOWELS}]))?)"
    )
    return re.sub(
        f"([{_INITIALS}])([{_VOWELS}]){last}", lambda m: _syllable(m[1], m[2], m[3]), text
    )


def _syllable(initial: str, vowel: str, final: str) -> str:
    return chr(
        0xAC00
        + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28
        + (_FINALS.find(final) + 1 if final else 0)
    )


def initials(text: str) -> str:
    """Every syllable as its first consonant (초성); all else stays.

    Example:
        >>> initials("희망 2호")
        'ㅎㅁ 2ㅎ'
    """
    return text.translate({code: parts[0] for code, parts in _parts("").items()})


def levenshtein(a: str, b: str) -> int:
    """The fewest insertions, deletions and substitutions of characters that lead from one text to
    the other (Levenshtein 1966)."""
    return int(_core.edit_distance(encode_word(a), encode_word(b), False))


def distance(a: str, b: str) -> float:
    """Levenshtein's distance by syllables, where the substitution of one by another costs the share
    of their three jamo that differ.

    Equal to soynlp's ``jamo_levenshtein``; a letter alone, such as ㅋ, is an initial or a vowel.

    Example:
        >>> distance("재밌다", "재밋다")
        0.3333333333333333
    """
    return _core.edit_distance(encode_word(a), encode_word(b), True)


def distances(
    word: str, words: Iterable[str] | Vocab, *, threads: int | None = None
) -> npt.NDArray[np.float64]:
    """The :func:`distance` of a word to each of many, float64 [words]."""
    if isinstance(words, str):
        raise TypeError(f"words must be an iterable of str, not one str: {words[:60]!r}")
    if isinstance(words, Vocab):
        data, offsets = words.data, words.offsets
    else:
        packed = [encode_word(each) for each in words]
        data = np.frombuffer(b"".join(packed), np.uint8)
        offsets = np.zeros(len(packed) + 1, np.uint64)
        np.cumsum([len(each) for each in packed], out=offsets[1:])
    return _core.edit_distances(encode_word(word), data, offsets, True, available_threads(threads))


def nearest(word: str, words: Iterable[str] | Vocab, topn: int = 10) -> Found[str]:
    """The words least distant from a word, such as what a typo was meant to be; of equals the
    earlier come first.

    Raises:
        TypeError: one text instead of words.
        ValueError: ``topn`` is below 1.

    Example:
        >>> nearest("재밌엇다", ["영화", "재밌었다", "재미"], topn=1)
        [('재밌었다', 0.3333333333333333)]
    """
    whole("topn", topn, 1)
    known = words if isinstance(words, (Vocab, str)) else list(words)
    found = distances(word, known)
    order = np.argsort(found, kind="stable")[:topn]
    return Found((known[int(i)], float(found[i])) for i in order)
