"""Compiled dictionaries of MeCab, and a small one that has all there is to get wrong: words with
blanks, classes that overlap, penalties, ties."""

from __future__ import annotations

import random
import struct
from pathlib import Path

from tests.reference.mecab import Entry

SYSTEM, USER, UNKNOWN = 0, 1, 2
LEFTS, RIGHTS = 5, 4
SYLLABLES = "가나다라마 "
NAMES = ("DEFAULT", "SPACE", "HANGUL", "ALPHA", "NUMERIC")
DICRC = "; words\ncost-factor = 700\nleft-space-penalty-factor = 3,400,1,-50,3,9\n"


def double_array(words: dict[bytes, int]) -> bytes:
    """Darts' units of words and their values."""
    units: dict[int, tuple[int, int]] = {}

    def place(some: list[bytes], depth: int) -> int:
        following: dict[int, list[bytes]] = {}
        for word in some:
            code = word[depth] + 1 if len(word) > depth else 0
            following.setdefault(code, []).append(word)
        base = 1
        while any(base + code in units for code in following) or base in bases:
            base += 1
        bases.add(base)
        for code in following:
            units[base + code] = (0, base)
        for code, group in following.items():
            value = place(group, depth + 1) if code else -1 - words[group[0]]
            units[base + code] = (value, base)
        return base

    bases = {0}
    units[0] = (0, 0)
    if words:
        units[0] = (place(list(words), 0), 0)
    return b"".join(struct.pack("<iI", *units.get(i, (0, 0))) for i in range(max(units) + 1))


def lexicon(kind: int, words: dict[bytes, list[Entry]], sizes: tuple[int, int]) -> bytes:
    """The bytes of a .dic."""
    values, entries, features = {}, [], b""
    for word in sorted(words):
        values[word] = len(words[word]) | len(entries) << 8
        for entry in words[word]:
            entries.append(struct.pack("<HHHhII", *entry[:4], len(features), 0))
            features += entry.feature.encode() + b"\0"
    parts = (double_array(values), b"".join(entries), features)
    size = 72 + sum(map(len, parts))
    header = (size ^ 0xEF718F77, 102, kind, len(entries), *sizes, *map(len, parts), 0)
    return struct.pack("<10I32s", *header, b"UTF-8") + b"".join(parts)


def make_small(
    folder: Path, seed: int = 0, *, lefts: int = LEFTS, rights: int = RIGHTS, count: int = 60
) -> Path:
    """Writes a dictionary of a few syllables and letters, by default with few connection ids."""
    rng = random.Random(seed)

    def entries(most: int) -> list[Entry]:
        return [
            Entry(
                rng.randrange(lefts),
                rng.randrange(rights),
                rng.randrange(5),
                rng.randrange(-300, 300, 100),
                feature=f"T{rng.randrange(4)},*",
            )
            for _ in range(rng.randint(1, most))
        ]

    made = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(count)})
    words = {word.encode(): entries(4) for word in made if not word.startswith(" ")}
    words |= {word.encode(): entries(2) for word in ("a", "ab", "가\u00a0", "7", "\u3000")}
    unknown = {name.encode(): entries(2) for name in NAMES}
    sizes = (rights, lefts)
    (folder / "sys.dic").write_bytes(lexicon(SYSTEM, words, sizes))
    (folder / "unk.dic").write_bytes(lexicon(UNKNOWN, unknown, sizes))
    costs = [rng.randrange(-200, 200, 100) for _ in range(rights * lefts)]
    matrix = struct.pack(f"<HH{len(costs)}h", rights, lefts, *costs)
    (folder / "matrix.bin").write_bytes(matrix)
    (folder / "char.bin").write_bytes(_classes())
    (folder / "dicrc").write_text(DICRC, "utf-8")
    return folder


def user_lexicon(seed: int = 1) -> bytes:
    """Words of a user for the small dictionary."""
    rng = random.Random(seed)
    words = {
        "".join(rng.choices(SYLLABLES[:5], k=rng.randint(1, 3))).encode(): [
            Entry(rng.randrange(LEFTS), rng.randrange(RIGHTS), 1, -100, feature="USER,*")
        ]
        for _ in range(9)
    }
    return lexicon(USER, words, (RIGHTS, LEFTS))


def _classes() -> bytes:
    def bits(kinds: int, main: int, length: int, group: int, invoke: int) -> int:
        return kinds | main << 18 | length << 26 | group << 30 | invoke << 31

    table = [bits(1, 0, 1, 0, 0)] * 0xFFFF
    for character in " \t\u00d0":
        table[ord(character)] = bits(2, 1, 0, 1, 0)
    for syllable in range(0xAC00, 0xD7A4):
        table[syllable] = bits(4, 2, 2, 0, 0)
    for letter in "abcdefgh":
        table[ord(letter)] = bits(8, 3, 3, 1, 1)
    for digit in "0123456789":
        table[ord(digit)] = bits(16, 4, 0, 1, 1)
    table[ord("x")] = bits(8 | 16, 4, 1, 1, 1)  # of two kinds
    table[ord("e")] = bits(8 | 2, 3, 1, 1, 0)  # a letter that is a blank, too
    names = b"".join(name.encode().ljust(32, b"\0") for name in NAMES)
    return struct.pack("<I", len(NAMES)) + names + struct.pack("<65535I", *table)
