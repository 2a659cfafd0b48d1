"""Hangul taken apart and put together again, keys of the Korean keyboard, and edit distances that
know of jamo. Text may be in any Unicode form: NFD is read as the NFC it stands for."""

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
from malvec.text.normalizer import NFC
from malvec.text.normalizer import compose as composed_bytes
from malvec.text.texts import checked_texts
from malvec.vocab import Vocab, encode_word

__all__ = [
    "compose",
    "decompose",
    "distance",
    "distances",
    "from_keys",
    "initials",
    "levenshtein",
    "nearest",
    "to_keys",
]

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "".join(chr(0x314F + i) for i in range(21))
_KEYS_OF = {
    **dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "qwertyuiop", strict=True)),
    **dict(zip("ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "asdfghjkl", strict=True)),
    **dict(zip("ㅋㅌㅊㅍㅠㅜㅡ", "zxcvbnm", strict=True)),
    **dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP", strict=True)),
}
_TWO_KEYS = {
    **dict(zip("ㅘㅙㅚㅝㅞㅟㅢ", ("hk", "ho", "hl", "nj", "np", "nl", "ml"), strict=True)),
    **dict(zip("ㄳㄵㄶㅄ", ("rt", "sw", "sg", "qt"), strict=True)),
    **dict(zip("ㄺㄻㄼㄽㄾㄿㅀ", ("fr", "fa", "fq", "ft", "fx", "fv", "fg"), strict=True)),
}
_KEYS = str.maketrans(_KEYS_OF | _TWO_KEYS)
_LETTERS = str.maketrans(
    {
        **{key.upper(): letter for letter, key in _KEYS_OF.items() if key.islower()},
        **{key: letter for letter, key in _KEYS_OF.items()},
    }
)
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
    return NFC(text).translate(_parts(empty_final))


def compose(text: str, empty_final: str = "-") -> str:
    """Letters put together into syllables: the way back from :func:`decompose`, exact for all
    11,172 syllables.

    With ``empty_final=""`` letters are put together as in typing: a consonant is a final unless a
    vowel follows it, ㅗㅏ is ㅘ, ㄱㅅ is ㄳ.

    Example:
        >>> compose("ㅎㅢ-ㅁㅏㅇㅋㅋ"), compose("ㅇㅗㅏㄴ", empty_final="")
        ('희망ㅋㅋ', '완')
    """
    text = NFC(text)
    if not empty_final:
        typed = _core.compose_typed(text.encode("utf-8", "surrogatepass"))
        return typed.decode("utf-8", "surrogatepass")
    return re.sub(
        f"([{_INITIALS}])([{_VOWELS}])([{_FINALS}]|{re.escape(empty_final)})",
        lambda m: _syllable(m[1], m[2], m[3]),
        text,
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
    return NFC(text).translate(_first_letters())


@lru_cache(maxsize=1)
def _first_letters() -> dict[int, str]:
    return {code: parts[0] for code, parts in _parts("").items()}


def from_keys(text: str) -> str:
    """What was meant where Hangul was typed with the Korean keyboard off (영타): every Latin letter
    is taken for the key of a letter of Hangul; all else stays.

    Example:
        >>> from_keys("dkssud, zzz 3")
        '안녕, ㅋㅋㅋ 3'
    """
    return compose(NFC(text).translate(_LETTERS), "")


def to_keys(text: str) -> str:
    """The keys of Hangul on the Korean keyboard, such as what was meant where English was typed
    with it on; all else stays.

    Example:
        >>> to_keys("안녕"), to_keys("ㅗㅑ")
        ('dkssud', 'hi')
    """
    return decompose(text, "").translate(_KEYS)


def of_other_keyboard(word: str) -> list[str]:
    """What a word may have been meant for that was typed with the other keyboard on, with Caps Lock
    too.

    Example:
        >>> of_other_keyboard("DKSSUD")[1], of_other_keyboard("ㅗㅑ")[-1]
        ('안녕', 'hi')
    """
    return [from_keys(word), from_keys(word.lower()), to_keys(word)]


def levenshtein(a: str, b: str) -> int:
    """The fewest insertions, deletions and substitutions of characters that lead from one text to
    the other (Levenshtein 1966)."""
    return int(_core.edit_distance(_encoded(a), _encoded(b), False))


def _encoded(text: str) -> bytes:
    return encode_word(NFC(text))


def distance(a: str, b: str) -> float:
    """Levenshtein's distance by syllables, where the substitution of one by another costs the share
    of their three jamo that differ.

    Equal to soynlp's ``jamo_levenshtein``; a letter alone, such as ㅋ, is an initial or a vowel.

    Example:
        >>> distance("재밌다", "재밋다")
        0.3333333333333333
    """
    return _core.edit_distance(_encoded(a), _encoded(b), True)


def distances(
    word: str, words: Iterable[str] | Vocab, *, threads: int | None = None
) -> npt.NDArray[np.float64]:
    """The :func:`distance` of a word to each of many, float64 [words]."""
    if isinstance(words, Vocab) and composed_bytes(bytes(words.data)) == bytes(words.data):
        data, offsets = words.data, words.offsets
    else:
        packed = [_encoded(each) for each in checked_texts(words, "words")]
        data = np.frombuffer(b"".join(packed), np.uint8)
        offsets = np.zeros(len(packed) + 1, np.uint64)
        np.cumsum([len(each) for each in packed], out=offsets[1:])
    return _core.edit_distances(_encoded(word), data, offsets, True, available_threads(threads))


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
    known = words if isinstance(words, Vocab) else list(checked_texts(words, "words"))
    found = distances(word, known)
    order = np.argsort(found, kind="stable")[:topn]
    return Found((known[int(i)], float(found[i])) for i in order)
