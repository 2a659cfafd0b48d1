"""Tags of documents with a vector for each, and the words that new texts are read with: what all
models of documents share."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from malvec.corpus.ids import known_ids, packed_tokens
from malvec.corpus.tags import Tag, Tags, is_tag
from malvec.documents import document_file
from malvec.reports.card import HtmlCard
from malvec.reports.found import Found
from malvec.reports.stored import report_json, stored_report
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.runtime.transformers import FittedTransformer, listed_texts
from malvec.search.named_rows import (
    listed_names,
    named_frame,
    named_table,
    numpy_array,
    rows_by_number,
)
from malvec.search.nearest import Searchable, nearest, read_only_rows
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, needed, passport
from malvec.tokenizers.tokenizer import TokenizerLike
from malvec.vectors.queries import check_vector, listed_terms, scale_to_unit_length
from malvec.vocab import Vocab, check_vocab

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["TaggedVectors"]

Floats = npt.NDArray[np.float32]
Encoded = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]
Query = Tag | npt.NDArray[Any] | Iterable[Any]
"""A tag, a vector [dim], or several of both whose unit vectors are added."""
Which = Tag | slice | Iterable[Tag] | npt.NDArray[Any]
"""What rows are asked for by: a tag, several tags, a slice of rows or an array of flags."""

Made = TypeVar("Made", bound="TaggedVectors")


class TaggedVectors(FittedTransformer, HtmlCard, CalledElsewhere):
    """Tags, a vector for each, and a row for each word, by which vectors of new texts are found;
    they do not change.

    Attributes:
        tags: the tags, in the order of the rows; numbers and strings are told apart.
        matrix: their vectors, float32 [tags, dim].
        vocab: the words that documents are made of, with their counts.
        output: what a word says about a document, float32 [V, …].
        report: how they were made.
        metadata: text to text, saved along: ``recipe`` and ``tokenizer`` as JSON, ….
        pipeline: how the text was cleaned and cut, a :class:`malvec.tokenizers.Pipeline`; None
            where that is not known.
    """

    def __init__(
        self,
        tags: Tags,
        matrix: npt.NDArray[Any],
        vocab: Vocab,
        output: npt.NDArray[Any],
        *,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        check_vocab(vocab)
        if not isinstance(tags, Tags):
            raise TypeError(f"tags are malvec's Tags, not {type(tags).__name__}: Tags.of(tags)[0]")
        matrix, output = read_only_rows(matrix), read_only_rows(output)
        if len(matrix) != len(tags):
            raise ValueError(
                f"matrix has shape {matrix.shape}, not [{len(tags)}, dim] for {len(tags)} tags"
            )
        if len(output) != len(vocab):
            raise ValueError(
                f"output has shape {output.shape}, not [{len(vocab)}, …] for {len(vocab)} words"
            )
        self.tags, self.vocab = tags, vocab
        self.report: Any = report
        self.matrix, self.output = matrix, output
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @classmethod
    def _from_file(cls: type[Made], file: kinds.StoredFile, **own: Any) -> Made:
        """What an opened file holds, with the norms that it holds too; ``own`` is what this kind of
        model has besides."""
        found = document_file.contents(file)
        made = cls(
            found.tags,
            np.asarray(found.searchable.matrix),
            found.vocab,
            found.output,
            report=stored_report(file.metadata.get("report", "null")),
            metadata=file.metadata_without(*document_file.OWN_KEYS),
            **own,
        )
        made.searchable = Searchable(made.matrix, found.searchable.inverse_norms)
        return made

    def _write(
        self,
        path: str | os.PathLike[str],
        kind: str,
        more: Mapping[str, npt.NDArray[Any]],
        own: Mapping[str, str],
    ) -> None:
        """Writes a file of a kind: what all models of documents have, ``more`` arrays and ``own``
        metadata."""
        contents = document_file.Contents(self.tags, self.searchable, self.vocab, self.output)
        metadata = {**self.metadata, "report": report_json(self.report), **own}
        document_file.write(path, kind, contents, metadata, more)

    @property
    def dim(self) -> int:
        """Components per vector."""
        return int(self.matrix.shape[1])

    @abstractmethod
    def infer(self, texts: str | Iterable[Any]) -> Floats:
        """Vectors of texts, with what was learnt as it is."""

    def transform(self, texts: Iterable[Any]) -> Floats:
        """The vectors of texts, float32 [n, dim]: ``infer``, as a step of a scikit-learn pipeline
        is called."""
        return self.infer(listed_texts(texts))

    @cached_property
    def searchable(self) -> Searchable:
        """The matrix with 1 / norm of each row, for ``malvec.search.nearest``; computed at the
        first query."""
        return Searchable.of(self.matrix)

    @property
    def shape(self) -> tuple[int, int]:
        """Tags, and components per vector."""
        return len(self.tags), self.dim

    def __len__(self) -> int:
        return len(self.tags)

    def __iter__(self) -> Iterator[Tag]:
        return iter(self.tags)

    def __contains__(self, tag: object) -> bool:
        return tag in self.tags

    def __getitem__(self, which: Which) -> Floats:
        """The vector of a tag [dim], or those of several tags [n, dim]. Numbers are tags; rows are
        taken by slices and by arrays of flags, or from ``matrix``.

        Raises:
            KeyError: there is no such tag.

        Example:
            >>> documents[44332].shape, documents[[44332, 51172]].shape, documents[:3].shape
            ((100,), (2, 100), (3, 100))
        """
        if is_tag(which):
            return np.asarray(self.matrix[self._row(which)])
        rows = None
        if isinstance(which, slice) or getattr(which, "dtype", None) == np.dtype(bool):
            rows = rows_by_number(self.matrix, which)
        if rows is None:
            places = np.array([self._row(tag) for tag in listed_names(which)], np.int64)
            rows = np.asarray(self.matrix[places])
        return rows

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return numpy_array(self.matrix, dtype, copy)

    def to_dataframe(self) -> pandas.DataFrame:
        """A ``pandas.DataFrame`` [tags, dim] whose index is the tags.

        Raises:
            ImportError: pandas is not installed.
        """
        return named_frame("tag", self.tags, self.matrix)

    def to_arrow(self) -> pyarrow.Table:
        """A ``pyarrow.Table`` with the columns ``tag`` and ``vector``, lists of ``dim`` floats.

        Raises:
            ImportError: pyarrow is not installed.
            ValueError: tags are numbers and strings, of which no column can be made.
        """
        return named_table("tag", self.tags, self.matrix)

    def most_similar(
        self,
        query: Query,
        *,
        topn: int = 10,
        exclude: Tag | Iterable[Tag] = (),
        threads: int | None = None,
    ) -> Found[Tag]:
        """The documents nearest by cosine, best first.

        Args:
            query: a tag, a vector [dim] such as :meth:`infer` gives, or a list of both. Unit
                vectors are added; the tags themselves are not found.
            topn: how many.
            exclude: a tag or tags that shall not be found; others are passed over.
            threads: None for all that this process may use.

        Raises:
            KeyError: there is no such tag.
            ValueError: a vector of another length, or not finite.

        Example:
            >>> documents = mv.Doc2Vec(dim=100, threads=1).fit(corpus, tags=films)
            >>> documents.most_similar([44332, 51172], topn=1)
            [(12369, 0.998)]
        """
        terms = listed_terms(query, is_tag)
        if not terms:
            raise ValueError("an empty query")
        hidden = {self._row(tag) for tag in filter(is_tag, terms)}
        unwanted = (self.tags.find(tag) for tag in listed_terms(exclude, is_tag))
        hidden |= {row for row in unwanted if row >= 0}
        total = np.zeros(self.dim, np.float32)
        for term in terms:
            total += self._unit(term)
        scores, ids = nearest(
            self.searchable, total[None], topn=topn, exclude=[list(hidden)], threads=threads
        )
        return Found(
            (self.tags[i], score)
            for score, i in zip(scores[0].tolist(), ids[0].tolist(), strict=True)
            if i >= 0
        )

    def similarity(self, a: Tag | npt.NDArray[Any], b: Tag | npt.NDArray[Any]) -> float:
        """The cosine of two documents or vectors; 0 where one of them is zero."""
        return float(
            np.clip(self._unit(a).astype(np.float64) @ self._unit(b).astype(np.float64), -1, 1)
        )

    def distance(self, a: Tag | npt.NDArray[Any], b: Tag | npt.NDArray[Any]) -> float:
        """1 less :meth:`similarity`, 0 to 2."""
        return 1 - self.similarity(a, b)

    def _counted(
        self, texts: list[Any], tokenizer: TokenizerLike | None, progress: bool | None = None
    ) -> sparse.csr_array:
        """How often each known word is in each text, float64 [texts, V]."""
        encoded = self._encoded(texts, tokenizer, progress)
        ids, offsets = (array.astype(np.int64) for array in encoded)
        shape = (len(texts), len(self.vocab))
        counts = sparse.csr_array((np.ones(len(ids)), ids, offsets), shape=shape)
        counts.sum_duplicates()
        return counts

    def _encoded(
        self, texts: list[Any], tokenizer: TokenizerLike | None, progress: bool | None = None
    ) -> Encoded:
        """The known words of each text, which is a str or a list of tokens."""
        strings = [isinstance(text, str) for text in texts]
        mixed = any(strings) and not all(strings)
        if mixed or not all(isinstance(text, Iterable) for text in texts):
            raise TypeError("texts must all be str, or all lists of tokens")
        if not any(strings):
            return known_ids(self.vocab, packed_tokens(texts), self.pipeline)
        pipeline = needed(self.pipeline, tokenizer, "these documents")
        chunks = pipeline.token_chunks(texts, progress=progress)
        return known_ids(self.vocab, (chunk.packed for chunk in chunks))

    def _row(self, tag: Tag) -> int:
        row = self.tags.find(tag)
        if row < 0:
            other: Tag | None = (
                str(tag) if not isinstance(tag, str) else int(tag) if tag.isdecimal() else None
            )
            hint = (
                f"; there is {other!r}, though" if other is not None and other in self.tags else ""
            )
            raise KeyError(f"none of {len(self):,} tags is {tag!r}{hint}")
        return row

    def _unit(self, term: Any) -> Floats:
        return scale_to_unit_length(check_vector(self[term] if is_tag(term) else term, self.dim))
