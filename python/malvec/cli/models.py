"""Any model as vectors with names: what can be asked of words can be asked of documents, topics and
factors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import numpy as np

import malvec as mv
from malvec.cli.files import load_any, load_vectors
from malvec.documents.tagged_vectors import TaggedVectors

__all__ = ["SIDE_HELP", "Side", "load_named", "name_of", "place_of", "tag_of"]

Side = Literal["rows", "columns"]
VECTORS = ("word_vectors", "sentence_encoder")
SIDE_HELP = "of factors: rows, such as users, or columns, such as items"


def load_named(path: Path, side: Side = "columns") -> mv.WordVectors:
    """The vectors of words, of the tags of documents, or of the rows or columns of factors."""
    held = load_any(path)
    if isinstance(held, TaggedVectors):
        return renamed(list(held.tags), held.matrix, held)
    if isinstance(held, mv.Factors):
        found = held.column_side if side == "columns" else held.row_side
        names = range(len(found.factors)) if found.names is None else found.names
        return renamed(list(names), found.factors, held)
    if isinstance(held, mv.Index) and held.report.of not in VECTORS:
        return renamed(list(held.names), held.matrix, held)
    return held if isinstance(held, mv.WordVectors) else load_vectors(path)


def renamed(names: list[Any], matrix: Any, held: Any) -> mv.WordVectors:
    """Vectors with these names; ``ValueError`` where a number and a text are written alike."""
    vocab = mv.Vocab.from_words([str(name) for name in names])
    return mv.WordVectors(vocab, np.asarray(matrix, np.float32), report=held.report)


def tag_of(documents: TaggedVectors, text: str) -> str | int:
    """The tag that a text names; digits are a number where there is no such string."""
    return int(text) if text not in documents and is_number(text) else text


def name_of(held: Any, text: str) -> Any:
    """What a text names: a tag of documents, the number of a row without a name, else itself."""
    if isinstance(held, mv.Index):
        numbered = isinstance(held.names, range)
        return int(text) if numbered and is_number(text) else name_of(held.source, text)
    return tag_of(held, text) if isinstance(held, TaggedVectors) else text


def place_of(side: Any, text: str) -> str | int:
    """The row or column of factors that a text names: by its number only where there are no names,
    or where they are numbers."""
    by_number = side.names is None or side.numbered
    return int(text) if by_number and is_number(text) else text


def is_number(text: str) -> bool:
    """Whether a text is a whole number."""
    return re.fullmatch(r"-?[0-9]+", text) is not None
