"""How words were looked up and added up by Python alone: for ``malvec.vectors.word_rows``, where
the core does it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

import malvec as mv

Floats = npt.NDArray[np.float32]


def find(vectors: mv.WordVectors, word: str) -> int:
    """The id of a word: as it stands, cleaned, in form NFC where sub-words are of jamo; else -1."""
    vocab, table = vectors.vocab, vectors.subword_table
    found = vocab.find(word)
    if found < 0 and vectors.pipeline is not None:
        found = vocab.find(vectors.pipeline.clean(word))
    if found < 0 and table is not None:
        found = vocab.find(table.prepare(word))
    return found


def unit(vector: npt.NDArray[Any]) -> Floats:
    """A vector scaled to length 1; one of zeros stays."""
    norm = float(np.linalg.norm(vector.astype(np.float64)))
    return np.asarray(vector / norm if norm > 0 else vector, np.float32)


def add_up(
    vectors: mv.WordVectors, terms: Sequence[str | Floats], signs: Sequence[int]
) -> tuple[Floats, set[int]]:
    """The sum of signed unit vectors, and the ids of the words and of parts that stand for them."""
    total, hidden = np.zeros(vectors.dim, np.float32), set[int]()
    for term, sign in zip(terms, signs, strict=True):
        total += sign * unit(vectors[term] if isinstance(term, str) else term)
        if isinstance(term, str):
            found = find(vectors, term)
            hidden |= {found} if found >= 0 else set(map(vectors.vocab.index, vectors.parts(term)))
    return total, hidden
