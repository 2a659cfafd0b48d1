"""Vectors composed of the rows of n-grams."""

from __future__ import annotations

import numpy as np

from malvec import _core
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab


def subword_vectors(
    units="jamo", words=("영화", "영화관", "감독", "감독님", "배우", "ㅋㅋㅋ", "hello"), **knobs
):
    """Vectors with sub-words, in one allocation as training makes them, and the rows before they
    were composed."""
    random = np.random.default_rng(1)
    knobs = {"min_n": 2, "max_n": 4, "buckets": 300, "units": units, **knobs}
    rows = _core.matrix(len(words) + knobs["buckets"], 12)
    rows[:] = random.standard_normal(rows.shape)
    raw = rows.copy()
    vocab = Vocab.from_words(words, range(len(words), 0, -1))
    table = SubwordTable.from_options(rows[len(words) :], knobs)
    table.compose(vocab, rows[: len(words)])
    vectors = WordVectors(
        vocab, rows[: len(words)], output=raw[: len(words)].copy(), subwords=table
    )
    return vectors, raw, knobs
