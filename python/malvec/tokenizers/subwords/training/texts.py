"""Texts for the training of units: from files or strings, in batches, whole or as a sample, very
long ones cut."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from malvec.text.texts import TextSource, checked_texts, texts_of
from malvec.tokenizers.subwords.subword_tokenizer import readable

__all__ = ["Feed"]

_BATCH = 1000  # texts
# Characters that are handed over at once; the library holds some twenty bytes for each.
_LONGEST = 1 << 16
_FIRST = 1000  # texts kept for the share of unknown characters


@dataclass
class Feed:
    """Reads a source once, and counts on the way what it gives."""

    source: TextSource
    max_word: int
    max_texts: int | None
    seed: int
    encoding: str | None = None
    texts: int = 0
    used: int = 0
    characters: int = 0
    cut: int = 0
    blank: bool = True  # nothing but blanks so far
    first: list[str] = field(default_factory=list)

    def batches(self, advance: Any) -> Iterator[list[str]]:
        """Lists of texts; ``advance(texts)`` is called for each."""
        long = re.compile(rf"\S{{{self.max_word + 1},}}")
        batch: list[str] = []
        for text in self._sampled():
            self.used += 1
            self.characters += len(text)
            self.blank = self.blank and not text.strip()
            if len(text) > self.max_word:
                self.cut += sum(1 for _ in long.finditer(text))
            batch += [text] if len(text) <= _LONGEST else _parts(text)
            if len(batch) >= _BATCH or len(text) > _LONGEST:
                yield batch
                advance(self.texts)
                batch = []
        if batch:
            yield batch
        advance(self.texts)

    def _sampled(self) -> Iterator[str]:
        """All texts, or ``max_texts`` of them, each as likely as any other (Vitter's algorithm R,
        1985)."""
        if self.max_texts is None:
            yield from self._read()
            return
        chance, kept = random.Random(self.seed), list[str]()
        for text in self._read():
            if len(kept) < self.max_texts:
                kept.append(text)
            elif (place := chance.randrange(self.texts)) < self.max_texts:
                kept[place] = text
        yield from kept

    def _read(self) -> Iterator[str]:
        for text in checked_texts(texts_of(self.source, self.encoding)):
            self.texts += 1
            text = readable(text)
            if len(self.first) < _FIRST:
                self.first.append(text[:_LONGEST])
            yield text


def _parts(text: str) -> list[str]:
    """A long text cut at blanks, or where there is none in reach, anywhere."""
    parts, begin = [], 0
    while begin < len(text):
        end = begin + _LONGEST
        if end < len(text):
            end = text.rfind(" ", begin + 1, end) + 1 or end
        parts.append(text[begin:end])
        begin = end
    return parts
