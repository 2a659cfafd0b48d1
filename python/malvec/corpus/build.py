"""From a text that has been read, or from ids, to the arrays of a corpus."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.ids import flat_ids, with_counts
from malvec.corpus.reading import Options, Reading
from malvec.corpus.report import CorpusReport
from malvec.runtime.machine import available_threads
from malvec.tokenizers import Pipeline
from malvec.tokenizers.plain import TokenLists
from malvec.vocab import Vocab

__all__ = ["Encoded", "encode", "encode_ids"]


@dataclass(frozen=True)
class Encoded:
    """A corpus as arrays."""

    ids: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.uint64]
    vocab: Vocab
    report: CorpusReport
    pipeline: Pipeline


def encode(reading: Reading) -> Encoded:
    """The corpus of what was read.

    Raises:
        ValueError: there was no token, or none is kept.
    """
    options = reading.options
    vocab = (
        None
        if options.vocab is None
        else (options.vocab.data, options.vocab.offsets, options.vocab.word_index)
    )
    built = reading.builder.finish(options.min_count, options.max_vocab or 0, vocab, reading.tick)
    counted = built["statistics"]
    if counted["tokens"] == 0:
        raise ValueError(reading.if_empty)
    if counted["kept"] == 0:
        raise ValueError(_nothing_kept(options, counted))
    if reading.text_bytes is not None:
        counted["bytes"] = reading.text_bytes
    report = CorpusReport(
        **counted,
        sources=reading.sources,
        files=reading.files,
        sentences=len(built["offsets"]) - 1,
        words=len(built["counts"]),
        failed_lines=reading.failed,
        timed_out_lines=reading.timed_out,
        failures=tuple(reading.failures),
        threads=reading.threads,
        processes=reading.processes,
        seconds=time.perf_counter() - reading.started,
    )
    words = Vocab(built["words"], built["word_offsets"], built["counts"])
    return Encoded(built["ids"], built["offsets"], words, report=report, pipeline=options.pipeline)


def encode_ids(ids: npt.ArrayLike, offsets: npt.ArrayLike | None, vocab: Vocab) -> Encoded:
    """The corpus of word ids; see :meth:`malvec.Corpus.from_ids`."""
    if not isinstance(vocab, Vocab):
        raise TypeError(
            f"vocab must be a malvec.Vocab, not {type(vocab).__name__}; Vocab.from_words makes"
            " one of a list"
        )
    id_array, offset_array = flat_ids(ids, offsets)
    if len(id_array) == 0:
        raise ValueError("no ids were given")
    _core.check_corpus(id_array, offset_array, len(vocab), available_threads())
    lengths = np.diff(offset_array)
    report = CorpusReport(
        sources=("ids",),
        lines=len(lengths),
        sentences=len(lengths),
        longest_line=int(lengths.max()),
        tokens=len(id_array),
        kept=len(id_array),
        distinct_words=len(np.unique(id_array)),
        words=len(vocab),
    )
    counted, nothing = with_counts(vocab, id_array), Pipeline(None, TokenLists())
    return Encoded(id_array, offset_array, counted, report=report, pipeline=nothing)


def _nothing_kept(options: Options, counted: dict[str, int]) -> str:
    if options.vocab is not None:
        return (
            f"none of the {counted['tokens']:,} tokens is in the given vocabulary of"
            f" {len(options.vocab):,} words"
        )
    if counted["distinct_words"] == 0:
        given = options.core is not None or isinstance(options.pipeline.tokenizer, TokenLists)
        gave = "the tokens are" if given else "the tokenizer gave"
        return f"{gave} all empty: {counted['tokens']:,} tokens, none of which is a word"
    return (
        f"none of the {counted['distinct_words']:,} words occurs min_count={options.min_count}"
        " times; lower min_count"
    )
