"""Paragraphs whose sentences are known: single sentences in random order, joined by blanks."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_SENTENCES = 8  # in a paragraph
_REVIEW = range(8, 41)  # characters
_MARKS = ".!?~^;…ㅋㅎㅠㅜ♥♡ "
_WITHIN = re.compile(r"[.!?~…;^♥♡]|ㅋㅋ|ㅎㅎ|ㅠ|ㅜ")
_ENGLISH = re.compile(r"[A-Z\"“].*[.!?][\"”']?")

Paragraph = list[str]


def korsts(paths: Iterable[Path]) -> Iterator[str]:
    """The sentences of KorSTS, whose last two columns are a pair; headlines among them."""
    for path in paths:
        for line in path.read_text("utf-8").split("\n")[1:]:
            yield from line.split("\t")[5:7]


def english(paths: Iterable[Path]) -> Iterator[str]:
    """Those sentences of the STS benchmark that begin with a capital and end with a stop."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                yield from filter(_ENGLISH.fullmatch, row[:2])


def reviews(path: Path, marked: bool) -> Iterator[str]:
    """Short reviews that seem to be one sentence: no mark but at the end, where there is one if
    ``marked`` and else none."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = line.rstrip("\n").split("\t")[-1].strip()
            core = text.rstrip(_MARKS)
            one = len(text) in _REVIEW and not _WITHIN.search(core) and "가" <= core[-1:] <= "힣"
            if one and (text != core) == marked:
                yield text


def paragraphs(sentences: Iterable[str], most: int) -> list[Paragraph]:
    """At most so many different sentences, eight to a paragraph, blanks in a row one."""
    found = list(dict.fromkeys(" ".join(each.split()) for each in sentences))
    found = [each for each in found if each]
    random.Random(1).shuffle(found)
    chosen = found[:most]
    return [chosen[i : i + _SENTENCES] for i in range(0, len(chosen), _SENTENCES)]


def ends(sentences: Iterable[str]) -> set[int]:
    """Where sentences end but the last, in characters that are no blanks."""
    found, at = list[int](), 0
    for sentence in sentences:
        at += len("".join(sentence.split()))
        found.append(at)
    return set(found[:-1])


def quality(expected: list[Paragraph], found: list[list[str]]) -> dict[str, float]:
    """Precision, recall and F1 of the ends between sentences, in per cent."""
    pairs = [(ends(a), ends(b)) for a, b in zip(expected, found, strict=True)]
    right = sum(len(a & b) for a, b in pairs)
    wanted, given = sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs)
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": 100 * precision, "recall": 100 * recall, "F1": 100 * f1}
