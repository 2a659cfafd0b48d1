"""Vectors of words, documents, or of anything with names, and a structure beside them by which they
are searched sooner."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from malvec.documents.tagged_vectors import TaggedVectors
from malvec.index import index_file
from malvec.index.building import Built, Given, build
from malvec.index.searching import Asked, by_graph, exactly
from malvec.reports.card import HtmlCard
from malvec.reports.found import Found
from malvec.runtime.arguments import number, one_of
from malvec.runtime.elsewhere import CalledElsewhere
from malvec.runtime.transformers import OwnClone
from malvec.search.filters import Where
from malvec.sentences import SentenceEncoder
from malvec.vectors.queries import Combined, with_names
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["Index", "IndexKind"]

IndexKind = Literal["exact8", "hnsw"]
Source = WordVectors | SentenceEncoder | TaggedVectors | npt.NDArray[Any] | Iterable[str]


class Index(HtmlCard, OwnClone, CalledElsewhere):
    """Rows with names that are searched sooner than by looking at all of their floats; it does not
    change. Made by :meth:`build` or :meth:`load`; questions may come from many threads at once.

    ==========  ==================================================================================
    kind        answers
    ==========  ==================================================================================
    ``exact8``  exactly those of a search through all floats, from a byte per component; the better
                choice up to 2 million rows
    ``hnsw``    most of them, by a graph of near rows; for more rows. Needs the extra ``ann``
    ==========  ==================================================================================

    Attributes:
        names: words, tags, names as they were given, or the numbers of rows.
        source: the vectors, encoder or documents that it is of; None for a matrix or texts.
        encoder: what makes vectors of texts; None where there is none.
        report: its kind, size and speed, the recall that was reached, and what was left out.

    Example:
        >>> index = mv.Index.build(texts, encoder=encoder)
        >>> len(index.most_similar("재미있는 영화", topn=3))
        3
        >>> index.save("reviews.index")
    """

    def __init__(self, built: Built) -> None:
        if not isinstance(built, Built):
            raise TypeError("an index is made by Index.build or opened by Index.load")
        self._rows, self._graph, self.report = built

    @classmethod
    def build(
        cls,
        source: Source,
        names: Iterable[str] | Vocab | None = None,
        *,
        kind: IndexKind = "exact8",
        recall: float = 0.95,
        encoder: SentenceEncoder | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Index:
        """An index of vectors that have names already, of a matrix, or of texts.

        Args:
            source: word vectors, an encoder (its word vectors), documents or topics; a matrix
                [n, dim], which is not copied where it is float32: nobody may write into it; or,
                with ``encoder``, texts.
            names: a name for each row of a matrix, such as the texts that it was made of; None:
                rows are known by their numbers. A name that comes again with the same vector, and
                an empty one with a vector of zeros, are left out, and counted in the report.
            kind: ``"exact8"`` or ``"hnsw"``, see above.
            recall: for hnsw, the share of the ten nearest rows that shall be found, measured on a
                thousand rows; a warning says where it is not reached. A graph that several threads
                build is another one each time.
            encoder: what made the vectors; with it the index answers texts that are no names.
            threads: None for all that this process may use.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Raises:
            TypeError: none of these, or names beside vectors that have their own.
            ValueError: not as many names as rows, a name that stands for two vectors, an encoder of
                another length, compressed vectors, a row that is not finite. A warning tells of an
                encoder that makes other vectors of the names.
            ImportError: hnsw without usearch.

        Example:
            >>> mv.Index.build(np.eye(3), ["봄", "여름", "가을"]).most_similar("봄", topn=1)
            [('여름', 0.0)]
        """
        one_of("kind", kind, get_args(IndexKind))
        wanted = number("recall", recall, above=0, most=1)
        given = Given(source, names, encoder)
        return cls(build(given, kind, wanted, threads=threads, progress=progress))

    @property
    def names(self) -> Sequence[Any]:
        """Words, tags, names, or the numbers of rows, in the order of the rows."""
        return self._rows.names

    @property
    def source(self) -> Any:
        """The vectors, encoder or documents that it is of; None for a matrix."""
        return self._rows.source

    @property
    def encoder(self) -> SentenceEncoder | None:
        """What makes vectors of texts: the encoder that the index was built with, or that it is
        of; None where there is none.

        Example:
            >>> index = mv.Index.build(texts, encoder=encoder)
            >>> index.encoder.encode(["재미있는 영화"]).shape
            (1, 100)
        """
        return self._rows.encoder

    @property
    def matrix(self) -> Any:
        """The vectors, float32 [rows, dim]."""
        return self._rows.searchable.matrix

    @property
    def dim(self) -> int:
        """Components per vector."""
        return self.report.dim

    def __len__(self) -> int:
        return len(self.names)

    def most_similar(
        self,
        query: Any,
        *,
        topn: int = 10,
        negative: Iterable[Any] = (),
        exclude: Any = (),
        where: Where = None,
        restrict: int | None = None,
        threads: int | None = None,
    ) -> Found[Any]:
        """The names nearest by cosine, best first.

        Args:
            query: a name, a vector [dim], or a list of both, whose unit vectors are added. Word
                vectors answer whatever they answer by themselves; with an encoder a text will do
                that is no name. Names that are asked for are not found.
            topn: how many; fewer are an answer.
            negative: names or vectors whose unit vectors are subtracted; not found either.
            exclude: a name or names that shall not be found; others are passed over.
            where: what may be found: a flag for each row, row numbers, or names; None for all. Few
                rows are searched exactly, whatever the kind.
            restrict: only the first so many rows.
            threads: None for all that this process may use; one question to hnsw takes one.

        Raises:
            KeyError: there is no such name, and no encoder.
            LookupError: a text has no word with a vector; or ``where`` names nothing that is there.
            ValueError: a vector of another length, or not finite; not one flag per row.

        Example:
            >>> index = mv.Index.build(np.eye(3), ["봄", "여름", "가을"])
            >>> index.most_similar([0, 1, 2], topn=2)
            [('가을', 0.894), ('여름', 0.447)]
            >>> index.most_similar([0, 1, 2], where=["봄", "여름"], topn=1)
            [('여름', 0.447)]
        """
        asked = self._rows.asked(query, negative, exclude)
        return self._found([asked], topn, where, restrict, threads)[0]

    def most_similar_batch(
        self,
        queries: Iterable[Any] | npt.NDArray[Any],
        *,
        topn: int = 10,
        where: Where = None,
        restrict: int | None = None,
        threads: int | None = None,
    ) -> list[Found[Any]]:
        """``most_similar`` for many queries: a list of what it takes, or vectors [n, dim]. Texts
        are encoded together, and rows are read once for many queries.

        Example:
            >>> mv.Index.build(np.eye(3)).most_similar_batch([0, np.array([0, 1, 2])], topn=1)
            [[(1, 0.0)], [(2, 0.894)]]
        """
        if isinstance(queries, str) or not isinstance(queries, Iterable):
            raise TypeError("a list of queries is expected; for one use most_similar")
        return self._found(self._rows.asked_all(queries), topn, where, restrict, threads)

    def _found(
        self,
        asked: list[Combined],
        topn: int,
        where: Where,
        restrict: int | None,
        threads: int | None,
    ) -> list[Found[Any]]:
        rows = self._rows.searchable
        how = Asked(topn, self._rows.allowed(where), restrict, threads)
        answers = (
            by_graph(rows, self._graph, asked, how) if self._graph else exactly(rows, asked, how)
        )
        return [with_names(self.names, *answer) for answer in answers]

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """A flag for each row: whether ``where`` lets it be found; None for all."""
        return self._rows.allowed(where)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes one ``.safetensors`` file, whatever its ending, for :meth:`load`, with all that
        questions need: vectors, names, encoder. An index of word vectors, of an encoder or of
        documents is opened by their ``load`` too.

        Raises:
            ValueError: the tokenizer of the encoder is not known.
            OSError: the disk refused; what was there stays.
        """
        index_file.write(path, Built(self._rows, self._graph, self.report))

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> Index:
        """Opens what :meth:`save` wrote: memory-mapped, in milliseconds.

        Args:
            path: the file.
            verify: read everything once and compare the checksums.

        Raises:
            FormatError: cut, damaged, of another kind, or written by a newer malvec.
            ImportError: it is of kind hnsw, and usearch is not installed.
        """
        return cls(index_file.read(path, verify))

    def __repr__(self) -> str:
        of = "" if self.source is None else f" of {self.source!r}"
        return f"Index({len(self):,} names, dim={self.dim}, {self.report.kind}{of})"
