"""How counts lie in a ``.safetensors`` file.

    offsets       uint64 [rows + 1]   where the cells of each row begin
    columns       uint32 [cells]
    values        float64 [cells]
    words         uint8 [bytes]       the words' UTF-8 end to end
    word_offsets  uint64 [V + 1]
    counts        uint64 [V]          how often each word occurs, where that is known

Metadata: ``kind`` malvec counts, ``format_version``, ``counting``, ``report``, and, where they are
known, ``tokenizer`` and ``normalize`` as JSON, ``fingerprint`` of the words.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.report import Counting, CountReport
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import container
from malvec.tokenizers.pipeline import Pipeline, passport, stored_pipeline
from malvec.vocab import Vocab, stored_vocab

__all__ = ["fingerprint", "read", "write"]

_KIND = "malvec counts"
_FORMAT = 1
Arrays = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[np.float64]]
"""Offsets of the rows, columns and values of the cells."""


def fingerprint(words: Vocab) -> str:
    """A checksum of words and their order."""
    sum = hashlib.sha256(np.ascontiguousarray(words.offsets).view(np.uint8).data)
    sum.update(np.ascontiguousarray(words.data).data)
    return sum.hexdigest()[:32]


def write(
    path: str | os.PathLike[str],
    arrays: Arrays,
    words: Vocab,
    counting: Counting,
    *,
    report: CountReport,
    pipeline: Pipeline | None,
) -> None:
    """Writes counts."""
    names = ("offsets", "columns", "values", "words", "word_offsets", "counts")
    given = zip(names, (*arrays, words.data, words.offsets, words.counts), strict=True)
    tensors: dict[str, npt.NDArray[Any]] = {
        name: array for name, array in given if array is not None
    }
    metadata = {
        "format": "malvec",
        "kind": _KIND,
        "format_version": str(_FORMAT),
        "fingerprint": fingerprint(words),
    }
    metadata |= {"counting": counting.to_json(), "report": report.to_json()}
    container.write(path, tensors, dict(passport(pipeline, metadata)[1]))


def read(
    path: str | os.PathLike[str], verify: bool
) -> tuple[Arrays, Vocab, Counting, CountReport, Pipeline | None]:
    """Arrays, words, counting, report, pipeline; ``FormatError`` for any file that ``write`` did
    not write."""
    tensors, metadata = container.read(path, verify)
    try:
        counting, report = _provenance(metadata)
        pipeline = stored_pipeline(metadata)
        words = stored_vocab(tensors)
        offsets = container.take(tensors, "offsets", np.uint64, (None,))
        columns = container.take(tensors, "columns", np.uint32, (None,))
        values = container.take(tensors, "values", np.float64, (len(columns),))
        _check_extent(offsets, columns, words, counting)
        if fingerprint(words) != metadata.get("fingerprint"):
            raise FormatError("words and counts do not belong together")
        if verify:
            _core.check_cells(offsets, columns, len(words), available_threads())
            if _core.first_not_finite(values, available_threads()) < len(values) or (
                len(values) and values.min() <= 0
            ):
                raise FormatError("a value is not a positive number")
    except ValueError as error:
        raise FormatError(f"{path}: {error}") from None
    return (offsets, columns, values), words, counting, report, pipeline


def _check_extent(
    offsets: npt.NDArray[np.uint64],
    columns: npt.NDArray[np.uint32],
    words: Vocab,
    counting: Counting,
) -> None:
    if (
        len(offsets) < 1
        or offsets[0] != 0
        or offsets[-1] != len(columns)
        or not np.all(offsets[1:] >= offsets[:-1])
    ):
        raise FormatError("the offsets of the rows do not fit the cells")
    if counting.weight != "documents" and len(offsets) != len(words) + 1:
        raise FormatError(f"{len(offsets) - 1:,} rows for {len(words):,} words")


def _provenance(metadata: Mapping[str, str]) -> tuple[Counting, CountReport]:
    if metadata.get("kind") != _KIND:
        raise FormatError(
            f"not counts of malvec but {metadata.get('kind', 'another kind of .safetensors file')}"
        )
    version = metadata.get("format_version", "")
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > _FORMAT:
        raise FormatError(f"written by a newer malvec: its format version is {version}")
    try:
        return Counting.from_json(metadata["counting"]), CountReport.from_json(metadata["report"])
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise FormatError(f"counting or report are missing or damaged: {error}") from None
