"""Sub-words: vectors for words out of the rows of their n-grams, of characters or of jamo.

The core's ``text/ngrams.h`` says which n-grams a word has. A word's vector is the mean over its own
row, if it was seen, and the rows of its n-grams. After training only n-grams that a word of the
vocabulary has keep their rows: others were never trained, and do not count in the mean. A word
without any row, such as the empty one where ``min_n`` is 3, has a vector of zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.runtime.arguments import one_of
from malvec.runtime.machine import available_threads
from malvec.search.quantised import EncodedRows, native_rows
from malvec.text.nfc import to_nfc
from malvec.vocab import Vocab, encode_word

__all__ = ["NGRAMS_OF", "Subword", "SubwordTable"]

NGRAMS_OF = ("char", "jamo", "jamo+char")
"""What n-grams can be cut from."""

Floats = npt.NDArray[np.float32]

# Parts of syllables as the letters that people write, the sign of the empty final as ∅.
_LETTERS = dict(zip(range(0x1100, 0x1113), "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", strict=True))
_LETTERS |= {0x1161 + i: chr(0x314F + i) for i in range(21)}
_LETTERS |= dict(
    zip(
        range(0x11A8, 0x11C3), "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ", strict=True
    )
)
_LETTERS[0xD7FF] = "∅"


class Subword(NamedTuple):
    """A part of a word: its text, its bucket (None: the word itself), and its share in the word's
    vector."""

    text: str
    bucket: int | None
    share: float


@dataclass(frozen=True, eq=False)
class SubwordTable:
    """The rows of n-grams, and how words are cut.

    Args:
        matrix: float32 [buckets, dim], or [kept buckets, dim]; strided, in a mapped file, or
            encoded: nothing is copied.
        min_n: the shortest n-gram, in characters or jamo.
        max_n: the longest.
        buckets: how many buckets n-grams are hashed into.
        ngrams_of: ``"char"`` as fastText, ``"jamo"``, or ``"jamo+char"``. With jamo, words are
            taken in Unicode form NFC.
        kept: uint32, ascending: the buckets that have a row, where not all do; n-grams of others do
            not count.
        unit_length: composed vectors are scaled to length 1.
        trusted: whether ``kept`` ascends is not looked at, for a large file; where it does not,
            n-grams are not found.

    Raises:
        ValueError: a knob out of range, or rows that do not fit.

    Example:
        >>> table = SubwordTable(np.ones((100, 8), np.float32), min_n=2, max_n=3, buckets=100)
        >>> table.vectors(["없던단어"]).shape
        (1, 8)
    """

    matrix: Floats | EncodedRows
    min_n: int = 3
    max_n: int = 6
    buckets: int = 2_000_000
    ngrams_of: str = "char"
    kept: npt.NDArray[np.uint32] | None = None
    unit_length: bool = False
    trusted: bool = False

    def __post_init__(self) -> None:
        one_of("ngrams_of", self.ngrams_of, NGRAMS_OF)  # the core calls it units
        _core.subword_knobs(self.knobs)
        if self.matrix.ndim != 2 or self.matrix.dtype != np.float32:
            raise ValueError(
                f"the rows of n-grams are {self.matrix.dtype} {list(self.matrix.shape)}, not"
                " float32"
                " [buckets, dim]"
            )
        expected = self.buckets if self.kept is None else len(self.kept)
        if len(self.matrix) != expected:
            raise ValueError(f"{len(self.matrix):,} rows of n-grams for {expected:,} buckets")
        if self.kept is not None and (
            self.kept.dtype != np.uint32
            or not (self.trusted or np.all(self.kept[1:] > self.kept[:-1]))
        ):
            raise ValueError("the buckets kept must be uint32 and ascend")

    @classmethod
    def from_options(
        cls, matrix: Floats | EncodedRows, options: Mapping[str, Any], **more: Any
    ) -> SubwordTable:
        """The table with these :attr:`knobs`; ``more`` are further arguments."""
        own = dict(options)
        kind = {"ngrams_of": own.pop("units")} if "units" in own else {}
        return cls(matrix, **own, **kind, **more)

    @property
    def knobs(self) -> dict[str, Any]:
        """``min_n``, ``max_n``, ``buckets``, ``units``, as the core and files call them."""
        return {
            "min_n": self.min_n,
            "max_n": self.max_n,
            "buckets": self.buckets,
            "units": self.ngrams_of,
        }

    @property
    def dim(self) -> int:
        """Components per row."""
        return int(self.matrix.shape[1])

    def native(self) -> tuple[Any, Any, dict[str, Any]]:
        """Rows, kept buckets and knobs, as the core takes them."""
        return native_rows(self.matrix), self.kept, self.knobs

    def prepare(self, word: str) -> str:
        """The word as it is cut: in Unicode form NFC where the units are jamo, as it stands
        otherwise."""
        return word if self.ngrams_of == "char" or word.isascii() else to_nfc(word)

    def ngrams(self, word: str) -> list[tuple[str, int]]:
        """The n-grams of a word and their buckets; jamo as separate letters, ∅ for an empty final.

        Example:
            >>> table = SubwordTable(np.ones((100, 8), np.float32), min_n=2, max_n=3, buckets=100)
            >>> table.ngrams("말")
            [('<말', 31), ('<말>', 27), ('말>', 13)]
        """
        found = _core.ngrams(encode_word(self.prepare(word)), self.knobs)
        return [
            (text.decode("utf-8", "surrogateescape").translate(_LETTERS), bucket)
            for text, bucket in found
        ]

    def vectors(self, words: Sequence[str], threads: int | None = None) -> Floats:
        """The vectors of words as of unseen ones, float32 [n, dim]: means over the rows of their
        n-grams, zeros where there are none."""
        prepared = [self.prepare(word) for word in words]
        vocab = Vocab.from_words(dict.fromkeys(prepared))
        composed = np.zeros((len(vocab), self.dim), np.float32)
        self._compose(vocab, "unseen", composed, threads)
        rows = _to_unit_length(composed) if self.unit_length else composed
        return (
            rows if len(vocab) == len(prepared) else rows[[vocab.find(word) for word in prepared]]
        )

    def compose(self, vocab: Vocab, rows: Floats, threads: int | None = None) -> None:
        """Turns the rows of seen words into their vectors, in place."""
        self._compose(vocab, "seen", rows, threads)

    def raw(self, vocab: Vocab, vectors: Floats, threads: int | None = None) -> None:
        """The way back of :meth:`compose`: turns vectors of seen words into the words' own rows, in
        place and but for rounding."""
        if isinstance(self.matrix, EncodedRows):
            raise ValueError(
                "these vectors are compressed: the words' own rows cannot be found again; take"
                " those they were made from"
            )
        if self.unit_length:
            raise ValueError(
                "these vectors have been scaled to length 1: the words' own rows cannot be found"
                " again"
            )
        self._compose(vocab, "raw", vectors, threads)

    def shares(self, word: str, vector: Floats, seen: bool) -> list[Subword]:
        """The parts of a word with their shares: for a part r of n, ``r · v / (n |v|²)``, which sum
        up to 1; 0 where v is zero.

        Args:
            word: the word.
            vector: its vector v.
            seen: whether it has a row of its own, which then comes first.
        """
        cut = self.ngrams(word)
        buckets = np.array([bucket for _, bucket in cut], np.int64)
        places = buckets if self.kept is None else np.searchsorted(self.kept, buckets)
        if self.kept is not None:
            there = places < len(self.kept)
            there[there] = self.kept[places[there]] == buckets[there]
            cut = [item for item, has_row in zip(cut, there, strict=True) if has_row]
            places = places[there]
        rows = self.matrix[places].astype(np.float64)
        count = len(cut) + seen
        v = (
            vector.astype(np.float64)
            if seen or not self.unit_length
            else rows.mean(axis=0)
            if count
            else vector.astype(np.float64)
        )
        norm = float(v @ v)
        shares = rows @ v / (count * norm) if norm > 0 else np.zeros(len(cut))
        units = [
            Subword(text, bucket, share)
            for (text, bucket), share in zip(cut, shares.tolist(), strict=True)
        ]
        return (
            [Subword(word, None, 1 - float(shares.sum()) if norm > 0 else 0.0), *units]
            if seen
            else units
        )

    def pruned(self, vocab: Vocab, threads: int | None = None) -> SubwordTable:
        """The table without the rows of n-grams that no word of the vocabulary has; those that are
        left are copied."""
        hit = self._buckets_of(vocab, threads)
        places: npt.NDArray[Any] = hit
        if self.kept is not None:
            hit = np.intersect1d(hit, self.kept, assume_unique=True)
            places = np.searchsorted(self.kept, hit)
        rows = self.matrix
        if isinstance(rows, EncodedRows):
            return replace(self, matrix=rows.taken(places), kept=hit.astype(np.uint32))
        left: Floats = _core.matrix(len(places), self.dim)
        left[:] = rows[places]
        return replace(self, matrix=left, kept=hit.astype(np.uint32))

    def has_rows_of(self, vocab: Vocab) -> bool:
        """Whether all n-grams of these words have rows."""
        return self.kept is None or bool(np.isin(self._buckets_of(vocab, None), self.kept).all())

    def to_unit_length(self) -> SubwordTable:
        """The same table, whose composed vectors are scaled to length 1."""
        return replace(self, unit_length=True)

    def _buckets_of(self, vocab: Vocab, threads: int | None) -> npt.NDArray[Any]:
        """The buckets that some word's n-grams are in, ascending."""
        words = (vocab.data, vocab.offsets)
        _, buckets = _core.vocabulary_buckets(words, self.knobs, available_threads(threads))
        return np.unique(buckets)

    def _compose(self, vocab: Vocab, mix: str, rows: Floats, threads: int | None) -> None:
        words = (vocab.data, vocab.offsets)
        _core.compose_rows(words, self.native(), mix, rows, available_threads(threads))


def _to_unit_length(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
