"""How document vectors lie in a ``.safetensors`` file.

    vectors        float32 [tags, dim]
    inverse_norms  float32 [tags]        1 / norm of each row
    tags           uint8 [bytes]         the tags end to end: ``i`` and the digits of a number, or ``s`` and a string in UTF-8
    tag_offsets    uint64 [tags + 1]
    tag_index      uint32 [2^k]          the lookup table (``malvec.Vocab.lookup``)
    words          uint8 [bytes]         the words' UTF-8 end to end; word_offsets, word_index as for tags
    counts         uint64 [V]
    output         float32 [V, dim]      or, with concat, as many whole input rows side by side as a window has places
    input          float32 [V, dim]      the words' vectors; absent where they were not trained

Metadata: ``format`` malvec, ``format_version``, ``kind`` document_vectors, ``report``, and, as they
came, ``recipe``, ``tokenizer``, ….
Kind topic_model: output is p(word | topic), and ``alpha`` float64 [topics]. Kind latent_semantics:
``idf`` float64 [V].
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.corpus.tags import Tags
from malvec.errors import FormatError
from malvec.search.nearest import Rows
from malvec.storage import container
from malvec.vocab import Vocab, stored_vocab

__all__ = ["Contents", "read", "write"]

_VERSION = 1
Floats = npt.NDArray[np.float32]


class Contents(NamedTuple):
    """What a file holds besides metadata."""

    tags: Tags
    rows: Rows
    vocab: Vocab
    output: Floats
    input: Floats | None = None
    further: Mapping[str, npt.NDArray[Any]] = MappingProxyType({})


def write(
    path: str | os.PathLike[str],
    contents: Contents,
    metadata: Mapping[str, str],
    kind: str = "document_vectors",
) -> None:
    """Writes document vectors or another model of documents."""
    tags, rows, vocab, output, input, further = contents
    tensors = {
        "vectors": np.asarray(rows.matrix),
        "inverse_norms": rows.inverse_norms,
        "output": output,
        **further,
    }
    for name, words in (("tag", tags.spelled), ("word", vocab)):
        tensors |= {
            f"{name}s": words.data,
            f"{name}_offsets": words.offsets,
            f"{name}_index": words.lookup,
        }
    if vocab.counts is not None:
        tensors["counts"] = vocab.counts
    if input is not None:
        tensors["input"] = input
    container.write(
        path,
        tensors,
        {**metadata, "format": "malvec", "kind": kind, "format_version": str(_VERSION)},
    )


def read(
    path: str | os.PathLike[str], verify: bool, kind: str = "document_vectors"
) -> tuple[Contents, dict[str, str]]:
    """What the file holds, and all metadata; ``FormatError`` for any other file."""
    tensors, metadata = container.read(path, verify)
    try:
        if metadata.get("format") != "malvec" or metadata.get("kind") != kind:
            raise FormatError(
                f"holds {metadata.get('kind', 'something unknown')!r}, not {kind.replace('_', ' ')}"
            )
        version = metadata.get("format_version", "")
        if not version.isascii() or not version.isdigit() or int(version) > _VERSION:
            raise FormatError(
                f"format version {version!r} is not one that this malvec reads ({_VERSION})"
            )
        return _contents(tensors), metadata
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None


def _contents(tensors: Mapping[str, npt.NDArray[Any]]) -> Contents:
    tags = stored_vocab(
        {
            f"word{key[3:]}": array
            for key, array in tensors.items()
            if key in ("tags", "tag_offsets", "tag_index")
        }
    )
    vocab = stored_vocab(tensors)
    if vocab.counts is None:
        raise FormatError("tensor 'counts' is missing")
    vectors = container.take(tensors, "vectors", np.float32, (len(tags), None))
    if vectors.shape[1] == 0:
        raise FormatError("the vectors have no components")
    norms = container.take(tensors, "inverse_norms", np.float32, (len(tags),))
    output = container.take(tensors, "output", np.float32, (len(vocab), None))
    input = (
        container.take(tensors, "input", np.float32, (len(vocab), vectors.shape[1]))
        if "input" in tensors
        else None
    )
    further = {name: tensors[name] for name in ("alpha", "idf") if name in tensors}
    return Contents(Tags(tags), Rows(vectors, norms), vocab, output, input, further)
