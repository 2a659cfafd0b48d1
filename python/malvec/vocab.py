"""The vocabulary: words, their counts, and the way from a word to its id."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError, UnknownWordError
from malvec.reports.html import MOST_ROWS, html_table
from malvec.runtime.arguments import whole
from malvec.storage.container import take

__all__ = ["Vocab", "check_vocab", "encode_word", "stored_vocab"]

_DAMAGED = "the offsets of the words are damaged"


class Vocab(Sequence[str]):
    """Words in the order of their ids, most frequent first where they come from a corpus.

    Words are bytes inside, so that text that is not UTF-8 survives; as ``str`` such bytes are
    surrogate escapes.

    Args:
        data: the words' UTF-8 bytes end to end, uint8 [bytes].
        offsets: where each word starts, uint64 [V + 1].
        counts: how often each word was seen, uint64 [V], or None where the source did not say.

    Example:
        >>> vocab = Vocab.from_words(["영화", "배우"], counts=[7, 3])
        >>> vocab.index("배우"), vocab[0], "감독" in vocab
        (1, '영화', False)
    """

    def __init__(
        self,
        data: npt.NDArray[np.uint8],
        offsets: npt.NDArray[np.uint64],
        counts: npt.NDArray[np.uint64] | None = None,
    ) -> None:
        if counts is not None and len(counts) != len(offsets) - 1:
            raise ValueError(f"{len(counts)} counts for {len(offsets) - 1} words")
        self.data = data
        self._offsets = offsets
        self.counts = counts

    _unchecked: str | None = None
    """The file they come from, as long as nobody has looked whether their offsets are sound."""

    @property
    def offsets(self) -> npt.NDArray[np.uint64]:
        """Where each word starts, uint64 [V + 1].

        Raises:
            FormatError: they come from a file, and are damaged.
        """
        if self._unchecked is not None:
            _check_offsets(self.data, self._offsets, self._unchecked)
            self._unchecked = None
        return self._offsets

    @classmethod
    def from_words(cls, words: Iterable[str], counts: Iterable[int] | None = None) -> Vocab:
        """A vocabulary of these words in this order.

        Args:
            words: the words.
            counts: how often each was seen, or None where that is not known.

        Raises:
            TypeError: no list of words, a word that is no str, a count that is no whole number.
            ValueError: a word comes twice, or a count is negative.

        Example:
            >>> Vocab.from_words(["영화", "배우"], counts=[7, 3]).counts
            array([7, 3], dtype=uint64)
        """
        if isinstance(words, (str, bytes, Set)) or not isinstance(words, Iterable):
            one = "one " if isinstance(words, (str, bytes)) else ""
            unordered = ", which has no order: sort it" if isinstance(words, Set) else ""
            raise TypeError(
                f"words must be an iterable of str, not {one}{type(words).__name__}{unordered}"
            )
        encoded = [encode_word(word) for word in words]
        if len(set(encoded)) < len(encoded):
            twice = _first_repeated(encoded).decode("utf-8", "surrogateescape")
            raise ValueError(f"the word {twice!r} comes twice")
        offsets = np.zeros(len(encoded) + 1, np.uint64)
        np.cumsum([len(word) for word in encoded], out=offsets[1:])
        data = np.frombuffer(b"".join(encoded), np.uint8)
        if counts is None:
            return cls(data, offsets)
        checked = (whole("a count", count) for count in counts)
        return cls(data, offsets, np.fromiter(checked, np.uint64))

    def part(self, first: int, last: int) -> Vocab:
        """The words first .. last - 1 as a vocabulary of their own; bytes are shared."""
        ends = self.offsets[first : last + 1]
        counts = None if self.counts is None else self.counts[first:last]
        return Vocab(self.data[int(ends[0]) : int(ends[-1])], ends - ends[0], counts)

    @cached_property
    def word_index(self) -> npt.NDArray[np.uint32]:
        """The word index, uint32 [a power of two]: id + 1 in open addressing, built at the first
        lookup."""
        return _core.word_index(self.data, self.offsets)

    @property
    def lookup_arrays(self) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
        """Bytes, offsets and index, for look-ups of the core, which check what they touch."""
        return self.data, self._offsets, self.word_index

    def find(self, word: str) -> int:
        """The id of a word, or -1."""
        return _core.find_word(*self.lookup_arrays, encode_word(word))

    def find_all(self, other: Vocab) -> npt.NDArray[np.int64]:
        """The ids here of all words of another vocabulary, in its order, int64 [len(other)]; -1
        where a word is not here.

        Example:
            >>> Vocab.from_words(["영화", "배우"]).find_all(Vocab.from_words(["배우", "감독"]))
            array([ 1, -1])
        """
        return _core.find_words(
            self.data, self._offsets, self.word_index, other.data, other.offsets
        )

    def same_words(self, other: Vocab) -> bool:
        """Whether the other vocabulary has the same words under the same ids.

        Example:
            >>> Vocab.from_words(["ab", "c"]).same_words(Vocab.from_words(["a", "bc"]))
            False
        """
        return self is other or (
            np.array_equal(self.offsets, other.offsets) and np.array_equal(self.data, other.data)
        )

    def index(self, word: str, start: int = 0, stop: int | None = None) -> int:
        """The id of a word; an error that is both ``KeyError`` and ``ValueError`` where there is
        none, or none from start to stop."""
        found = self.find(word)
        if found < 0:
            raise UnknownWordError(word, self)
        if found not in range(len(self))[start:stop]:
            raise ValueError(f"{word!r} has the id {found}, not one from {start} to {stop}")
        return found

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.find(word) >= 0

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        if isinstance(i, slice):
            return self.at(range(*i.indices(len(self))))
        try:
            i = operator.index(i)
        except TypeError:
            raise TypeError(f"words are taken by numbers and slices, not {i!r:.60}") from None
        if not -len(self) <= i < len(self):
            raise IndexError(f"word {i} of {len(self)}")
        return self.at([i % len(self)])[0]

    def at(self, ids: Sequence[int]) -> list[str]:
        """The words with these ids, 0 to V - 1.

        Example:
            >>> Vocab.from_words(["영화", "배우"]).at([1, 0, 1])
            ['배우', '영화', '배우']
        """
        try:
            return _core.words_at(self.data, self._offsets, ids)
        except FormatError as error:
            raise self.damaged(error) from None

    def damaged(self, error: FormatError) -> FormatError:
        """The same error, which begins with the file that the words come from."""
        return FormatError(f"{self._unchecked}: {error}")

    def __iter__(self) -> Iterator[str]:
        data, ends = self.data.tobytes(), self.offsets.tolist()
        return (data[a:b].decode("utf-8", "surrogateescape") for a, b in pairwise(ends))

    def _repr_html_(self) -> str:
        words = self[:MOST_ROWS]
        counts = [None] * len(words) if self.counts is None else self.counts[:MOST_ROWS].tolist()
        rows = list(zip(words, counts, strict=True))
        return html_table(["word", "count"], rows, total=len(self))

    def __repr__(self) -> str:
        return f"Vocab({len(self):,} words: {', '.join(self[:5])}{', …' if len(self) > 5 else ''})"


def check_vocab(vocab: object) -> None:
    """``TypeError`` for anything but a vocabulary."""
    if not isinstance(vocab, Vocab):
        raise TypeError(
            f"vocab is a malvec.Vocab, not {type(vocab).__name__}: Vocab.from_words(words) makes"
            " one"
        )


def encode_word(word: str) -> bytes:
    """The bytes of a word: UTF-8, with surrogate escapes turned back into the bytes they stand for;
    other surrogates as three bytes."""
    try:
        return word.encode("utf-8", "surrogateescape")
    except AttributeError:
        raise TypeError(f"a word is a str, not {type(word).__name__}: {word!r:.60}") from None
    except UnicodeEncodeError:
        return b"".join(
            c.encode("utf-8", "surrogateescape" if "\udc80" <= c <= "\udcff" else "surrogatepass")
            for c in word
        )


def _first_repeated(words: list[bytes]) -> bytes:
    seen: set[bytes] = set()
    for word in words:
        if word in seen:
            break
        seen.add(word)
    return word


def _check_offsets(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.uint64], file: str | None
) -> None:
    spanned = len(offsets) > 0 and offsets[0] == 0 and offsets[-1] == len(data)
    if not spanned or not np.all(offsets[1:] >= offsets[:-1]):
        raise FormatError(_DAMAGED if file is None else f"{file}: {_DAMAGED}")


def stored_vocab(tensors: Mapping[str, npt.NDArray[Any]], later: str | None = None) -> Vocab:
    """The words among the tensors of a file, checked so that no lookup can leave it;
    ``FormatError`` where they are damaged.

    Args:
        tensors: what the file holds.
        later: the name of a file so large that the offsets are not read before all of them are
            needed. Until then each lookup checks what it touches.
    """
    data = take(tensors, "words", np.uint8, (None,))
    offsets = take(tensors, "word_offsets", np.uint64, (None,))
    if later is None or len(offsets) == 0:
        _check_offsets(data, offsets, later)
    counts = (
        take(tensors, "counts", np.uint64, (len(offsets) - 1,)) if "counts" in tensors else None
    )
    vocab = Vocab(data, offsets, counts)
    vocab._unchecked = later
    if "word_index" in tensors:
        index = take(tensors, "word_index", np.uint32, (None,))
        if len(index) < len(offsets) or len(index) & (len(index) - 1):
            raise FormatError(
                f"the word index has {len(index)} slots, not a power of two above"
                f" {len(offsets) - 1}"
            )
        vocab.word_index = index
    return vocab
