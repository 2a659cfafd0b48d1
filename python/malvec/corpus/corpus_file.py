"""How a corpus lies in a ``.safetensors`` file.

    ids           uint32 [tokens]         the words of all sentences one after another
    offsets       uint64 [sentences + 1]  where each sentence starts in ids
    words         uint8 [bytes]           the words' UTF-8 end to end
    word_offsets  uint64 [V + 1]
    counts        uint64 [V]

Metadata: ``kind`` malvec corpus, ``format_version``, ``report``, ``tokenizer`` and ``normalize`` as
JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.report import CorpusReport
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import container
from malvec.tokenizers.pipeline import Pipeline, passport, stored_pipeline
from malvec.vocab import Vocab, stored_vocab

__all__ = ["read", "write"]

_KIND = "malvec corpus"
_FORMAT = 1
Ids = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.uint64]


def write(
    path: str | os.PathLike[str],
    arrays: tuple[Ids, Offsets],
    vocab: Vocab,
    *,
    report: CorpusReport,
    pipeline: Pipeline,
) -> None:
    """Writes a corpus, ids and offsets, whose words have counts."""
    assert vocab.counts is not None
    tensors: dict[str, npt.NDArray[Any]] = {
        "ids": arrays[0],
        "offsets": arrays[1],
        "words": vocab.data,
        "word_offsets": vocab.offsets,
        "counts": vocab.counts,
    }
    metadata = {
        "kind": _KIND,
        "format_version": str(_FORMAT),
        "report": report.to_json(),
    }
    container.write(path, tensors, dict(passport(pipeline, metadata)[1]))


def read(
    path: str | os.PathLike[str], verify: bool
) -> tuple[Ids, Offsets, Vocab, CorpusReport, Pipeline | None]:
    """Ids, offsets, words, report, pipeline; ``FormatError`` for any file that ``write`` did not
    write."""
    tensors, metadata = container.read(path, verify)
    try:
        report, pipeline = _report(metadata), stored_pipeline(metadata)
        vocab = stored_vocab(tensors)
        ids = container.take(tensors, "ids", np.uint32, (None,))
        offsets = container.take(tensors, "offsets", np.uint64, (None,))
        if vocab.counts is None:
            raise FormatError("tensor 'counts' is missing")
        if len(offsets) < 1 or offsets[0] != 0 or offsets[-1] != len(ids):
            raise FormatError("the offsets of the sentences do not fit the ids")
        if verify:
            _core.check_corpus(ids, offsets, len(vocab), available_threads())
    except ValueError as error:
        raise FormatError(f"{path}: {error}") from None
    return ids, offsets, vocab, report, pipeline


def _report(metadata: Mapping[str, str]) -> CorpusReport:
    if metadata.get("kind") != _KIND:
        raise FormatError(
            "not a corpus of malvec but"
            f" {metadata.get('kind', 'another kind of .safetensors file')}"
        )
    version = metadata.get("format_version", "")
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > _FORMAT:
        raise FormatError(f"written by a newer malvec: its format version is {version}")
    try:
        if not isinstance(json.loads(metadata["tokenizer"]), dict | None):
            raise ValueError("a description is a JSON object or null")
        return CorpusReport.from_json(metadata["report"])
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise FormatError(f"report or tokenizer are missing or damaged: {error}") from None
