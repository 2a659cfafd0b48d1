"""BERT's full tokenizer as its paper's code defines it, step by step, with Python's tables of
characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
)
CJK = (*CJK, (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def full_tokens(
    text: str, vocabulary: dict[str, int], uncased: bool = False, longest: int = 200
) -> list[str]:
    """The units of a text; ``uncased`` is the original's ``do_lower_case``."""
    return [
        unit for word in basic_tokens(text, uncased) for unit in pieces(word, vocabulary, longest)
    ]


def basic_tokens(text: str, uncased: bool) -> list[str]:
    """Words and punctuation."""
    spaced = "".join(
        f" {c} " if any(low <= ord(c) <= high for low, high in CJK) else c for c in cleaned(text)
    )
    words = []
    for word in spaced.split():
        if uncased:
            decomposed = unicodedata.normalize("NFD", word.lower())
            word = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
        words += parted(word)
    return " ".join(words).split()


def cleaned(text: str) -> Iterator[str]:
    """No control characters; every blank a space."""
    for c in text:
        if c in " \t\n\r" or unicodedata.category(c) == "Zs":
            yield " "
        elif c not in "\0\ufffd" and unicodedata.category(c) not in ("Cc", "Cf"):
            yield c


def is_punctuation(c: str) -> bool:
    """Everything in ASCII that is neither letter nor digit, and what Unicode calls so."""
    code = ord(c)
    in_ascii = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return in_ascii or unicodedata.category(c).startswith("P")


def parted(word: str) -> list[str]:
    """A word cut at each sign of punctuation."""
    return "".join(f" {c} " if is_punctuation(c) else c for c in word).split(" ")


def pieces(word: str, vocabulary: dict[str, int], longest: int) -> list[str]:
    """The longest unit first, again and again."""
    if len(word) > longest:
        return ["[UNK]"]
    found: list[str] = []
    begin = 0
    while begin < len(word):
        units = [("##" if begin else "") + word[begin:end] for end in range(len(word), begin, -1)]
        unit = next((unit for unit in units if unit in vocabulary), None)
        if unit is None:
            return ["[UNK]"]
        found.append(unit)
        begin += len(unit) - (2 if begin else 0)
    return found
