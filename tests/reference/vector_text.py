"""word2vec files written value by value: the slow, obvious twin of cpp/text/vector_text."""

from __future__ import annotations

import struct

import numpy as np


def text(words, matrix, header=True, blank_at_end=False, decimals=None):
    lines = [f"{len(words)} {matrix.shape[1]}".encode()] if header else []
    for word, row in zip(words, matrix, strict=True):
        values = [
            np.format_float_positional(x, unique=True, trim="-")
            if decimals is None
            else f"{x:.{decimals}f}"
            for x in row
        ]
        lines.append(word + b" " + " ".join(values).encode() + (b" " if blank_at_end else b""))
    return b"".join(line + b"\n" for line in lines)


def binary(words, matrix, newline):
    rows = [
        word + b" " + struct.pack(f"<{len(row)}f", *row) + (b"\n" if newline else b"")
        for word, row in zip(words, matrix, strict=True)
    ]
    return f"{len(words)} {matrix.shape[1]}\n".encode() + b"".join(rows)
