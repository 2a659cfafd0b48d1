"""A hundred words with vectors in which "남자 : 왕 = 여자 : 여왕" holds, among odd words and a row
of zeros."""

from __future__ import annotations

import dataclasses

import numpy as np

from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

WORDS = [
    "왕",
    "여왕",
    "남자",
    "여자",
    "도시",
    "e\u0301",
    "\udcff\udcfe",
    "a b",
    "zero",
    *(f"w{i}" for i in range(91)),
]


@dataclasses.dataclass
class Report:
    loss: list[float]


def planted_vectors():
    matrix = np.random.default_rng(3).standard_normal((100, 20)).astype(np.float32)
    matrix[WORDS.index("zero")] = 0
    matrix[1] = matrix[0] - matrix[2] + matrix[3]
    counts = np.arange(100, 0, -1, dtype=np.uint64)
    vocab = Vocab.from_words(WORDS, counts.tolist())
    return WordVectors(
        vocab, matrix, report=Report([1.5]), metadata={"recipe": '{"dim": 20}'}, output=matrix * 2
    )
