"""How word vectors lie in a ``.safetensors`` file.

    vectors        float32 [V, dim], or encoded
    inverse_norms  float32 [V]        1 / norm of each row, so that a query writes nothing
    words          uint8 [bytes]      the words' UTF-8 end to end
    word_offsets   uint64 [V + 1]
    word_index     uint32 [2^k]       the lookup table (``malvec.Vocab.word_index``)
    counts         uint64 [V]         absent where they are not known
    output         float32 [V, dim]   absent where there are none
    subword_rows   float32 [buckets, dim] or [kept, dim], or encoded; absent without sub-words
    subword_kept   uint32 [kept]      the buckets that have rows, ascending; absent where all have

Encoded rows (``malvec.search.quantised``) are tensors of these names with an ending: ``.codes``
uint8 [rows, parts], ``.scales`` float32 [rows], and, where they are product-quantised,
``.centroids`` float32 [parts, 256, dim / parts]. Files that have some are of version 2.

Kind word_vectors. Metadata: ``report``, ``subwords`` (``min_n``, ``max_n``, ``buckets``, ``units``,
``unit``, see ``malvec.vectors.subwords``), and, as they came, ``recipe``, ``tokenizer``, …. Kinds
sentence_encoder and language_model hold all this and more, and open as word vectors too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.search.nearest import Searchable
from malvec.search.quantised import EncodedRows
from malvec.search.stored_codes import stored_codes
from malvec.storage import kinds
from malvec.vectors.subwords import SubwordTable
from malvec.vocab import Vocab, stored_vocab

__all__ = [
    "KINDS",
    "Contents",
    "Laid",
    "contents",
    "lay_out",
    "metadata_of",
    "write",
]

KINDS = ("word_vectors", "sentence_encoder", "text_classifier", "language_model")
"""Files that hold word vectors, alone or with more."""
_OWN_KEYS = ("report", "subwords", "sentences", "language_model")
"""Metadata that belong to the file, not to the vectors."""
_COMPRESSED = 2  # the version of files with encoded rows
Floats = npt.NDArray[np.float32]


class Contents(NamedTuple):
    """What a file holds besides metadata; norms of length 0 where it has none."""

    vocab: Vocab
    searchable: Searchable
    output: Floats | None = None
    subwords: SubwordTable | None = None


class Laid(NamedTuple):
    """The arrays and metadata of a file, and the version of its layout."""

    tensors: dict[str, npt.NDArray[Any]]
    metadata: dict[str, str]
    version: int = 1


def lay_out(
    contents: Contents,
    metadata: Mapping[str, str],
    more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({}),
) -> Laid:
    """Words, vectors and their norms, output vectors and rows of n-grams where there are any,
    ``more`` tensors, and metadata, as they lie in a file."""
    vocab, rows, output, subwords = contents
    tensors: dict[str, npt.NDArray[Any]] = {
        **_stored("vectors", rows.matrix),
        "inverse_norms": rows.inverse_norms,
        "words": vocab.data,
        "word_offsets": vocab.offsets,
        "word_index": vocab.word_index,
        **more,
    }
    kept = None if subwords is None else subwords.kept
    optional = {"counts": vocab.counts, "output": output, "subword_kept": kept}
    tensors |= {name: array for name, array in optional.items() if array is not None}
    own, version = {}, _COMPRESSED if isinstance(rows.matrix, EncodedRows) else 1
    if subwords is not None:
        tensors |= _stored("subword_rows", subwords.matrix)
        own["subwords"] = json.dumps({**subwords.knobs, "unit": subwords.unit_length})
        version = _COMPRESSED if isinstance(subwords.matrix, EncodedRows) else version
    return Laid(tensors, {**metadata, **own}, version)


def write(
    path: str | os.PathLike[str],
    contents: Contents,
    metadata: Mapping[str, str],
    *,
    kind: str = "word_vectors",
    more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({}),
) -> None:
    """Writes a file of word vectors, or of a kind that holds them and ``more`` tensors."""
    kinds.write(path, kind, *lay_out(contents, metadata, more))


def contents(file: kinds.StoredFile) -> Contents:
    """What an opened file holds, which ``kinds.open_kind`` has looked through."""
    vocab = stored_vocab(file.tensors, later=None if file.verified else file.path)
    vectors = _taken_rows(file, "vectors", (len(vocab), None))
    output = file.take_if_there("output", np.float32, vectors.shape)
    norms = file.take_if_there("inverse_norms", np.float32, (len(vocab),))
    norms = np.zeros(0, np.float32) if norms is None else norms
    rows = Searchable(vectors, norms, stored_codes(file, *vectors.shape))
    return Contents(vocab, rows, output, _subwords(file, vectors.shape[1]))


def metadata_of(file: kinds.StoredFile) -> dict[str, str]:
    """The metadata of the vectors. ``output_rows`` says whose the output rows are where they are
    not the words'; older files leave that to the loss of the recipe."""
    metadata = file.metadata_without(*_OWN_KEYS)
    recipe = file.parsed("recipe")
    if recipe is not None and recipe.get("loss") == "hs":
        metadata["output_rows"] = "nodes"
    return metadata


def _stored(name: str, rows: Floats | EncodedRows) -> dict[str, npt.NDArray[Any]]:
    """Rows as tensors."""
    if not isinstance(rows, EncodedRows):
        return {name: rows}
    found: dict[str, npt.NDArray[Any]] = {
        f"{name}.codes": rows.codes,
        f"{name}.scales": rows.scales,
    }
    return found if rows.centroids is None else {**found, f"{name}.centroids": rows.centroids}


def _taken_rows(file: kinds.StoredFile, name: str, shape: tuple[int | None, int | None]) -> Any:
    """Rows of floats, or encoded ones, of this shape."""
    if f"{name}.codes" not in file.tensors:
        return file.take(name, np.float32, shape)
    codes = file.take(f"{name}.codes", np.uint8, (shape[0], None))
    scales = file.take(f"{name}.scales", np.float32, (len(codes),))
    centroids = file.take_if_there(f"{name}.centroids", np.float32, (codes.shape[1], 256, None))
    return EncodedRows(codes, scales, centroids)


def _subwords(file: kinds.StoredFile, dim: int) -> SubwordTable | None:
    knobs = file.parsed("subwords")
    if knobs is None:
        return None
    rows = _taken_rows(file, "subword_rows", (None, dim))
    kept = file.take_if_there("subword_kept", np.uint32, (None,))
    unit = knobs.pop("unit", False)
    return SubwordTable.from_options(rows, knobs, kept=kept, unit_length=unit, trusted=True)
