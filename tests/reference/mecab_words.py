"""What a word of a user becomes in a dictionary of MeCab, the slow and obvious way: connections,
part of speech and cost, from the definition files and the model of the dictionary."""

from __future__ import annotations

import csv
import re
import struct
from bisect import bisect_left
from pathlib import Path

Rules = list[tuple[list[str], list[str]]]
Given = tuple[int, int, int, int, str]
"""Left id, right id, part of speech, cost, feature."""

MASK = 0xFFFFFFFF


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & MASK


def murmur(data: bytes, seed: int = 0xFD14DEFF) -> int:
    """The first 64 of the 128 bits of MurmurHash3 for 32-bit machines."""
    c = (0x239B961B, 0xAB0E9789, 0x38B34AE5, 0xA1E38B93)
    h = [seed] * 4
    whole = len(data) // 16 * 16
    for at in range(0, whole + 16, 16):
        block = data[at : at + 16]
        for i in range(4):
            k = int.from_bytes(block[4 * i : 4 * i + 4], "little") * c[i] & MASK
            k = _rotated(k, (15, 16, 17, 18)[i]) * c[(i + 1) % 4] & MASK
            h[i] ^= k
            if at < whole:
                h[i] = _rotated(h[i], (19, 17, 15, 13)[i]) + h[(i + 1) % 4] & MASK
                h[i] = h[i] * 5 + (0x561CCD1B, 0x0BCAA747, 0x96CD1C35, 0x32AC3B17)[i] & MASK
    h = [word ^ len(data) for word in h]

    def spread() -> None:
        h[0] = sum(h) & MASK
        for i in (1, 2, 3):
            h[i] = h[i] + h[0] & MASK

    spread()
    for i, word in enumerate(h):
        word = (word ^ word >> 16) * 0x85EBCA6B & MASK
        word = (word ^ word >> 13) * 0xC2B2AE35 & MASK
        h[i] = word ^ word >> 16
    spread()
    return h[0] | h[1] << 32


def columns_of(line: str) -> list[str]:
    return next(csv.reader([line], skipinitialspace=True))


def _joined(columns: list[str]) -> str:
    quoted = ['"' + c.replace('"', '""') + '"' if re.search('[,"]', c) else c for c in columns]
    return ",".join(quoted)


def _fits(pattern: list[str], columns: list[str]) -> bool:
    def one(wanted: str, column: str) -> bool:
        choices = wanted[1:-1].split("|") if re.fullmatch(r"\(.+\)", wanted) else []
        return wanted.startswith("*") or column in (wanted, *choices)

    return len(pattern) <= len(columns) and all(map(one, pattern, columns))


def rewritten(rules: Rules, columns: list[str]) -> str:
    target = next(target for pattern, target in rules if _fits(pattern, columns))
    return _joined([re.sub(r"\$(\d+)", lambda m: columns[int(m[1]) - 1], c) for c in target])


class MecabWords:
    """The files of a folder, read once."""

    def __init__(self, folder: Path) -> None:
        def lines(name: str) -> list[str]:
            return (folder / name).read_text("utf-8").splitlines()

        self.rules: dict[str, Rules] = {}
        for line in lines("rewrite.def"):
            if line.startswith("["):
                rules = self.rules[line] = []
            elif line and not line.startswith("#"):
                pattern, target = line.split()
                rules.append((columns_of(pattern), columns_of(target)))
        self.parts = [(columns_of(p), int(n)) for p, n in map(str.split, lines("pos-id.def"))]
        self.left = {name: int(i) for i, name in map(str.split, lines("left-id.def"))}
        self.right = {name: int(i) for i, name in map(str.split, lines("right-id.def"))}
        self.templates = [x.split()[1] for x in lines("feature.def") if x.startswith("UNIGRAM")]
        setting = re.search(r"(?m)^cost-factor\s*=\s*(\d+)", "\n".join(lines("dicrc")))
        self.factor = int(setting[1]) if setting else 800
        self._read_model((folder / "model.bin").read_bytes())
        self.classes = (folder / "char.bin").read_bytes()

    def _read_model(self, model: bytes) -> None:
        count = int.from_bytes(model[:4], "little")
        self.weights = struct.unpack(f"<{count}d", model[36 : 36 + 8 * count])
        self.names = struct.unpack(f"<{count}Q", model[36 + 8 * count :])

    def weight(self, feature: str) -> float:
        name = murmur(feature.encode())
        at = bisect_left(self.names, name)
        return self.weights[at] if self.names[at : at + 1] == (name,) else 0.0

    def character_class(self, character: str) -> int:
        code = ord(character) if ord(character) <= 0xFFFF else 0
        count = int.from_bytes(self.classes[:4], "little")
        at = 4 + 32 * count + 4 * code
        return int.from_bytes(self.classes[at : at + 4], "little") >> 18 & 0xFF

    def cost(self, word: str, columns: list[str]) -> int:
        features = rewritten(self.rules["[unigram rewrite]"], columns)
        own = columns_of(features)
        total = 0.0
        for template in self.templates:
            asked = re.findall(r"%F(\??)\[(\d+)\]", template)
            if any(int(i) >= len(own) or (if_told and own[int(i)] in "*") for if_told, i in asked):
                continue
            feature = re.sub(r"%F\??\[(\d+)\]", lambda m: own[int(m[1])], template)
            feature = feature.replace("%t", str(self.character_class(word[0])))
            total += self.weight(feature.replace("%u", features))
        return int(max(min(-self.factor * total, 32767), -32767))

    def entry(self, word: str, tag: str) -> Given:
        code = ord(word[-1]) - ord("가")
        final = "T" if 0 <= code <= ord("힣") - ord("가") and code % 28 else "F"
        feature = _joined([tag, "*", final, word, "*", "*", "*", "*"])
        return self.of_line(f"{_joined([word])},,,,{feature}")[1]

    def of_line(self, line: str) -> tuple[str, Given]:
        """A line of CSV: its word, and the entry, with what is not given learnt."""
        word, left, right, cost, *columns = columns_of(line)
        ids = (int(left or -1), int(right or -1))
        if min(ids) < 0:
            ids = (
                self.left[rewritten(self.rules["[left rewrite]"], columns)],
                self.right[rewritten(self.rules["[right rewrite]"], columns)],
            )
        return word, (
            *ids,
            next((number for pattern, number in self.parts if _fits(pattern, columns)), 65535),
            int(cost) if cost else self.cost(word, columns),
            _joined(columns),
        )
