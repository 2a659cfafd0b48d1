"""The slow, obvious twin of the corpus builder: splitting by regular expression, counting by
Counter."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class SlowCorpus:
    sentences: list[list[int]] = field(default_factory=list)
    words: list[bytes] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    statistics: dict[str, int] = field(default_factory=dict)


def split_lines(text: bytes) -> list[list[bytes]]:
    lines = text.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [re.findall(rb"[^ \t\n\v\f\r]+", line) for line in lines]


def split_characters(text: bytes) -> list[list[bytes]]:
    """Half a surrogate pair, written as three bytes, is one character as in Python's str."""
    lines = text.decode("utf-8", "surrogateescape").split("\n")
    if lines[-1] == "":
        lines.pop()
    whole = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]|[^ \t\v\f\r]")
    return [[c.encode("utf-8", "surrogateescape") for c in whole.findall(line)] for line in lines]


def is_utf8(word: bytes) -> bool:
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def build(
    lines: list[list[bytes]],
    min_count: int = 1,
    max_vocab: int | None = None,
    vocab: list[bytes] | None = None,
    keep_empty: bool = False,
) -> SlowCorpus:
    counts = Counter(token for line in lines for token in line if token)
    frequent = sorted(
        (word for word in counts if counts[word] >= min_count),
        key=lambda word: (-counts[word], word),
    )
    words = vocab if vocab is not None else frequent[:max_vocab]
    ids = {word: i for i, word in reversed(list(enumerate(words)))}
    sentences = [[ids[token] for token in line if token in ids] for line in lines]
    tokens = [token for line in lines for token in line if token]
    unknown = [token for token in tokens if token not in ids]
    rare = [] if vocab is not None else [token for token in unknown if counts[token] < min_count]
    statistics = {
        "lines": len(lines),
        "empty_lines": sum(not any(line) for line in lines),
        "dropped_lines": sum(
            any(line) and not sentence for line, sentence in zip(lines, sentences, strict=True)
        ),
        "longest_line": max((sum(map(bool, line)) for line in lines), default=0),
        "tokens": sum(map(len, lines)),
        "kept": sum(map(len, sentences)),
        "dropped_rare": len(rare),
        "dropped_max_vocab": 0 if vocab is not None else len(unknown) - len(rare),
        "dropped_unknown": len(unknown) if vocab is not None else 0,
        "dropped_empty": sum(token == b"" for line in lines for token in line),
        "invalid_utf8_tokens": sum(not is_utf8(token) for token in tokens),
        "nul_tokens": sum(b"\0" in token for token in tokens),
        "distinct_words": len(counts),
    }
    kept = [sentence for sentence in sentences if sentence or keep_empty]
    frequencies = [counts[word] if ids.get(word) == i else 0 for i, word in enumerate(words)]
    return SlowCorpus(kept, list(words), frequencies, statistics)
