"""Word ids: those made elsewhere as the arrays of a corpus, and those of tokens in a vocabulary."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core, _ingest
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.text.normalizer import NFC
from malvec.tokenizers.pipeline import Pipeline
from malvec.tokenizers.running.packed import Packed
from malvec.vocab import Vocab

__all__ = [
    "check_ids",
    "decode_sentences",
    "find_ids",
    "flat_ids",
    "known_ids",
    "packed_tokens",
    "read_only",
    "unpack",
    "with_counts",
]

_PACK_BYTES = 1 << 20
_DECODED = 4096  # sentences that become lists at once


def packed_tokens(sentences: Iterable[Iterable[str]]) -> Iterator[Packed]:
    """Lists of tokens, packed some at a time.

    Raises:
        TypeError: a str stands where a list of str is expected, or a token is not a str.
    """
    if isinstance(sentences, (str, bytes)) or not isinstance(sentences, Iterable):
        raise TypeError(
            f"sentences must be an iterable of lists of str, not one {type(sentences).__name__}:"
            f" {sentences!r:.60}"
        )
    waiting = iter(sentences)
    while (packed := Packed(*_ingest.pack_lines(waiting, _PACK_BYTES))).line_ends:
        yield packed


def unpack(packed: Packed) -> tuple[Vocab, npt.NDArray[np.uint64]]:
    """The tokens, one after another, and where each line starts."""
    tokens = Vocab(np.frombuffer(packed.tokens, np.uint8), _from_zero(packed.token_ends))
    return tokens, _from_zero(packed.line_ends)


def find_ids(vocab: Vocab, words: Vocab, pipeline: Pipeline | None = None) -> npt.NDArray[np.int64]:
    """The ids of words, int64 [len(words)], -1 for those that are not there. With a pipeline, what
    is not found as it stands is cleaned and looked up again, such as words in form NFD."""
    found = vocab.find_all(words)
    if pipeline is None or pipeline.normalizer is None:
        return found
    if pipeline.normalizer == NFC and _core.find_not_nfc(words.data) == len(words.data):
        return found  # nothing to clean
    for place in np.flatnonzero(found < 0).tolist():
        found[place] = vocab.find(pipeline.clean(words[place]))
    return found


def known_ids(
    vocab: Vocab, parts: Iterable[Packed], pipeline: Pipeline | None = None
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """The ids of all words that a vocabulary has, and where each line starts; see
    :func:`find_ids`."""
    ids, lengths = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for packed in parts:
        words, offsets = unpack(packed)
        found = find_ids(vocab, words, pipeline)
        known = np.concatenate([[0], np.cumsum(found >= 0)])
        ids.append(found[found >= 0].astype(np.uint32))
        lengths.append(np.diff(known[offsets.astype(np.int64)]))
    ends = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    return np.concatenate(ids), ends.astype(np.uint64)


def flat_ids(ids: Any, offsets: Any) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """Ids end to end and where sentences start, from such, or from a list of lists where
    ``offsets`` is None.

    Raises:
        ValueError: something is not a whole number, or too large.
    """
    if offsets is None:
        ids, offsets = _end_to_end(list(ids))
    return _naturals(ids, np.uint32, "ids"), _naturals(offsets, np.uint64, "offsets")


def check_ids(ids: npt.NDArray[np.uint32], offsets: npt.NDArray[np.uint64], words: int) -> None:
    """``FormatError`` unless the arrays of a corpus are sound, which opening one does not look at:
    for what NumPy is asked to do with them. The core looks for itself."""
    try:
        _core.check_corpus(ids, offsets, words, available_threads())
    except ValueError as error:
        raise FormatError(f"this corpus is damaged: {error}") from None


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A view of an array that cannot be written to: the core looks at ids once and then relies on
    them."""
    view = array.view()
    view.flags.writeable = False
    return view


def decode_sentences(
    ids: npt.NDArray[np.uint32], offsets: npt.NDArray[np.uint64], words: list[str]
) -> Iterator[list[str]]:
    """The words of each sentence; ``FormatError`` where an id is damaged."""
    check_ids(ids, offsets, len(words))
    for first in range(0, len(offsets) - 1, _DECODED):
        ends = offsets[first : first + _DECODED + 1].tolist()
        some = ids[ends[0] : ends[-1]].tolist()
        for begin, end in itertools.pairwise(ends):
            yield [words[id] for id in some[begin - ends[0] : end - ends[0]]]


def with_counts(vocab: Vocab, ids: npt.NDArray[np.uint32]) -> Vocab:
    """The words with how often they occur among ``ids``."""
    return Vocab(
        vocab.data, vocab.offsets, np.bincount(ids, minlength=len(vocab)).astype(np.uint64)
    )


def _end_to_end(sentences: list[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids and offsets of lists of ids; an empty list is no number of any kind, and so of every
    kind."""
    arrays = [np.asarray(sentence) for sentence in sentences]
    for number, array in enumerate(arrays):
        if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
            raise ValueError(
                f"sentence {number} must be a list of whole numbers, not {sentences[number]!r:.60}"
            )
    joined = np.concatenate([np.zeros(0, np.int64), *(array.astype(np.int64) for array in arrays)])
    return joined, np.cumsum([0, *(len(array) for array in arrays)])


def _naturals(values: Any, dtype: type[np.unsignedinteger[Any]], what: str) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(
            f"{what} must be one-dimensional and whole numbers, not {array.dtype} of shape"
            f" {array.shape}"
        )
    limit = int(np.iinfo(dtype).max)
    if array.size and (int(array.min()) < 0 or int(array.max()) > limit):
        raise ValueError(f"{what} must lie between 0 and {limit:,}")
    own = np.ascontiguousarray(array, dtype)
    return own.copy() if own.flags.writeable and np.may_share_memory(own, array) else own


def _from_zero(ends: bytes) -> npt.NDArray[np.uint64]:
    return np.concatenate([np.zeros(1, np.uint64), np.frombuffer(ends, np.uint64)])
