"""Counts of words by document, where a document is what has a tag: several sentences, or those of a
film."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from malvec.corpus.tags import TagRows, Tags
from malvec.counts.cells import Cells
from malvec.vocab import Vocab

__all__ = ["added_by_tag", "names_of"]


def added_by_tag(counts: Cells, tags: Tags, rows: TagRows, names: Vocab | None = None) -> Cells:
    """The counts of sentences added up by tag, tags x words; a sentence with several tags counts
    for each."""
    offsets, numbers = (array.astype(np.int64) for array in rows)
    shape = (counts.shape[0], len(tags))
    belongs = sparse.csr_array((np.ones(len(numbers)), numbers, offsets), shape=shape)
    added = (belongs.T.tocsr() @ counts.matrix).tocsr()
    added.sort_indices()
    parts: tuple[npt.NDArray[Any], ...] = (
        added.indptr.astype(np.uint64),
        added.indices.astype(np.uint32),
        added.data,
    )
    return Cells(
        parts[0],
        parts[1],
        parts[2],
        counts.width,
        row_names=names,
        column_names=counts.column_names,
        metadata=counts.metadata,
        pipeline=counts.pipeline,
    )


def names_of(tags: Iterable[str | int]) -> Vocab:
    """Tags as names of rows: numbers become their digits; ``ValueError`` where a number and a
    string then look the same."""
    try:
        return Vocab.from_words(map(str, tags))
    except ValueError as error:
        raise ValueError(
            f"{error}: rows are named by text, where the number 2 and the string '2' are the same"
        ) from None
