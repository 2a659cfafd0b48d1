"""From a word to its vector: that of its row where it was seen, one composed of its n-grams where
there are sub-words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import UnknownWordError
from malvec.reports.card import HtmlCard
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.runtime.warning import warn
from malvec.search.named_rows import (
    listed_names,
    named_frame,
    named_table,
    numpy_array,
    rows_by_number,
)
from malvec.search.nearest import Searchable, read_only_rows
from malvec.search.quantised import EncodedRows, native_rows
from malvec.text.jamo import of_other_keyboard
from malvec.tokenizers.pipeline import Pipeline
from malvec.vectors.subwords import Subword, SubwordTable
from malvec.vocab import Vocab, check_vocab

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
        return [] if self._find(word) >= 0 else self.vocab.at(self._lookup.parts(word))

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

    def native(self, searchable: Searchable | None = None) -> dict[str, Any]:
        """Words, rows and sub-words as the core takes them; with norms to be searched by."""
        table = self.subword_table
        return {
            "words": self.vocab.lookup_arrays,
            "counts": self.vocab.counts,
            "rows": native_rows(self.matrix),
            "inverse_norms": None if searchable is None else searchable.inverse_norms,
            "codes": None if searchable is None else searchable.codes,
            "ngrams": None if table is None else table.native(),
            "unit_length": table is not None and table.unit_length,
        }

    @cached_property
    def _lookup(self) -> _core.WordLookup:
        """How the core looks words up and adds them up."""
        return self._native_lookup()

    def _native_lookup(self, searchable: Searchable | None = None) -> _core.WordLookup:
        pipeline = self.pipeline
        return _core.WordLookup(
            self.native(searchable),
            clean=None if pipeline is None else pipeline.clean,
            cut=None if pipeline is None else partial(_tokens, pipeline),
            unknown=self._unknown,
        )

    @property
    def _unknown(self) -> Callable[[str], UnknownWordError]:
        """Makes the error of a word that has no vector."""
        return partial(UnknownWordError, vocab=self.vocab, meant=of_other_keyboard)

    def _find(self, word: str) -> int:
        """The id of a word, also where it comes in another Unicode form and sub-words are of jamo;
        -1 where it was not seen."""
        return self._lookup.find(word)

    def _id(self, word: str) -> int:
        found = self._find(word)
        if found < 0:
            raise self._unknown(word)
        return found

    def _one(self, word: str) -> Floats:
        found = self._find(word)
        return np.asarray(self.matrix[found] if found >= 0 else self._several([word])[0])

    def _several(self, words: list[str]) -> Floats:
        return self._lookup.vectors(self._telling_of_parts(words))

    def _telling_of_parts(self, terms: list[Any]) -> list[Any]:
        """The same terms; where parts stand for a word among them, that is said once."""
        if self._told_of_parts or self.pipeline is None or self.subword_table is not None:
            return terms
        words = (term for term in terms if isinstance(term, str))
        word, parts = next(
            ((word, parts) for word in words if (parts := self.parts(word))), ("", [])
        )
        if parts:
            self._told_of_parts = True
            warn(
                f"{word!r} is not among {len(self):,} words: the mean of {', '.join(parts)} stands"
                " for it, as it is cut by the tokenizer of these vectors. parts(word) tells of"
                " other words; this is said once"
            )
        return terms


def _tokens(pipeline: Pipeline, word: str) -> list[str]:
    """The tokens of a word as the text was cut; none where only its owner has the tokenizer, or a
    package is missing."""
    try:
        return pipeline.ready().tokens(word)
    except (ImportError, ValueError):
        return []
