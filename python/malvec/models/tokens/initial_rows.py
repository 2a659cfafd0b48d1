"""The rows that training starts from and what becomes of them: plain words have one input row each,
sub-words share many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.search.quantised import EncodedRows
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = [
    "append_old_rows",
    "check_initial",
    "initial_matrices",
    "trained_vectors",
    "word_rows",
    "words_only_in",
]

Floats = npt.NDArray[np.float32]
Subwords = Mapping[str, Any] | None
"""Options of sub-words as :class:`SubwordTable` takes them, or None where there are none."""


def check_initial(initial: WordVectors, dim: int, subwords: Subwords) -> None:
    """``ValueError`` for vectors that training with these knobs cannot go on from."""
    if isinstance(initial.matrix, EncodedRows):
        raise ValueError(
            "the initial vectors are compressed: train on from those they were made from"
        )
    if initial.dim != dim:
        raise ValueError(f"dim={dim} does not fit the initial vectors, which have {initial.dim}")
    if not np.isfinite(initial.matrix).all():
        raise ValueError("the initial vectors hold values that are not finite")
    before = initial.subword_table.knobs if initial.subword_table is not None else None
    if before != subwords:
        raise ValueError(
            f"the initial vectors have other sub-words than the recipe: {before} and {subwords}"
        )


def initial_matrices(
    vocab: Vocab,
    subwords: Subwords,
    *,
    dim: int,
    seed: int,
    initial: WordVectors | None,
    old_output: Floats | None,
) -> tuple[Floats, Floats]:
    """Input and output rows to start from: random and zero, but for the words (and n-grams) that
    earlier vectors know; ``old_output`` are output rows of their words, where there are any."""
    input = _core.matrix(len(vocab) + (subwords["buckets"] if subwords else 0), dim)
    output = _core.matrix(len(vocab), dim)
    _core.initialize_rows(input, seed)
    if initial is not None:
        ids = initial.vocab.find_all(vocab)
        known = ids >= 0
        input[: len(vocab)][known] = _own_rows(initial)[ids[known]]
        if initial.subword_table is not None:
            input[len(vocab) :][_kept(initial.subword_table)] = initial.subword_table.matrix
        if old_output is not None:
            output[known] = old_output[ids[known]]
    return input, output


def word_rows(vocab: Vocab, subwords: Subwords, threads: int) -> tuple[npt.NDArray[Any], ...]:
    """For sub-words the input rows of each word, its own and those of its n-grams: offsets uint64
    [V + 1], rows uint32; else nothing."""
    if subwords is None:
        return ()
    offsets, buckets = _core.vocabulary_buckets(
        (vocab.data, vocab.offsets), dict(subwords), threads
    )
    offsets += np.arange(len(offsets), dtype=np.uint64)
    own = np.zeros(len(buckets) + len(vocab), bool)
    own[offsets[:-1]] = True
    rows = np.empty(len(own), np.uint32)
    rows[own] = np.arange(len(vocab))
    rows[~own] = buckets + np.uint32(len(vocab))
    return offsets, rows


def trained_vectors(
    vocab: Vocab, input: Floats, subwords: Subwords, initial: WordVectors | None, pruned: bool
) -> tuple[Vocab, Floats, SubwordTable | None]:
    """Words, their vectors and the table of n-grams after training, if ``pruned`` without the rows
    that no word has trained; words that only the earlier vectors have come last."""
    matrix = input[: len(vocab)]
    table = SubwordTable.from_options(input[len(vocab) :], subwords) if subwords else None
    if initial is not None:
        missing = words_only_in(initial, vocab)
        matrix = append_old_rows(matrix, _own_rows(initial), missing)
        vocab = _with_old_words(vocab, initial, missing)
    if table is None:
        return vocab, matrix, None
    table.compose(vocab, matrix)
    before = None if initial is None else initial.subword_table
    if not pruned or (before is not None and before.kept is None):
        return vocab, matrix, table  # other words may have trained any of their rows
    return vocab, _copied(matrix), table.pruned(vocab)


def _copied(matrix: Floats) -> Floats:
    """Rows on their own, so that those of n-grams beside them need not stay in memory."""
    copy = _core.matrix(*matrix.shape)
    copy[:] = matrix
    return copy


def append_old_rows(matrix: Floats, old: Floats | None, missing: npt.NDArray[np.int64]) -> Floats:
    """The trained rows, then the rows of earlier vectors that were not trained, zeros where there
    are none."""
    together = _core.matrix(len(matrix) + len(missing), matrix.shape[1])
    together[: len(matrix)] = matrix
    if old is not None:
        together[len(matrix) :] = old[missing]
    return together


def words_only_in(initial: WordVectors, vocab: Vocab) -> npt.NDArray[np.int64]:
    """The ids, in the earlier vectors, of the words that the vocabulary lacks."""
    return np.flatnonzero(vocab.find_all(initial.vocab) < 0)


def _own_rows(initial: WordVectors) -> Floats:
    """The words' own rows: the vectors themselves, or what they were before n-grams were mixed
    in."""
    if initial.subword_table is None:
        return np.asarray(initial.matrix)
    rows = np.array(initial.matrix)
    initial.subword_table.raw(initial.vocab, rows)
    return rows


def _kept(table: SubwordTable) -> npt.NDArray[np.uint32] | slice:
    return slice(None) if table.kept is None else table.kept


def _with_old_words(vocab: Vocab, initial: WordVectors, missing: npt.NDArray[np.int64]) -> Vocab:
    """The trained words, then the words of the earlier vectors that the corpus lacks; counts are
    summed."""
    ids = initial.vocab.find_all(vocab)
    before = initial.counts if initial.counts is not None else np.zeros(len(initial), np.uint64)
    counts = (vocab.counts if vocab.counts is not None else np.zeros(len(vocab), np.uint64)).copy()
    counts[ids >= 0] += before[ids[ids >= 0]]
    words = [*vocab, *(initial.vocab[int(k)] for k in missing)]
    return Vocab.from_words(words, [*counts.tolist(), *before[missing].tolist()])
