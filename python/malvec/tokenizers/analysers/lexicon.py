"""Words of a user dictionary made one token, whatever an analyser makes of them.

The rule. In the tokens of a text, as they stand in it one after the other:

1. tokens that together spell a word become that word, the longest first: 가우스 + 전자 + 를 gives
가우스전자 + 를;
2. where an eojeol (what stands between blanks) begins with a word but no token ends where the word
does, the token is cut there:
   가우스전자를 gives 가우스전자 + 를. Inside an eojeol nothing is cut.

Tokens that do not spell the text, as of analysers that give stems, have no places. Then each eojeol
that begins with a word is analysed by itself; where that gives no places either, the word is taken
off and the rest of the eojeol analysed. Where an analyser knows the words by itself only the first
part of the rule is applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["Lexicon", "Morpheme", "Pair", "align", "force", "merge", "without_blanks"]

Pair = tuple[str, str]
Morpheme = tuple[str, str, int, int]
"""Form, tag, where it begins and ends in the text; -1, -1 where that is not known."""

_EOJEOL = re.compile(r"\S+")
_BLANK = re.compile(r"\s")


class Lexicon:
    """The words of a dictionary, ready to be looked for."""

    def __init__(self, tags: dict[str, str]) -> None:
        self.tags = tags
        self.lengths = sorted({len(word) for word in tags}, reverse=True)
        self.longest = {word[:1]: len(word) for word in sorted(tags, key=len)}

    def starting(self, text: str, start: int) -> int:
        """The length of the longest word that begins there; 0 where there is none."""
        return next(
            (length for length in self.lengths if text[start : start + length] in self.tags), 0
        )


def without_blanks(pairs: list[Pair]) -> list[Pair]:
    """The tokens without blanks at their ends, and without those that are nothing else."""
    return [(form, tag) for given, tag in pairs if (form := given.strip())]


def align(text: str, pairs: list[Pair]) -> list[Morpheme] | None:
    """Where the tokens stand in the text, if they spell all of it but its blanks; else None."""
    found, at = [], 0
    for form, tag in pairs:
        while text[at : at + 1].isspace():
            at += 1
        if not text.startswith(form, at):
            return None
        found.append((form, tag, at, at + len(form)))
        at += len(form)
    return None if text[at:].strip() else found


def merge(text: str, morphemes: list[Morpheme], lexicon: Lexicon, cut: bool) -> list[Morpheme]:
    """The morphemes with the words of the lexicon in one piece; ``cut`` applies the second part of
    the rule too."""
    merged: list[Morpheme] = []
    i = 0
    while i < len(morphemes):
        start = morphemes[i][2]
        length = _spelt(text, morphemes, i, lexicon)
        if cut and (start == 0 or text[start - 1].isspace()):
            length = max(length, lexicon.starting(text, start))
        if length == 0:
            merged.append(morphemes[i])
            i += 1
            continue
        end = start + length
        word = text[start:end]
        merged.append((word, lexicon.tags[word], start, end))
        while i < len(morphemes) and morphemes[i][3] <= end:
            i += 1
        if i < len(morphemes) and morphemes[i][2] < end:
            _, tag, _, last = morphemes[i]
            merged.append((text[end:last], tag, end, last))
            i += 1
    return merged


def _spelt(text: str, morphemes: list[Morpheme], first: int, lexicon: Lexicon) -> int:
    """The length of the longest word that the morphemes from the first one on spell."""
    start = morphemes[first][2]
    best, before = 0, start
    longest = lexicon.longest.get(text[start : start + 1], 0)
    for i in range(first, len(morphemes)):
        _, _, begin, end = morphemes[i]
        if not (begin == before or text[before:begin] == " ") or end - start > longest:
            break  # what stands between is no single blank, as words may have
        if text[start:end] in lexicon.tags:
            best = end - start
        before = end
    return best


def force(text: str, analyse: Callable[[str], list[Pair]], lexicon: Lexicon) -> list[Morpheme]:
    """A text by an analyser that gives no places, with the words of the lexicon in one piece."""
    pairs = analyse(text)
    placed = align(text, pairs)
    if placed is not None:
        return merge(text, placed, lexicon, cut=True)
    parts: list[Pair] = []
    rest = 0
    for eojeol in _EOJEOL.finditer(text):
        length = lexicon.starting(text, eojeol.start()) if eojeol.start() >= rest else 0
        if length:
            before = text[rest : eojeol.start()]
            rest = _eojeol_end(text, eojeol.start() + length)
            parts += [
                *(analyse(before) if before.strip() else []),
                *_force_start(text[eojeol.start() : rest], length, analyse, lexicon),
            ]
    if rest:
        pairs = parts + (analyse(text[rest:]) if text[rest:].strip() else [])
    return [(form, tag, -1, -1) for form, tag in pairs]


def _eojeol_end(text: str, start: int) -> int:
    blank = _BLANK.search(text, start)
    return blank.start() if blank else len(text)


def _force_start(
    eojeol: str, length: int, analyse: Callable[[str], list[Pair]], lexicon: Lexicon
) -> list[Pair]:
    placed = align(eojeol, analyse(eojeol))
    if placed is not None:
        return [(form, tag) for form, tag, _, _ in merge(eojeol, placed, lexicon, cut=True)]
    word, rest = eojeol[:length], eojeol[length:]
    return [(word, lexicon.tags[word]), *_inside(analyse(rest) if rest else [])]


def _inside(pairs: list[Pair]) -> list[Pair]:
    """The tokens of the rest of an eojeol, without the mark of sub-words that one begins there."""
    if not pairs or not pairs[0][0].startswith("▁"):
        return pairs
    first, tag = pairs[0]
    return [*([(first[1:], tag)] if first[1:] else []), *pairs[1:]]
