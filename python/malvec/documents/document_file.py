"""How document vectors lie in a ``.safetensors`` file.

    vectors        float32 [tags, dim]
    inverse_norms  float32 [tags]        1 / norm of each row
    tags           uint8 [bytes]         the tags end to end: ``i`` and the digits of a number, or
                                         ``s`` and a string in UTF-8
    tag_offsets    uint64 [tags + 1]
    tag_index      uint32 [2^k]          the lookup table (``malvec.Vocab.word_index``)
    words          uint8 [bytes]         the words' UTF-8 end to end; word_offsets, word_index as
                                         for tags
    counts         uint64 [V]
    output         float32 [V, dim]      or, with concat, as many whole input rows side by side as
                                         a window has places
    input          float32 [V, dim]      the words' vectors; absent where they were not trained

Kind document_vectors. Metadata: ``report``, ``inference`` (the knobs of inference as JSON), and, as
they came, ``recipe``, ``tokenizer``, ….
Kind topic_model: output is p(word | topic), and ``alpha`` float64 [topics]. Kind latent_semantics:
``idf`` float64 [V], and metadata ``sublinear``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.corpus.tags import Tags
from malvec.errors import FormatError
from malvec.search.nearest import Searchable
from malvec.search.stored_codes import stored_codes
from malvec.storage import kinds
from malvec.vocab import Vocab, stored_vocab

__all__ = ["OWN_KEYS", "Contents", "contents", "lay_out"]

OWN_KEYS = ("report", "inference", "sublinear")
"""Metadata that belong to the file, not to the vectors."""
Floats = npt.NDArray[np.float32]


class Contents(NamedTuple):
    """What a file holds besides metadata and what only its kind has."""

    tags: Tags
    searchable: Searchable
    vocab: Vocab
    output: Floats


def lay_out(
    contents: Contents, more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({})
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of document vectors or another model of documents, with ``more`` of them."""
    tags, rows, vocab, output = contents
    tensors = {
        "vectors": np.asarray(rows.matrix),
        "inverse_norms": rows.inverse_norms,
        "output": output,
        **more,
    }
    for name, words in (("tag", tags.spelled), ("word", vocab)):
        tensors |= {
            f"{name}s": words.data,
            f"{name}_offsets": words.offsets,
            f"{name}_index": words.word_index,
        }
    if vocab.counts is not None:
        tensors["counts"] = vocab.counts
    return tensors


def contents(file: kinds.StoredFile) -> Contents:
    """What an opened file holds; ``FormatError`` where it is damaged."""
    spelled = {
        f"word{key[3:]}": array
        for key, array in file.tensors.items()
        if key in ("tags", "tag_offsets", "tag_index")
    }
    tags, vocab = stored_vocab(spelled), stored_vocab(file.tensors)
    if vocab.counts is None:
        raise FormatError("tensor 'counts' is missing")
    vectors = file.take("vectors", np.float32, (len(tags), None))
    if vectors.shape[1] == 0:
        raise FormatError("the vectors have no components")
    norms = file.take("inverse_norms", np.float32, (len(tags),))
    output = file.take("output", np.float32, (len(vocab), None))
    rows = Searchable(vectors, norms, stored_codes(file, *vectors.shape))
    return Contents(Tags(tags), rows, vocab, output)
