"""Sentences of words with and without vectors, and the vectors."""

from __future__ import annotations

import numpy as np

import malvec as mv

RANDOM = np.random.default_rng(5)
WORDS = [f"w{i}" for i in range(60)]
CHANCES = np.array([*(1 / np.arange(1, 61)), 0.15])
SENTENCES = [
    RANDOM.choice([*WORDS, "unseen"], RANDOM.integers(0, 12), p=CHANCES / CHANCES.sum()).tolist()
    for _ in range(300)
]
TEXTS = [" ".join(sentence) for sentence in SENTENCES]


def vectors_of(dim=20, tokenizer='{"name": "whitespace"}'):
    vocab = mv.Vocab.from_words(WORDS, [3000 // (i + 1) for i in range(60)])
    matrix = np.random.default_rng(2).standard_normal((60, dim)).astype(np.float32) + 0.5
    return mv.WordVectors(
        vocab, matrix, metadata={} if tokenizer is None else {"tokenizer": tokenizer}
    )
