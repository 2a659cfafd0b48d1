"""How counts lie in a ``.safetensors`` file.

    offsets       uint64 [rows + 1]   where the cells of each row begin
    columns       uint32 [cells]
    values        float64 [cells]
    words         uint8 [bytes]       the words' UTF-8 end to end
    word_offsets  uint64 [V + 1]
    counts        uint64 [V]          how often each word occurs, where that is known

Kind counts. Metadata: ``counting``, ``report``, and, where they are known, ``tokenizer`` and
``normalize`` as JSON, ``fingerprint`` of the words.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import CellArrays
from malvec.counts.cells_file import check_offsets
from malvec.counts.report import Counting, CountReport
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, passport, stored_pipeline
from malvec.vocab import Vocab, stored_vocab

__all__ = ["fingerprint", "read", "write"]


def fingerprint(vocab: Vocab) -> str:
    """A checksum of words and their order."""
    sum = hashlib.sha256(np.ascontiguousarray(vocab.offsets).view(np.uint8).data)
    sum.update(np.ascontiguousarray(vocab.data).data)
    return sum.hexdigest()[:32]


def write(
    path: str | os.PathLike[str],
    arrays: CellArrays,
    vocab: Vocab,
    counting: Counting,
    *,
    report: CountReport,
    pipeline: Pipeline | None,
) -> None:
    """Writes counts."""
    tensors: dict[str, npt.NDArray[Any]] = {
        **arrays._asdict(),
        "words": vocab.data,
        "word_offsets": vocab.offsets,
    }
    if vocab.counts is not None:
        tensors["counts"] = vocab.counts
    metadata = {
        "fingerprint": fingerprint(vocab),
        "counting": counting.to_json(),
        "report": report.to_json(),
    }
    kinds.write(path, "counts", tensors, passport(pipeline, metadata)[1])


def read(
    path: str | os.PathLike[str], verify: bool
) -> tuple[CellArrays, Vocab, Counting, CountReport, Pipeline | None]:
    """Arrays, words, counting, report, pipeline; ``FormatError`` for any file that ``write`` did
    not write."""
    with kinds.open_kind(path, "counts", verify=verify) as file:
        counting = Counting.from_json(file.text("counting"))
        report = CountReport.from_json(file.text("report"))
        pipeline = stored_pipeline(file.metadata)
        vocab = stored_vocab(file.tensors)
        offsets = file.take("offsets", np.uint64, (None,))
        columns = file.take("columns", np.uint32, (None,))
        values = file.take("values", np.float64, (len(columns),))
        _check_extent(offsets, columns, vocab, counting)
        if fingerprint(vocab) != file.text("fingerprint"):
            raise FormatError("words and counts do not belong together")
        if verify:
            _core.check_cells(offsets, columns, len(vocab), available_threads())
            _check_values(values)
    return CellArrays(offsets, columns, values), vocab, counting, report, pipeline


def _check_values(values: npt.NDArray[np.float64]) -> None:
    finite = _core.first_not_finite(values, available_threads()) == len(values)
    if not finite or (len(values) and values.min() <= 0):
        raise FormatError("a value is not a positive number")


def _check_extent(
    offsets: npt.NDArray[np.uint64],
    columns: npt.NDArray[np.uint32],
    vocab: Vocab,
    counting: Counting,
) -> None:
    check_offsets(offsets, columns)
    if counting.weight != "documents" and len(offsets) != len(vocab) + 1:
        raise FormatError(f"{len(offsets) - 1:,} rows for {len(vocab):,} words")
