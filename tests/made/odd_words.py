"""Words that readers of vector files stumble over, and vectors for them."""

from __future__ import annotations

import numpy as np

from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [
    b"</s>",
    "희망".encode(),
    b"the",
    b"3",
    b"4.5",
    b"a\xa0b",
    "가\u00a0나".encode(),
    b"\xff\xfe\x80",
    b"New York",
    b"nan",
    b"-",
    b"",
]
MATRIX = np.array([[0.5, -1.25, 3e-7], [1, 2, 3], [-0.1, 0.1, 1e30]], np.float32)[
    np.arange(len(WORDS)) % 3
] + np.arange(len(WORDS))[:, None].astype(np.float32)


def as_bytes(vectors):
    return [word.encode("utf-8", "surrogateescape") for word in vectors]


def make(words=WORDS, matrix=MATRIX, counts=None):
    return WordVectors(
        Vocab.from_words([word.decode("utf-8", "surrogateescape") for word in words], counts),
        matrix,
    )
