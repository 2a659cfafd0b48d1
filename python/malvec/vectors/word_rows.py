"""From a word to its vector: that of its row where it was seen, one composed of its n-grams where
there are sub-words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import UnknownWordError
from malvec.reports.card import HtmlCard
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.search.named_rows import (
    listed_names,
    named_frame,
    named_table,
    numpy_array,
    rows_by_number,
)
from malvec.search.nearest import read_only_rows
from malvec.search.quantised import EncodedRows, native_rows
from malvec.text.jamo import of_other_keyboard
from malvec.tokenizers.pipeline import Pipeline
from malvec.vectors.parts import is_blank, known_parts, mean_of_parts
from malvec.vectors.subwords import Subword, SubwordTable
from malvec.vocab import Vocab, check_vocab, encode_word

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["Which", "WordRows"]

Floats = npt.NDArray[np.float32]
Which = str | int | slice | Iterable[str] | Iterable[int] | npt.NDArray[Any]
"""What rows are asked for by: a word, a row number, a slice, several words, numbers or flags."""


class WordRows(HtmlCard, CalledElsewhere):
    """Words, the row of each, and perhaps a table of n-grams for all other words; ``WordVectors``
    adds questions and files."""

    pipeline: Pipeline | None = None
    """How the text was cleaned and cut that the words come from; a word that is not found as it
    stands is cleaned alike, then cut."""
    _told_of_parts = False

    def __init__(
        self, vocab: Vocab, matrix: npt.NDArray[Any] | EncodedRows, subwords: SubwordTable | None
    ) -> None:
        check_vocab(vocab)
        rows = read_only_rows(matrix)
        if len(rows) != len(vocab):
            raise ValueError(
                f"matrix has shape {rows.shape}, not [{len(vocab)}, dim] for {len(vocab)} words"
            )
        if subwords is not None and subwords.dim != rows.shape[1]:
            raise ValueError(
                f"rows of n-grams have {subwords.dim} components, those of words {rows.shape[1]}"
            )
        self.vocab = vocab
        self.matrix = rows
        self.subword_table = subwords

    @property
    def dim(self) -> int:
        """Components per vector."""
        return int(self.matrix.shape[1])

    @property
    def shape(self) -> tuple[int, int]:
        """Words, and components per vector."""
        return len(self.vocab), self.dim

    def __len__(self) -> int:
        return len(self.vocab)

    def __contains__(self, word: object) -> bool:
        """Whether the word was seen; with sub-words others have vectors too."""
        return isinstance(word, str) and self._find(word) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self.vocab)

    def __getitem__(self, which: Which) -> Floats:
        """Vectors by words or by row numbers.

        A word gives its vector [dim], several words give theirs [n, dim]. With sub-words every
        word has one, composed of its n-grams where it was not seen; without them it is that of its
        :meth:`parts`. Numbers, slices and arrays of numbers or flags are rows, as NumPy has them.

        Raises:
            KeyError: a word was not seen, nor was any part of it.
            IndexError: there is no such row.

        Example:
            >>> vectors["왕"].shape, vectors[["왕", "도시"]].shape, vectors[0].shape
            ((16,), (2, 16), (16,))
            >>> vectors[:3].shape, vectors[[4, 2]].shape
            ((3, 16), (2, 16))
        """
        if isinstance(which, str):
            return self._one(which)
        rows = rows_by_number(self.matrix, which)
        return self._several(listed_names(which)) if rows is None else rows

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return numpy_array(self.matrix, dtype, copy)

    def to_dataframe(self) -> pandas.DataFrame:
        """A ``pandas.DataFrame`` [V, dim] whose index is the words.

        Raises:
            ImportError: pandas is not installed.

        Example:
            >>> vectors.to_dataframe().loc["왕"].shape
            (16,)
        """
        return named_frame("word", self.vocab, self.matrix)

    def to_arrow(self) -> pyarrow.Table:
        """A ``pyarrow.Table`` with the columns ``word`` and ``vector``, lists of ``dim`` floats.

        Raises:
            ImportError: pyarrow is not installed.
            ValueError: a word is not UTF-8.

        Example:
            >>> vectors.to_arrow().column_names
            ['word', 'vector']
        """
        return named_table("word", self.vocab, self.matrix)

    def parts(self, word: str) -> list[str]:
        """The tokens that stand for a word which was not seen: those that it is cut into as the
        text was, where all of them are known. A question for the word is answered by the mean of
        their vectors, in which frequent ones such as endings count less; a warning says so once.

        Empty for a word that was seen, where sub-words give vectors to all words, and where the
        tokenizer is not known or not there.

        Example:
            >>> reviews = mv.Skipgram(dim=8, epochs=1, threads=1).fit(corpus)
            >>> "재미있다" in reviews, reviews.parts("재미있다")
            (False, ['재미있', '다'])
        """
        seen = self._find(word) >= 0 or self.subword_table is not None
        return [] if seen else known_parts(word, self.vocab, self.pipeline)

    def subwords(self, word: str) -> list[Subword]:
        """The n-grams that make up the vector of a word, each with its bucket and its share; shares
        sum up to 1.

        The share of a part is the projection of what it adds to the vector upon the vector itself,
        as a fraction of its length; it is negative for a part that pulls the other way. A seen word
        itself comes first, with bucket None. An n-gram without a row, which no word of the
        vocabulary has, is no part.

        Raises:
            ValueError: there are no sub-words, or the vectors of seen words have been scaled to
                length 1.

        Example:
            >>> vectors = mv.Skipgram(dim=8, subwords="char", threads=1).fit(corpus)
            >>> [part.text for part in vectors.subwords("영화")]
            ['영화', '<영화', '<영화>', '영화>']
        """
        if self.subword_table is None:
            raise ValueError("these vectors have no sub-words")
        seen = word in self
        if seen and self.subword_table.unit_length:
            raise ValueError(
                "these vectors have been scaled to length 1, so the shares of sub-words are not"
                " known; ask those before"
            )
        return self.subword_table.shares(word, self._one(word), seen)

    def _find(self, word: str) -> int:
        """The id of a word, also where it comes in another Unicode form and sub-words are of jamo;
        -1 where it was not seen."""
        if not isinstance(word, str):
            raise TypeError(f"a word is a str, not {type(word).__name__}")
        return self._lookup.find(encode_word(word))

    @cached_property
    def _lookup(self) -> _core.WordLookup:
        """What is here, as the core looks words up and adds them up."""
        table = self.subword_table
        return _core.WordLookup(
            self.vocab.lookup_arrays,
            native_rows(self.matrix),
            ngrams=None if table is None else table.native(),
            unit_length=table is not None and table.unit_length,
            clean=None if self.pipeline is None else partial(_cleaned_bytes, self.pipeline),
        )

    def added_up(self, terms: Sequence[str | Floats], signs: Sequence[int]) -> tuple[Floats, Any]:
        """The sum of signed unit vectors of words and vectors [dim], and the ids of the words and
        of parts that stand for them, to be left out of the answer."""
        if self.subword_table is None:
            words = (term for term in terms if isinstance(term, str))
            unseen = {word: self._composed([word])[0] for word in words if self._find(word) < 0}
        else:
            unseen = {}
        total, hidden = self._lookup.add_up([self._term(t, unseen) for t in terms], signs)
        if unseen:
            hidden += [self._id(part) for word in unseen for part in self.parts(word)]
        return total, hidden

    def _term(self, term: str | Floats, unseen: Mapping[str, Floats]) -> bytes | Floats:
        """A term as the core takes it: a word that has a vector there as bytes, else a vector."""
        if not isinstance(term, str):
            return term
        if is_blank(term) and self._find(term) < 0:
            raise self._unknown(term)
        return unseen[term] if term in unseen else encode_word(term)

    def _unknown(self, word: str) -> UnknownWordError:
        return UnknownWordError(word, self.vocab, meant=of_other_keyboard)

    def _cleaned(self, word: str) -> str:
        return word if self.pipeline is None else self.pipeline.clean(word)

    def _id(self, word: str) -> int:
        found = self._find(word)
        if found < 0:
            raise self._unknown(word)
        return found

    def _seen(self, words: Sequence[str]) -> set[int]:
        """Ids of the words of a query and of parts that stand for them, to be left out of the
        answer; a word that sub-words give a vector has none."""
        seen = {word: self._find(word) for word in words}
        unseen = [word for word, i in seen.items() if i < 0 and self.subword_table is None]
        parts = (self._id(part) for word in unseen for part in self.parts(word))
        return {i for i in seen.values() if i >= 0} | set(parts)

    def _several(self, words: list[str]) -> Floats:
        ids = np.array([self._find(word) for word in words], np.int64)
        unseen = [word for word, i in zip(words, ids, strict=True) if i < 0]
        if not unseen:
            return np.asarray(self.matrix[ids])
        vectors = np.empty((len(ids), self.dim), np.float32)
        vectors[ids >= 0] = self.matrix[ids[ids >= 0]]
        vectors[ids < 0] = self._composed(unseen)
        return vectors

    def _one(self, word: str) -> Floats:
        found = self._find(word)
        return np.asarray(self.matrix[found] if found >= 0 else self._composed([word])[0])

    def _composed(self, words: list[str]) -> Floats:
        """The vectors of words that were not seen [n, dim]; an error where one has none. The empty
        word and blanks have none."""
        blank = next((word for word in words if is_blank(word)), None)
        if blank is not None:
            raise self._unknown(blank)
        if self.subword_table is not None:
            return self.subword_table.vectors([self._cleaned(word) for word in words])
        return np.stack([self._by_parts(word) for word in words])

    def _by_parts(self, word: str) -> Floats:
        parts = self.parts(word)
        if not parts:
            raise self._unknown(word)
        if not self._told_of_parts:
            self._told_of_parts = True
            warnings.warn(
                f"{word!r} is not among {len(self):,} words: the mean of {', '.join(parts)} stands"
                " for it, as it is cut by the tokenizer of these vectors. parts(word) tells of"
                " other words; this is said once",
                stacklevel=2,
            )
        return mean_of_parts(self.vocab, self.matrix, parts)


def _cleaned_bytes(pipeline: Pipeline, word: bytes) -> bytes:
    """A word as the core holds it, cleaned as the text was."""
    return encode_word(pipeline.clean(word.decode("utf-8", "surrogateescape")))
