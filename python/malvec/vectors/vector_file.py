"""How word vectors lie in a ``.safetensors`` file.

    vectors        float32 [V, dim], or encoded
    inverse_norms  float32 [V]        1 / norm of each row, so that a query writes nothing
    words          uint8 [bytes]      the words' UTF-8 end to end
    word_offsets   uint64 [V + 1]
    word_index     uint32 [2^k]       the lookup table (``malvec.Vocab.lookup``)
    counts         uint64 [V]         absent where they are not known
    output         float32 [V, dim]   absent where there are none
    subword_rows   float32 [buckets, dim] or [kept, dim], or encoded; absent where there are no sub-words
    subword_kept   uint32 [kept]      the buckets that have rows, ascending; absent where all have

Encoded rows (``malvec.search.quantised``) are tensors of these names with an ending: ``.codes`` uint8 [rows,
parts], ``.scales`` float32 [rows], and, where they are product-quantised, ``.centroids`` float32
[parts, 256, dim / parts]. Files that have some are of version 2.

Metadata: ``format`` malvec, ``format_version``, ``kind`` word_vectors, ``report``, ``subwords``
(``min_n``, ``max_n``, ``buckets``, ``units``, ``unit``, see ``malvec.vectors.subwords``), and, as they
came, ``recipe``, ``tokenizer``, ``output_rows`` (nodes, of a tree; by default they are the words'),
…. Tensors and metadata with other names are ignored; ``sentences``
and ``sentences.*`` are those of ``malvec.SentenceEncoder``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.search.nearest import Rows
from malvec.search.quantised import EncodedRows
from malvec.storage import container
from malvec.storage.container import take as _take
from malvec.vectors.subwords import SubwordTable
from malvec.vocab import Vocab, stored_vocab

__all__ = ["FORMAT_VERSION", "OWN_KEYS", "parse_json", "read", "to_json", "without_own", "write"]

FORMAT_VERSION = 2
OWN_KEYS = frozenset(
    {
        "format",
        "format_version",
        "kind",
        "report",
        "subwords",
        "sentences",
        "checksums",
        "header_crc32",
    }
)
_OPENED_BY = {
    "malvec counts": ": open them with Counts.open",
    "factors": ": open them with Factors.load",
}
_OPENED_BY["document_vectors"] = ": open them with DocVectors.load"
_OPENED_BY["topic_model"] = ": open it with TopicModel.load"
_OPENED_BY["latent_semantics"] = ": open them with LatentSemantics.load"
Floats = npt.NDArray[np.float32]
Contents = tuple[Vocab, Rows, Floats | None, SubwordTable | None, dict[str, str]]


def write(
    path: str | os.PathLike[str],
    vocab: Vocab,
    rows: Rows,
    metadata: Mapping[str, str],
    *,
    output: Floats | None = None,
    subwords: SubwordTable | None = None,
    more: Mapping[str, npt.NDArray[Any]] = MappingProxyType({}),
) -> None:
    """Writes words, vectors and their norms, output vectors and rows of n-grams where there are
    any, ``more`` tensors, and metadata."""
    tensors: dict[str, npt.NDArray[Any]] = {
        **_stored("vectors", rows.matrix),
        "inverse_norms": rows.inverse_norms,
        "words": vocab.data,
        "word_offsets": vocab.offsets,
        "word_index": vocab.lookup,
        **more,
    }
    if vocab.counts is not None:
        tensors["counts"] = vocab.counts
    if output is not None:
        tensors["output"] = output
    version = FORMAT_VERSION if isinstance(rows.matrix, EncodedRows) else 1
    own = {"format": "malvec", "kind": "word_vectors"}
    if subwords is not None:
        tensors |= _stored("subword_rows", subwords.rows)
        version = FORMAT_VERSION if isinstance(subwords.rows, EncodedRows) else version
        if subwords.kept is not None:
            tensors["subword_kept"] = subwords.kept
        own["subwords"] = json.dumps({**subwords.knobs, "unit": subwords.unit})
    own["format_version"] = str(version)
    container.write(path, tensors, {**metadata, **own})


def read(path: str | os.PathLike[str], verify: bool) -> Contents:
    """Words, rows (norms of length 0 where the file has none), output vectors or None, rows of
    n-grams or None, and all metadata."""
    tensors, metadata = container.read(path, verify)
    try:
        _check_kind(metadata, tensors)
        vocab = stored_vocab(tensors)
        vectors = _taken_rows(tensors, "vectors", (len(vocab), None))
        output = (
            _take(tensors, "output", np.float32, vectors.shape) if "output" in tensors else None
        )
        norms = (
            _take(tensors, "inverse_norms", np.float32, (len(vocab),))
            if "inverse_norms" in tensors
            else np.zeros(0, np.float32)
        )
        subwords = _subwords(tensors, metadata, vectors.shape[1])
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None
    return vocab, Rows(vectors, norms), output, subwords, _with_output_rows(metadata)


def _with_output_rows(metadata: dict[str, str]) -> dict[str, str]:
    """Metadata that say whose the output rows are where they are not the words': older files leave
    that to the loss of the recipe."""
    try:
        recipe = json.loads(metadata.get("recipe", "null"))
    except (ValueError, RecursionError):
        return metadata
    if isinstance(recipe, dict) and recipe.get("loss") == "hs":
        return {**metadata, "output_rows": "nodes"}
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


def _taken_rows(
    tensors: Mapping[str, npt.NDArray[Any]], name: str, shape: tuple[int | None, int | None]
) -> Any:
    """Rows of floats, or encoded ones, of this shape."""
    if f"{name}.codes" not in tensors:
        return _take(tensors, name, np.float32, shape)
    codes = _take(tensors, f"{name}.codes", np.uint8, (shape[0], None))
    scales = _take(tensors, f"{name}.scales", np.float32, (len(codes),))
    centroids = None
    if f"{name}.centroids" in tensors:
        centroids = _take(tensors, f"{name}.centroids", np.float32, (codes.shape[1], 256, None))
    rows = EncodedRows(codes, scales, centroids)
    if shape[1] is not None and rows.shape[1] != shape[1]:
        raise FormatError(f"tensor {name!r} has {rows.shape[1]} components, not {shape[1]}")
    return rows


def without_own(metadata: Mapping[str, str]) -> dict[str, str]:
    """The metadata that came with the vectors, without those that belong to the file."""
    return {key: value for key, value in metadata.items() if key not in OWN_KEYS}


def parse_json(
    path: str | os.PathLike[str], metadata: Mapping[str, str], key: str
) -> dict[str, Any] | None:
    """A JSON object of the metadata, or None where there is none."""
    try:
        value = json.loads(metadata.get(key, "null"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: metadata {key!r} is not JSON: {error}") from None
    return value if isinstance(value, dict) else None if value is None else {"value": value}


def to_json(report: object | None) -> str:
    """A report as JSON: by its own ``to_json``, else as a dataclass, a mapping or a plain value."""
    if report is None:
        return "null"
    if hasattr(report, "to_json"):
        return str(report.to_json())
    if hasattr(report, "__dataclass_fields__"):
        return json.dumps(
            {name: getattr(report, name) for name in report.__dataclass_fields__}, default=str
        )
    return json.dumps(dict(report) if isinstance(report, Mapping) else report, default=str)


def _check_kind(metadata: Mapping[str, str], tensors: Mapping[str, Any]) -> None:
    if metadata.get("format") != "malvec":
        raise FormatError(
            "a .safetensors file, but not of malvec; its tensors:"
            f" {', '.join(list(tensors)[:8]) or 'none'}"
        )
    if metadata.get("kind") != "word_vectors":
        kind = metadata.get("kind", "something unknown")
        raise FormatError(f"holds {kind!r}, not word vectors{_OPENED_BY.get(kind, '')}")
    version = metadata.get("format_version", "")
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > FORMAT_VERSION:
        raise FormatError(
            f"format version {version} is newer than this malvec reads ({FORMAT_VERSION}): a newer"
            " malvec is needed"
        )


def _subwords(
    tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str], dim: int
) -> SubwordTable | None:
    if "subwords" not in metadata:
        return None
    rows = _taken_rows(tensors, "subword_rows", (None, dim))
    kept = _take(tensors, "subword_kept", np.uint32, (None,)) if "subword_kept" in tensors else None
    try:
        knobs = json.loads(metadata["subwords"])
        unit = knobs.pop("unit", False)
        if type(unit) is not bool:
            raise ValueError(f"unit={unit!r} is not true or false")
        return SubwordTable(rows, **knobs, kept=kept, unit=unit)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FormatError(f"the description of the sub-words is damaged: {error}") from None
