"""What GloVe and Swivel share: rows that are words, and the vectors that are made of word and
context vectors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from malvec.counts.cells import Cells
from malvec.reports.cells import CellReport
from malvec.runtime.arguments import one_of
from malvec.runtime.recipe import Recipe
from malvec.vectors.word_vectors import WordVectors

__all__ = ["check_kind", "check_words", "word_vectors"]

Floats = npt.NDArray[np.float32]


def check_kind(vectors: str) -> None:
    """``ValueError`` unless the knob ``vectors`` is one of its two values: word and context vectors
    added, or word vectors alone."""
    one_of("vectors", vectors, ("sum", "words"))


def check_words(cells: Cells, vectors: str) -> None:
    """``ValueError`` unless rows have names and, where word and context vectors are to be added,
    columns are the same words."""
    if cells.row_names is None:
        raise ValueError(
            "the rows of the cells have no names, and word vectors need words: make them with"
            " Cells(..., row_names=vocab)"
        )
    if vectors == "sum" and not _same_words(cells):
        raise ValueError(
            f"vectors='sum' adds the vectors of row i and column i, but the {cells.shape[0]:,} rows"
            f" and {cells.shape[1]:,} columns are not the same words: use vectors='words'"
        )


def word_vectors(
    recipe: Recipe, cells: Cells, rows: Floats, columns: Floats, report: CellReport
) -> WordVectors:
    """The vectors that the recipe's knob ``vectors`` asks for, with the context vectors in
    ``output``; ``rows`` become the result."""
    described = recipe.describe()
    if described["vectors"] == "sum":
        rows += columns
    if cells.row_names is None:
        raise ValueError("the rows of the cells have no names")
    output = columns if _same_words(cells) else None
    return WordVectors(
        cells.row_names,
        rows,
        report=report,
        metadata=recipe.metadata(),
        output=output,
        pipeline=cells.pipeline,
    )


def _same_words(cells: Cells) -> bool:
    """Whether row i and column i are the same word, as far as there are names."""
    rows, columns = cells.row_names, cells.column_names
    if rows is None or columns is None:
        return cells.shape[0] == cells.shape[1]
    return rows.same_words(columns)
