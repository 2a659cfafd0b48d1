"""What an index is of: rows with names, of words, of documents, or of any matrix. How a question to
them becomes a vector, and how they lie in a file."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.documents import DocVectors, LatentSemantics, TopicModel
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.search.filters import Where, allowed_rows
from malvec.search.named_rows import is_row_number
from malvec.search.nearest import Searchable
from malvec.sentences import SentenceEncoder
from malvec.vectors import vector_file
from malvec.vectors.queries import (
    Combined,
    add_up,
    check_vector,
    listed_terms,
)
from malvec.vectors.vector_file import Laid
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["ENCODER", "SOURCES", "IndexedRows", "NamedRows", "rows_of"]

Floats = npt.NDArray[np.float32]
ENCODER = "encoder."
"""What the names of the arrays of an encoder begin with in the file of an index of sentences."""

SOURCES: dict[str, Any] = {
    "word_vectors": WordVectors,
    "sentence_encoder": SentenceEncoder,
    "document_vectors": DocVectors,
    "topic_model": TopicModel,
    "latent_semantics": LatentSemantics,
}
"""What else than a matrix an index may be of, by the kind of its file."""


class IndexedRows(ABC):
    """Rows with names."""

    names: Sequence[Any]
    searchable: Searchable
    source: Any
    """What was given: vectors, an encoder, documents; None for a matrix."""
    of: str
    """The kind of file of the source."""
    encoder: SentenceEncoder | None = None
    """What makes vectors of texts."""

    @abstractmethod
    def asked(self, query: Any, negative: Any = (), exclude: Any = ()) -> Combined:
        """The vector of a question, and the rows that must not be found."""

    @abstractmethod
    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """A flag for each row: whether it may be found; None for all."""

    @abstractmethod
    def laid_out(self) -> Laid:
        """The arrays and metadata of a file of the source."""

    def asked_all(self, queries: Iterable[Any]) -> list[Combined]:
        """Several questions."""
        return [self.asked(query) for query in queries]


class IndexedWords(IndexedRows):
    """Word vectors, alone or those of an encoder."""

    def __init__(self, source: WordVectors | SentenceEncoder) -> None:
        encoder = isinstance(source, SentenceEncoder)
        self.vectors = source.vectors if isinstance(source, SentenceEncoder) else source
        self.source, self.of = source, "sentence_encoder" if encoder else "word_vectors"
        self.encoder = source if isinstance(source, SentenceEncoder) else None
        self.names, self.searchable = self.vectors.vocab, self.vectors.searchable

    def asked(self, query: Any, negative: Any = (), exclude: Any = ()) -> Combined:
        """By words and vectors, as word vectors are asked."""
        return self.vectors.asked(query, negative, exclude)

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """By flags, row numbers or words."""
        return self.vectors.allowed(where)

    def laid_out(self) -> Laid:
        """As vectors or encoders lie."""
        if isinstance(self.source, SentenceEncoder):
            return self.source.laid_out()
        return vector_file.lay_out(self.vectors.contents(), self.vectors.stored_metadata())


class IndexedDocuments(IndexedRows):
    """Documents, with their tags for names."""

    def __init__(self, source: TaggedVectors) -> None:
        self.source, self.names, self.searchable = source, source.tags, source.searchable
        self.of = next(kind for kind, each in SOURCES.items() if isinstance(source, each))

    def asked(self, query: Any, negative: Any = (), exclude: Any = ()) -> Combined:
        """By tags and vectors."""
        asked: Combined = self.source.asked(query, negative, exclude)
        return asked

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """By flags or tags."""
        allowed: npt.NDArray[np.bool_] | None = self.source.allowed(where)
        return allowed

    def laid_out(self) -> Laid:
        """As documents lie."""
        laid: Laid = self.source.laid_out()
        return laid


class NamedRows(IndexedRows):
    """The rows of a matrix with names, or their numbers for names; with an encoder texts that are
    no names can be asked."""

    source, of = None, "rows"

    def __init__(
        self, searchable: Searchable, vocab: Vocab | None, encoder: SentenceEncoder | None = None
    ) -> None:
        self.searchable, self.vocab, self.encoder = searchable, vocab, encoder
        self.names = range(len(searchable.matrix)) if vocab is None else vocab

    @property
    def dim(self) -> int:
        """Components per row."""
        return int(self.searchable.matrix.shape[1])

    def find(self, name: Any) -> int:
        """The row of a name, or -1."""
        if self.vocab is not None:
            return self.vocab.find(name) if isinstance(name, str) else -1
        return int(name) if is_row_number(name) and 0 <= name < len(self.names) else -1

    def asked(self, query: Any, negative: Any = (), exclude: Any = ()) -> Combined:
        """By names, vectors and texts."""
        return self._asked(query, negative, exclude, {})

    def asked_all(self, queries: Iterable[Any]) -> list[Combined]:
        """Several questions, the texts among them encoded together."""
        listed = list(queries)
        texts = dict.fromkeys(q for q in listed if isinstance(q, str) and self.find(q) < 0)
        known: dict[str, Floats] = {}
        if self.encoder is not None and texts:
            known = dict(zip(texts, self.encoder.encode(list(texts)), strict=True))
        return [self._one_of(i, query, known) for i, query in enumerate(listed)]

    def _one_of(self, number: int, query: Any, known: dict[str, Floats]) -> Combined:
        """One of several questions, whose number an error tells."""
        try:
            return self._asked(query, (), (), known)
        except LookupError as error:
            raise type(error)(f"query {number}: {error.args[0]}") from None

    def allowed(self, where: Where) -> npt.NDArray[np.bool_] | None:
        """By flags, row numbers or names."""
        return allowed_rows(where, len(self.names), self.find)

    def laid_out(self) -> Laid:
        """Rows as word vectors lie, and the encoder beside them."""
        rows = self.searchable
        laid = Laid({"vectors": np.asarray(rows.matrix), "inverse_norms": rows.inverse_norms}, {})
        if self.vocab is not None:
            laid = vector_file.lay_out(vector_file.Contents(self.vocab, rows), {})
        if self.encoder is None:
            return laid
        tensors, metadata, _ = self.encoder.laid_out()
        beside = {f"{ENCODER}{name}": array for name, array in tensors.items()}
        return Laid({**laid.tensors, **beside}, {"encoder": json.dumps(metadata)})

    def _asked(self, query: Any, negative: Any, exclude: Any, known: dict[str, Floats]) -> Combined:
        is_name = self._is_name
        positive, against, unwanted = (
            [] if isinstance(given, tuple) and not given else listed_terms(given, is_name)
            for given in (query, negative, exclude)
        )

        total = add_up(self.dim, positive, against, lambda term: self._vector(term, known))
        named = filter(is_name, (*positive, *against, *unwanted))
        return Combined(total, sorted({row for name in named if (row := self.find(name)) >= 0}))

    def _vector(self, term: Any, known: dict[str, Floats]) -> Floats:
        """The vector of a name, a text or a vector."""
        if not self._is_name(term):
            return check_vector(term, self.dim)
        row = self.find(term)
        if row >= 0:
            return np.asarray(self.searchable.matrix[row])
        if self.encoder is None or not isinstance(term, str):
            hint = "; an index that was built with an encoder answers any text"
            told = hint if isinstance(term, str) else ""
            raise KeyError(f"none of {len(self.names):,} rows is {term!r:.60}{told}")
        found = known[term] if term in known else self.encoder.encode([term], processes=0)[0]
        if not found.any():
            raise LookupError(f"no word of {term!r:.60} has a vector")
        return found

    def _is_name(self, term: object) -> bool:
        return isinstance(term, str) or (self.vocab is None and is_row_number(term))


def rows_of(source: Any) -> IndexedRows:
    """The rows of vectors, an encoder or documents."""
    if isinstance(source, (WordVectors, SentenceEncoder)):
        return IndexedWords(source)
    return IndexedDocuments(source)
