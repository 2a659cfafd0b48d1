"""Tags of documents with a vector for each, and the words that new texts are read with: what all
models of documents share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from malvec.corpus.ids import known_ids, packed_tokens
from malvec.corpus.tags import Tags
from malvec.documents import document_file
from malvec.documents.tag_questions import TagQuestions
from malvec.reports.stored import report_json, stored_report
from malvec.runtime.transformers import FittedTransformer, listed_texts
from malvec.search.nearest import read_only_rows
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, needed, passport
from malvec.tokenizers.tokenizer import TokenizerLike
from malvec.vectors.vector_file import Laid
from malvec.vocab import Vocab, check_vocab

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["TaggedVectors"]

Floats = npt.NDArray[np.float32]
Encoded = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]

Made = TypeVar("Made", bound="TaggedVectors")


class TaggedVectors(TagQuestions, FittedTransformer):
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
        super().__init__(tags, matrix)
        output = read_only_rows(output)
        if len(output) != len(vocab):
            raise ValueError(
                f"output has shape {output.shape}, not [{len(vocab)}, …] for {len(vocab)} words"
            )
        self.vocab, self.output = vocab, output
        self.report: Any = report
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
        made.searchable = replace(found.searchable, matrix=made.matrix)
        return made

    @abstractmethod
    def laid_out(self) -> Laid:
        """The arrays and metadata that a file of it has."""

    def _laid_out(self, more: Mapping[str, npt.NDArray[Any]], own: Mapping[str, str]) -> Laid:
        """What all models of documents have, ``more`` arrays and ``own`` metadata."""
        contents = document_file.Contents(self.tags, self.searchable, self.vocab, self.output)
        metadata = {**self.metadata, "report": report_json(self.report), **own}
        return Laid(document_file.lay_out(contents, more), metadata)

    @abstractmethod
    def infer(self, texts: str | Iterable[Any]) -> Floats:
        """Vectors of texts, with what was learnt as it is."""

    def transform(self, texts: Iterable[Any]) -> Floats:
        """The vectors of texts, float32 [n, dim]: ``infer``, as a step of a scikit-learn pipeline
        is called."""
        return self.infer(listed_texts(texts))

    def _counted(
        self, texts: list[Any], tokenizer: TokenizerLike | None, progress: bool | None = None
    ) -> sparse.csr_array:
        """How often each known word is in each text, float64 [texts, V]."""
        from scipy import sparse  # a fifth of a second to import

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
