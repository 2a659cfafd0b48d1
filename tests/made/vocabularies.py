"""A vocabulary of BERT and pieces of SentencePiece, written by hand."""

from __future__ import annotations

import struct

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "영화",
    "##가",
    "##는",
    "재미",
    "##있",
    "##다",
    "un",
    "##aff",
    "##able",
    "!",
    ",",
    "漢",
    "字",
    "ᄋ",
    "##ᅧ",
    "##ᆼ",
    "##ᄒ",
    "##ᅪ",
    "a",
    "##a",
    "resume",
    "##s",
    "é",
    "나",
    "[",
    "]",
    "mask",
    "1",
    "##2",
    "😀",
    "ᄀ",
    "##ᅡ",
]
NUMBERED = {unit: number for number, unit in enumerate(VOCABULARY)}


def model_bytes(
    pieces: list[tuple[str, float, int]], trainer: bytes = b"", normalizer: bytes = b""
) -> bytes:
    """A SentencePiece file, written by hand."""

    def field(number: int, content: bytes) -> bytes:
        size = len(content)
        return (
            bytes([number << 3 | 2])
            + (bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7]))
            + content
        )

    listed = [
        field(
            1,
            field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + b"\x18" + bytes([kind]),
        )
        for text, score, kind in pieces
    ]
    return b"".join([*listed, field(2, trainer), field(3, normalizer)])


PIECES = [
    ("<unk>", 0.0, 2),
    ("<s>", 0.0, 3),
    ("▁영화", -1.0, 1),
    ("가", -2.0, 1),
    ("▁", -3.0, 1),
    ("영", -4.0, 1),
    ("화", -5.0, 1),
]
UNIGRAM, BPE = b"\x18\x01", b"\x18\x02"
