"""How a corpus lies in a ``.safetensors`` file.

    ids           uint32 [tokens]         the words of all sentences one after another
    offsets       uint64 [sentences + 1]  where each sentence starts in ids
    words         uint8 [bytes]           the words' UTF-8 end to end
    word_offsets  uint64 [V + 1]
    counts        uint64 [V]

Kind corpus. Metadata: ``report``, ``tokenizer`` and ``normalize`` as JSON.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.build import Encoded
from malvec.corpus.report import CorpusReport
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, passport, stored_pipeline
from malvec.tokenizers.plain import TokenLists
from malvec.vocab import Vocab, stored_vocab

__all__ = ["read", "write"]


def write(
    path: str | os.PathLike[str],
    ids: npt.NDArray[np.uint32],
    offsets: npt.NDArray[np.uint64],
    vocab: Vocab,
    *,
    report: CorpusReport,
    pipeline: Pipeline,
) -> None:
    """Writes a corpus, whose words have counts."""
    assert vocab.counts is not None
    tensors: dict[str, npt.NDArray[Any]] = {
        "ids": ids,
        "offsets": offsets,
        "words": vocab.data,
        "word_offsets": vocab.offsets,
        "counts": vocab.counts,
    }
    metadata = passport(pipeline, {"report": report.to_json()})[1]
    kinds.write(path, "corpus", tensors, metadata)


def read(path: str | os.PathLike[str], verify: bool) -> Encoded:
    """The corpus in a file; ``FormatError`` for any file that ``write`` did not write."""
    with kinds.open_kind(path, "corpus", verify=verify) as file:
        file.text("tokenizer")
        file.parsed("tokenizer")
        report = CorpusReport.from_json(file.text("report"))
        pipeline = stored_pipeline(file.metadata) or Pipeline(None, TokenLists())
        vocab = stored_vocab(file.tensors)
        ids = file.take("ids", np.uint32, (None,))
        offsets = file.take("offsets", np.uint64, (None,))
        if vocab.counts is None:
            raise FormatError("tensor 'counts' is missing")
        if len(offsets) < 1 or offsets[0] != 0 or offsets[-1] != len(ids):
            raise FormatError("the offsets of the sentences do not fit the ids")
        if verify:
            _core.check_corpus(ids, offsets, len(vocab), available_threads())
    return Encoded(ids, offsets, vocab, report=report, pipeline=pipeline)
