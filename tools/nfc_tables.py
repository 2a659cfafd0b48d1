"""Writes ``cpp/text/nfc_tables.inc``: what Unicode says of each character in form NFC, under the
notice that the licence of its data asks for.

    pip install unicodedata2 && python tools/nfc_tables.py

The data are those of ``unicodedata2`` where it is installed, else those of Python.
"""

from __future__ import annotations

import importlib
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, cast

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "cpp" / "text" / "nfc_tables.inc"
BLOCK = 64
UNSAFE, DECOMPOSED = 0x8000, 256  # as in cpp/text/nfc_piece.cpp
HANGUL = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))  # put together by arithmetic
SYLLABLES = range(0xAC00, 0xD7A4)


class UnicodeData(Protocol):
    """The functions of ``unicodedata`` that are needed."""

    unidata_version: str
    combining: Callable[[str], int]
    normalize: Callable[[str, str], str]


class Tables(NamedTuple):
    """What the file holds."""

    blocks: list[int]
    kinds: list[int]
    decompositions: list[int]
    composites: list[int]


def unicode_data() -> UnicodeData:
    """The newest at hand."""
    try:
        return cast(UnicodeData, importlib.import_module("unicodedata2"))
    except ImportError:
        return cast(UnicodeData, unicodedata)


def characters() -> list[str]:
    """All but surrogates and Hangul syllables."""
    codes = (code for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    return [chr(code) for code in codes if code not in SYLLABLES]


def composites(data: UnicodeData) -> list[list[int]]:
    """First, second, both in one character; in order."""
    found = []
    for character in characters():
        apart = data.normalize("NFD", character)
        if len(apart) < 2 or data.normalize("NFC", apart) != character:
            continue
        first = data.normalize("NFC", apart[:-1])
        if len(first) == 1:
            found.append([ord(first), ord(apart[-1]), ord(character)])
            continue
        raise AssertionError(f"{character!r} is made of {first!r} and {apart[-1]!r}")
    return sorted(found)


def tables(data: UnicodeData) -> Tables:
    """All of it. A kind is the class of a character that is not taken apart, else 256 and where its
    parts stand; ``UNSAFE`` where it may change what stands before it, or is not in form NFC."""
    pairs = composites(data)
    seconds = {second for _, second, _ in pairs} | {code for part in HANGUL for code in part}
    kinds, decompositions = [0] * 0x110000, list[int]()
    for character in characters():
        apart = data.normalize("NFD", character)
        kind = data.combining(character)
        if apart != character:
            kind = DECOMPOSED + len(decompositions)
            decompositions += [len(apart) << 24 | ord(apart[0]), *map(ord, apart[1:])]
        alone = data.normalize("NFC", character) == character
        safe = alone and not data.combining(apart[0]) and ord(apart[0]) not in seconds
        kinds[ord(character)] = kind if safe else kind | UNSAFE
    assert len(decompositions) + DECOMPOSED < UNSAFE
    return two_stages(kinds, decompositions, [value for pair in pairs for value in pair])


def two_stages(kinds: list[int], decompositions: list[int], pairs: list[int]) -> Tables:
    """With equal blocks of characters stored once."""
    stored: dict[tuple[int, ...], int] = {}
    blocks = [
        stored.setdefault(tuple(kinds[at : at + BLOCK]), len(stored))
        for at in range(0, len(kinds), BLOCK)
    ]
    plain = stored[(0,) * BLOCK]
    while blocks[-1] == plain:
        blocks.pop()
    assert len(stored) <= 256
    return Tables(blocks, [kind for block in stored for kind in block], decompositions, pairs)


def array(type_name: str, name: str, values: Sequence[int]) -> Iterable[str]:
    """A table in C++."""
    yield f"constexpr {type_name} {name}[{len(values)}] = {{"
    numbers = ",".join(str(value) if value < 10 else f"{value:#x}" for value in values)
    yield from textwrap.wrap(numbers.replace(",", ", "), 100)
    yield "};"


def head(version: str) -> Iterable[str]:
    """What the tables are, and the licence of their data as ``NOTICE`` has it."""
    notice = (ROOT / "NOTICE").read_text("utf-8")
    licence = notice[notice.index("UNICODE LICENSE") :]
    yield f"// Unicode {version}, written by tools/nfc_tables.py for text/nfc_piece.cpp."
    yield from (f"// {line}".rstrip() for line in ("", *licence.splitlines()))


def main() -> None:
    """Writes the file and says how large the tables are."""
    data = unicode_data()
    made = tables(data)
    lines = list(head(data.unidata_version))
    sizes = {"uint8_t": 1, "uint16_t": 2, "char32_t": 4}
    types = ("uint8_t", "uint16_t", "char32_t", "char32_t")
    size = 0
    for type_name, (name, values) in zip(types, made._asdict().items(), strict=True):
        lines += array(type_name, f"nfc_{name}", values)
        size += sizes[type_name] * len(values)
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET.name}: Unicode {data.unidata_version}, {size:,} bytes of tables")


if __name__ == "__main__":
    main()
