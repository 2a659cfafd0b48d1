"""MeCab's way through a text, node by node, and the files of its dictionaries."""

from __future__ import annotations

import heapq
import struct
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """What a dictionary knows of a word."""

    left: int
    right: int
    part: int
    cost: int
    feature: str


class Found(NamedTuple):
    """A morpheme: its bytes in the text, and its entry."""

    begin: int
    end: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """A compiled dictionary (.dic)."""

    path: Path

    @cached_property
    def data(self) -> bytes:
        """The file."""
        return self.path.read_bytes()

    @cached_property
    def sizes(self) -> tuple[int, int, int]:
        """Bytes of the double array, of the entries, of the features."""
        units, entries, features = struct.unpack_from("<III", self.data, 24)
        return units, entries, features

    def unit(self, number: int) -> tuple[int, int]:
        """Base and check; none where there is no such unit."""
        if 8 * number >= self.sizes[0]:
            return 0, -1
        base, check = struct.unpack_from("<iI", self.data, 72 + 8 * number)
        return base, check

    def prefixes(self, text: bytes) -> list[tuple[int, list[Entry]]]:
        """The words that a text begins with: their sizes and entries, the shortest first."""
        found = []
        base, _ = self.unit(0)
        for size in range(len(text) + 1):
            value, check = self.unit(base)
            if check == base and value < 0:
                found.append((size, self.entries(-1 - value)))
            if size < len(text):
                following, check = self.unit(base + text[size] + 1)
                if check != base:
                    break
                base = following
        return found

    def entries(self, value: int) -> list[Entry]:
        """Those of a word."""
        units, size, _ = self.sizes
        made = []
        for number in range(value >> 8, (value >> 8) + (value & 255)):
            left, right, part, cost, feature = struct.unpack_from(
                "<HHHhI", self.data, 72 + units + 16 * number
            )
            begin = 72 + units + size + feature
            text = self.data[begin : self.data.index(b"\0", begin)].decode()
            made.append(Entry(left, right, part, cost, feature=text))
        return made


class Class(NamedTuple):
    """Of a character."""

    kinds: int
    main: int
    length: int
    group: bool
    invoke: bool


class Dictionary:
    """The folder of a system dictionary, and compiled dictionaries of users."""

    def __init__(self, folder: Path, *added: Path) -> None:
        self.words = [Lexicon(folder / "sys.dic"), *map(Lexicon, added)]
        self.unknown = Lexicon(folder / "unk.dic")
        matrix = (folder / "matrix.bin").read_bytes()
        self.rights, self.lefts = struct.unpack_from("<HH", matrix)
        self.costs = memoryview(matrix[4:]).cast("h")
        self.characters = (folder / "char.bin").read_bytes()
        (count,) = struct.unpack_from("<I", self.characters)
        self.names = [self.characters[4 + 32 * i : 36 + 32 * i].rstrip(b"\0") for i in range(count)]
        self.penalties: dict[int, int] = {}
        for line in (folder / "dicrc").read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "left-space-penalty-factor":
                numbers = [int(number) for number in value.split(",")]
                for part, penalty in zip(numbers[::2], numbers[1::2], strict=True):
                    self.penalties.setdefault(part, penalty)

    def kind(self, text: bytes, at: int) -> tuple[Class, int]:
        """The class of the character that begins at a byte, and its bytes."""
        character, size = _character(text[at : at + 6])
        bits = 0
        if character < 0xFFFF:
            start = 4 + 32 * len(self.names) + 4 * character
            (bits,) = struct.unpack_from("<I", self.characters, start)
        kinds, main, length = bits & 0x3FFFF, bits >> 18 & 0xFF, bits >> 26 & 15
        group, invoke = bool(bits >> 30 & 1), bool(bits >> 31)
        return Class(kinds, main, length, group=group, invoke=invoke), size


def _character(text: bytes) -> tuple[int, int]:
    """The character that a text begins with, and its bytes; 0 for one that UCS-2 lacks."""
    first = text[0] if text else 0
    if first < 0x80:
        return first, 1
    for size, mark in ((2, 0xC0), (3, 0xE0)):
        if len(text) >= size and first & (0xF0 if size == 3 else 0xE0) == mark:
            character = first & (0x0F if size == 3 else 0x1F)
            for byte in text[1:size]:
                character = character << 6 | byte & 0x3F
            return character, size
    for size, mark in ((4, 0xF0), (5, 0xF8), (6, 0xFC)):
        if len(text) >= size and first & (0xFF << (7 - size) & 0xFF) == mark:
            return 0, size
    return 0, 1


@dataclass
class Node:
    """A morpheme in the lattice, and the cheapest way to it."""

    found: Found
    cost: int
    before: Node | None
    steps: list[tuple[Node, int]] = field(default_factory=list)
    """All that end before it, and what it costs behind each."""


@dataclass
class Rest:
    """From a node to the end of a text."""

    node: Node
    after: Rest | None
    cost: int
    whole: int
    """With the cheapest way to the node."""

    def __lt__(self, other: Rest) -> bool:
        return self.whole < other.whole


def analyse(dictionary: Dictionary, text: bytes) -> list[Found]:
    """The morphemes of a text."""
    node, way = lattice(dictionary, text), list[Found]()
    while node.before is not None and node.before.before is not None:
        node = node.before
        way.append(node.found)
    return way[::-1]


def n_best(dictionary: Dictionary, text: bytes, n: int) -> list[tuple[list[Found], int]]:
    """The cheapest ways and their costs, by A* from the end; of equal ones that which a heap gives
    first: heapq moves its items as the C++ library does that MeCab is built with."""
    agenda, ways = [Rest(lattice(dictionary, text), None, 0, 0)], list[tuple[list[Found], int]]()
    while agenda and len(ways) < n:
        rest = heapq.heappop(agenda)
        if rest.node.steps:
            for left, step in rest.node.steps:
                cost = rest.cost + step
                heapq.heappush(agenda, Rest(left, rest, cost, left.cost + cost))
            continue
        way, after = list[Found](), rest.after
        while after is not None and after.after is not None:
            way.append(after.node.found)
            after = after.after
        ways.append((way, rest.cost))
    return ways


def all_ways(node: Node) -> list[tuple[list[Found], int]]:
    """All ways to a node, without it, and their costs."""
    if not node.steps:
        return [([], 0)]
    return [
        ([*way, left.found] if left.steps else way, cost + step)
        for left, step in node.steps
        for way, cost in all_ways(left)
    ]


def lattice(dictionary: Dictionary, text: bytes) -> Node:
    """The end of a text, behind all morphemes that it may consist of."""
    nothing = Entry(0, 0, 0, 0, feature="")
    ending: dict[int, list[Node]] = {0: [Node(Found(0, 0, nothing), 0, None)]}
    for place in range(len(text)):
        if place not in ending:
            continue
        for found in reversed(candidates(dictionary, text, place)):
            behind_blank = found.begin > place
            node = connect(dictionary, ending[place], found, behind_blank)
            ending.setdefault(found.end, []).append(node)
    last = max(place for place in ending if place <= len(text))
    return connect(dictionary, ending[last], Found(last, last, nothing), False)


def connect(dictionary: Dictionary, lefts: list[Node], found: Found, behind_blank: bool) -> Node:
    """A morpheme behind the cheapest of those that end before it, of equal ones the latest."""
    entry = found.entry
    own = entry.cost + (dictionary.penalties.get(entry.part, 0) if behind_blank else 0)
    best: Node | None = None
    steps: list[tuple[Node, int]] = []
    for left in reversed(lefts):
        step = own + dictionary.costs[left.found.entry.right + dictionary.rights * entry.left]
        steps.insert(0, (left, step))
        if best is None or left.cost + step < best.cost:
            best = Node(found, left.cost + step, left, steps)
    assert best is not None
    return best


def told(found: list[Found], text: str) -> list[tuple[str, str]]:
    """The tokens of a way, and their tags."""
    data = text.encode()
    pairs = ((data[one.begin : one.end].decode(), one.entry.feature) for one in found)
    return [(form.strip(), tag.partition(",")[0]) for form, tag in pairs if form.strip()]


def candidates(dictionary: Dictionary, text: bytes, place: int) -> list[Found]:
    """The morphemes that may stand behind a place, in the order in which MeCab makes them."""
    blank, _ = dictionary.kind(b" ", 0)
    begin, kind = place, blank
    while begin < len(text):
        first, size = dictionary.kind(text, begin)
        if not kind.kinds & first.kinds:
            break
        kind, begin = first, begin + size
    made = [
        Found(begin, begin + size, entry)
        for lexicon in dictionary.words
        for size, entries in lexicon.prefixes(text[begin:])
        for entry in entries
    ]
    first, size = dictionary.kind(text, begin)
    if made and not first.invoke:
        return made
    ends = unknown_ends(dictionary, text, begin, bool(made))
    name = dictionary.names[first.main]
    (entries,) = [found for size, found in dictionary.unknown.prefixes(name) if size == len(name)]
    return made + [Found(begin, end, entry) for end in ends for entry in entries]


def unknown_ends(dictionary: Dictionary, text: bytes, begin: int, some: bool) -> list[int]:
    """Where the unknown words that begin at a byte end."""
    first, size = dictionary.kind(text, begin)
    end = begin + size
    if end > len(text):
        return [end]
    ends, group = [], -1
    if first.group:
        group, kind, length = end, first, 0
        while group < len(text):
            following, size = dictionary.kind(text, group)
            if not kind.kinds & following.kinds:
                break
            kind, group, length = following, group + size, length + 1
        if length <= 24:
            ends.append(group)
    for _ in range(first.length):
        if end > len(text):
            break
        if end == group:
            continue
        ends.append(end)
        following, size = dictionary.kind(text, end)
        if not first.kinds & following.kinds:
            break
        end += size
    return ends if ends or some else [end]
