"""The rows that training starts from and what becomes of them: plain words have one input row each,
sub-words share many."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.machine import check_memory
from malvec.search.quantised import EncodedRows
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

if TYPE_CHECKING:
    from malvec.models.tokens.recipe import TokenRecipe

__all__ = ["finished", "row_lists", "started"]

FloatMatrix = npt.NDArray[np.float32]


def started(
    recipe: TokenRecipe, vocab: Vocab, initial: WordVectors | None
) -> tuple[FloatMatrix, FloatMatrix]:
    """Input and output rows to start from: random and zero, but for the words (and n-grams) that
    earlier vectors know."""
    knobs = recipe.subwords()
    advice = (
        f"raise min_count, set max_vocab, or lower dim{', buckets' if knobs else ''}, window or"
        " threads"
    )
    check_memory(
        recipe.memory(len(vocab)), f"the matrices of {len(vocab):,} words x {recipe.dim}", advice
    )
    input = _core.matrix(len(vocab) + (recipe.buckets if knobs else 0), recipe.dim)
    output = _core.matrix(len(vocab), recipe.dim)
    _core.initialize_rows(input, recipe.seed)
    if initial is not None:
        _check_initial(recipe, initial)
        ids = initial.words.find_all(vocab)
        known = ids >= 0
        input[: len(vocab)][known] = _raw(initial)[ids[known]]
        if initial.subword_table is not None:
            input[len(vocab) :][_kept(initial.subword_table)] = initial.subword_table.rows
        if has_word_outputs(recipe, initial) and initial.output is not None:
            output[known] = initial.output[ids[known]]
    return input, output


def row_lists(recipe: TokenRecipe, vocab: Vocab, threads: int) -> tuple[npt.NDArray[Any], ...]:
    """For sub-words the input rows of each word, its own and those of its n-grams: offsets uint64
    [V + 1], rows uint32; else nothing."""
    knobs = recipe.subwords()
    if knobs is None:
        return ()
    offsets, buckets = _core.vocabulary_buckets((vocab.data, vocab.offsets), knobs, threads)
    offsets += np.arange(len(offsets), dtype=np.uint64)
    own = np.zeros(len(buckets) + len(vocab), bool)
    own[offsets[:-1]] = True
    rows = np.empty(len(own), np.uint32)
    rows[own] = np.arange(len(vocab))
    rows[~own] = buckets + np.uint32(len(vocab))
    return offsets, rows


def finished(
    recipe: TokenRecipe, vocab: Vocab, input: FloatMatrix, initial: WordVectors | None
) -> tuple[Vocab, FloatMatrix, SubwordTable | None]:
    """Words, their vectors and the table of n-grams after training; words that only the earlier
    vectors have come last."""
    knobs, matrix = recipe.subwords(), input[: len(vocab)]
    table = SubwordTable(input[len(vocab) :], **knobs) if knobs else None
    if initial is not None:
        vocab, missing = _with_old_words(vocab, initial)
        matrix = extended(matrix, _raw(initial), missing)
    if table is not None:
        table.compose(vocab, matrix)
    return vocab, matrix, table


def extended(
    matrix: FloatMatrix, old: FloatMatrix | None, missing: npt.NDArray[np.int64]
) -> FloatMatrix:
    """The trained rows, then the rows of earlier vectors that were not trained, zeros where there
    are none."""
    together = _core.matrix(len(matrix) + len(missing), matrix.shape[1])
    together[: len(matrix)] = matrix
    if old is not None:
        together[len(matrix) :] = old[missing]
    return together


def has_word_outputs(recipe: TokenRecipe, initial: WordVectors) -> bool:
    """Whether output rows belong to words before and now; with hierarchical softmax they belong to
    nodes of a tree."""
    before = json.loads(initial.metadata.get("recipe", "{}")).get("loss", "ns")
    return bool(recipe.loss == before == "ns")


def old_words(vocab: Vocab, initial: WordVectors) -> npt.NDArray[np.int64]:
    """The ids, in the earlier vectors, of the words that the vocabulary lacks."""
    return np.flatnonzero(vocab.find_all(initial.words) < 0)


def _check_initial(recipe: TokenRecipe, initial: WordVectors) -> None:
    if isinstance(initial.matrix, EncodedRows):
        raise ValueError(
            "the initial vectors are compressed: train on from those they were made from"
        )
    if initial.dim != recipe.dim:
        raise ValueError(
            f"dim={recipe.dim} does not fit the initial vectors, which have {initial.dim}"
        )
    if not np.isfinite(initial.matrix).all():
        raise ValueError("the initial vectors hold values that are not finite")
    before = initial.subword_table.knobs if initial.subword_table is not None else None
    if before != recipe.subwords():
        raise ValueError(
            f"the initial vectors have other sub-words than the recipe: {before} and"
            f" {recipe.subwords()}"
        )


def _raw(initial: WordVectors) -> FloatMatrix:
    """The words' own rows: the vectors themselves, or what they were before n-grams were mixed
    in."""
    if initial.subword_table is None:
        return np.asarray(initial.matrix)
    rows = np.array(initial.matrix)
    initial.subword_table.raw(initial.words, rows)
    return rows


def _kept(table: SubwordTable) -> npt.NDArray[np.uint32] | slice:
    return slice(None) if table.kept is None else table.kept


def _with_old_words(vocab: Vocab, initial: WordVectors) -> tuple[Vocab, npt.NDArray[np.int64]]:
    """The trained words, then the words of the earlier vectors that the corpus lacks, and the ids
    of those there; counts are summed."""
    missing, ids = old_words(vocab, initial), initial.words.find_all(vocab)
    before = initial.counts if initial.counts is not None else np.zeros(len(initial), np.uint64)
    counts = (vocab.counts if vocab.counts is not None else np.zeros(len(vocab), np.uint64)).copy()
    counts[ids >= 0] += before[ids[ids >= 0]]
    words = [*vocab, *(initial.words[int(k)] for k in missing)]
    return Vocab.from_words(words, [*counts.tolist(), *before[missing].tolist()]), missing
