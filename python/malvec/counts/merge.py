"""The sum of counts that were made apart, on several machines or days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.counts.cells import CellArrays, Cells
from malvec.counts.options import CountOptions
from malvec.counts.report import Counting, CountReport
from malvec.counts.run import run
from malvec.runtime.warning import warn
from malvec.tokenizers.pipeline import Pipeline
from malvec.tokenizers.plain import TokenLists
from malvec.vocab import Vocab, encode_word

__all__ = ["add_up", "common_pipeline", "merge_vocabs"]

_NO_ROW = np.uint32(0xFFFFFFFF)
Ids = npt.NDArray[np.uint32]


def add_up(
    parts: Sequence[Cells],
    vocab: Vocab,
    counting: Counting,
    options: CountOptions,
    read: dict[str, Any],
) -> tuple[CellArrays, CountReport]:
    """The cells of all parts together, whose columns are ``vocab``, and the report; ``read`` is
    what it tells of the corpora."""
    columns = [vocab.find_all(_names(part)).astype(np.uint32) for part in parts]
    rows = (
        stacked_rows(parts)
        if counting.weight == "documents"
        else [inverse(places, len(vocab)) for places in columns]
    )
    given = list(zip((part.native for part in parts), rows, columns, strict=True))
    return run(
        lambda native, tick: _core.add_counts(given, len(vocab), counting.scale, native, tick),
        options,
        read,
        sum(len(part) for part in parts),
        "cells",
    )


def _names(part: Cells) -> Vocab:
    assert part.column_names is not None
    return part.column_names


def common_pipeline(parts: Sequence[Cells]) -> Pipeline | None:
    """The pipeline of all texts; None, with a warning, where they were not cut alike."""
    first = parts[0].pipeline
    nothing = Pipeline(None, TokenLists())  # no less is known where nothing is said at all
    described = [(part.pipeline or nothing).describe() for part in parts]
    other = next((each for each in described if each != described[0]), None)
    if all(each == described[0] for each in described):
        return first
    warn(
        f"these texts were cleaned or tokenised differently, {described[0]!s:.60} and"
        f" {other!s:.60}: the sum does not say how, so pass tokenizer= to what cuts new text by it"
    )
    return None


def merge_vocabs(vocabs: Sequence[Vocab]) -> Vocab:
    """All words with the sums of their counts: in the order they have where all agree on it, else
    as in a corpus of all.

    Raises:
        ValueError: words differ, and some vocabulary does not say how often its words occur.
    """
    first, known = vocabs[0], [vocab.counts for vocab in vocabs if vocab.counts is not None]
    counted = len(known) == len(vocabs)
    if all(vocab.same_words(first) for vocab in vocabs):
        return Vocab(
            first.data,
            first.offsets,
            np.asarray(np.sum(known, axis=0, dtype=np.uint64)) if counted else None,
        )
    if not counted:
        raise ValueError(
            "the words differ, and not all counts say how often their words occur, so they cannot"
            " be put in order"
        )
    sums: dict[str, int] = {}
    for vocab, counts in zip(vocabs, known, strict=True):
        for word, times in zip(vocab, counts.tolist(), strict=True):
            sums[word] = sums.get(word, 0) + times
    order = sorted(sums, key=lambda word: (-sums[word], encode_word(word)))
    return Vocab.from_words(order, [sums[word] for word in order])


def inverse(places: Ids, size: int) -> Ids:
    """Where each of ``size`` places comes from, or no row."""
    rows = np.full(size, _NO_ROW, np.uint32)
    rows[places] = np.arange(len(places), dtype=np.uint32)
    return rows


def stacked_rows(parts: Sequence[Cells]) -> list[Ids]:
    """The rows of all parts one after another."""
    ends = np.cumsum([0, *(part.shape[0] for part in parts)])
    rows = np.full((len(parts), int(ends[-1])), _NO_ROW, np.uint32)
    for part, begin, end in zip(rows, ends[:-1], ends[1:], strict=True):
        part[begin:end] = np.arange(end - begin, dtype=np.uint32)
    return list(rows)
