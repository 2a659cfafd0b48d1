"""Writes ``cpp/text/subwords/unit_tables.inc``: what Hugging Face ``tokenizers`` takes each
character for. The library is asked itself, since it mixes several versions of Unicode.

    pip install tokenizers regex && python tools/unit_tables.py

Where clusters of characters begin and end cannot be asked; ``regex`` follows the same rules.
"""

from __future__ import annotations

import importlib
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nfc_tables import head

library: Any = importlib.import_module("tokenizers")
regex: Any = importlib.import_module("regex")
TARGET = Path(__file__).parent.parent / "cpp" / "text" / "subwords" / "unit_tables.inc"
CODES = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
SYLLABLES = range(0xAC00, 0xD7A4)
Text = Callable[[str], str]
Test = Callable[[str], bool]


def bert(*flags: bool) -> Text:
    """A BertNormalizer: clean_text, handle_chinese_chars, strip_accents, lowercase."""
    made: Text = library.normalizers.BertNormalizer(*flags).normalize_str
    return made


def vanishes(splitter: Any) -> Test:
    """Whether nothing is left of a character."""
    return lambda c: not splitter.pre_tokenize_str(c)


def matches(pattern: str) -> Test:
    """Whether the library's regular expressions have a character in a class."""
    return vanishes(library.pre_tokenizers.Split(library.Regex(pattern), "removed"))


def parted(splitter: Any) -> Test:
    """Whether a character between letters stands alone."""
    return lambda c: len(splitter.pre_tokenize_str(f"a{c}a")) == 3


def tests() -> list[Test]:
    """A bit for each, in the order of ``UnitKind`` in text/subwords/unit_characters.h."""
    split = library.pre_tokenizers
    clean, chinese = bert(True, False, False, False), bert(False, True, False, False)
    stripped, marks = bert(False, False, True, False), library.normalizers.StripAccents()
    word = split.Whitespace()
    return [
        vanishes(split.WhitespaceSplit()),
        parted(split.Punctuation()),
        parted(split.Digits(individual_digits=True)),
        lambda c: clean(c) == "",
        lambda c: clean(c) == " ",
        lambda c: chinese(c) == f" {c} ",
        lambda c: stripped(c) == "",
        lambda c: marks.normalize_str(c) == "",
        matches(r"\p{L}"),
        matches(r"\p{N}"),
        matches(r"\s"),
        lambda c: word.pre_tokenize_str(f"a{c}")[0][0] != "a",
        matches(r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"),
        matches(r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"),
    ]


def runs(values: Iterable[int]) -> Iterator[int]:
    """First character and value of each run of equal values, in one number."""
    last = -1
    for code, value in zip(CODES, values, strict=True):
        if value != last or code == 0xE000:
            yield code << 32 | value
        last = value


def kinds() -> list[int]:
    """The bits of all characters."""
    asked = tests()
    return list(
        runs(sum(1 << bit for bit, test in enumerate(asked) if test(chr(code))) for code in CODES)
    )


def changes(change: Text) -> Iterator[int]:
    """Each changed character: itself with the number of characters it becomes, then these."""
    for code in CODES:
        made = change(chr(code))
        if made != chr(code) and code not in SYLLABLES:
            yield len(made) << 24 | code
            yield from map(ord, made)


def orders(nfd: Text) -> list[int]:
    """Combining classes; 0 where the library does not put a mark in order."""
    return list(runs(order_of(chr(code), nfd) for code in CODES))


def order_of(character: str, nfd: Text) -> int:
    """Python's class, where the library has it too."""
    order = unicodedata.combining(character)
    if order == 0:
        return 0
    before = nfd(f"\u0345{character}") != f"\u0345{character}"  # of class 240, the highest
    behind = nfd(f"{character}\u0334") != f"{character}\u0334"  # of class 1, the lowest
    return order if (before or order == 240) and (behind or order == 1) else 0


def composites(nfd: Text, nfc: Text) -> Iterator[int]:
    """First, second, both in one character; in order."""
    found = []
    for code in CODES:
        apart = nfd(chr(code))
        if code in SYLLABLES or len(apart) < 2 or nfc(apart) != chr(code):
            continue
        first = nfc(apart[:-1])
        assert len(first) == 1
        found.append([ord(first), ord(apart[-1]), code])
    for triple in sorted(found):
        yield from triple


def breaks() -> list[int]:
    """What the rules of Unicode's clusters see in each character: ``ClusterKind`` in
    text/subwords/clusters.cpp."""
    classes = ("Control", "CR", "LF", "Extend", "ZWJ", "SpacingMark", "Prepend", "L", "V", "T")
    tests = [f"GCB={name}" for name in (*classes, "Regional_Indicator")]
    tests += ["ExtPict", "InCB=Consonant", "InCB=Linker", "InCB=Extend"]
    bits = {code: 0 for code in CODES}
    for bit, test in enumerate(tests):
        held = regex.compile(rf"\p{{{test}}}")
        for code in CODES:
            bits[code] |= bool(held.match(chr(code))) << bit
    return list(runs(bits.values()))


def array(type_name: str, name: str, values: Sequence[int]) -> Iterator[str]:
    """A table in C++."""
    yield f"constexpr {type_name} unit_{name}[{len(values)}] = {{"
    numbers = ",".join(str(value) if value < 10 else f"{value:#x}" for value in values)
    yield from textwrap.wrap(numbers.replace(",", ", "), 100)
    yield "};"


def main() -> None:
    """Asks the library and writes the file."""
    forms = library.normalizers
    nfd, nfc, nfkd = (f().normalize_str for f in (forms.NFD, forms.NFC, forms.NFKD))
    tables = {
        "kinds": ("uint64_t", kinds()),
        "orders": ("uint64_t", orders(nfd)),
        "breaks": ("uint64_t", breaks()),
        "lower": ("char32_t", list(changes(forms.Lowercase().normalize_str))),
        "canonical": ("char32_t", list(changes(nfd))),
        "compatible": ("char32_t", list(changes(lambda c: c if nfkd(c) == nfd(c) else nfkd(c)))),
        "composites": ("char32_t", list(composites(nfd, nfc))),
    }
    told = f"tokenizers {library.__version__}, tools/unit_tables.py"
    lines = [f"// As {told} found the characters to be.", *list(head(""))[1:]]
    for name, (type_name, values) in tables.items():
        lines += array(type_name, name, values)
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TARGET.name}: { ({name: len(values) for name, (_, values) in tables.items()}) }")


if __name__ == "__main__":
    main()
