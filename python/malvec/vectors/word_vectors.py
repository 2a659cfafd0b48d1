"""Word vectors: a vocabulary, a matrix, and questions to them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.reports.stored import report_json, stored_report
from malvec.runtime.transformers import OwnClone
from malvec.search.nearest import read_only_rows
from malvec.search.quantised import EncodedRows
from malvec.storage import kinds
from malvec.tokenizers.pipeline import Pipeline, passport
from malvec.vectors import vector_file
from malvec.vectors.rows import unit_rows
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_questions import WordQuestions
from malvec.vocab import Vocab

__all__ = ["WordVectors", "stored_vectors"]

Floats = npt.NDArray[np.float32]


class WordVectors(WordQuestions, OwnClone):
    """Words and their vectors; they do not change. Queries may come from many threads at once.

    Args:
        vocab: the words, in the order of the rows.
        matrix: float32 [V, dim]; rows may be padded, lie in a mapped file, or be encoded
            (``malvec.vectors.compress``): nothing is copied, so an array that you go on writing to
            has to be given as a copy.
        report: how they were trained; anything with ``to_json()``, a dataclass or a mapping.
        metadata: text to text, saved along: ``recipe`` and ``tokenizer`` as JSON, ….
        output: the output (context) vectors float32 [V, dim], where the algorithm has them.
        subwords: rows of n-grams, which give vectors to words that were not seen. ``word in
            vectors`` still says whether one was.
        pipeline: how the text was cleaned and cut; None for what ``metadata`` says.

    Example:
        >>> vectors = WordVectors(Vocab.from_words(["왕", "여왕"]), np.eye(2, dtype=np.float32))
        >>> vectors["왕"], "감독" in vectors, len(vectors)
        (array([1., 0.], dtype=float32), False, 2)
    """

    def __init__(
        self,
        vocab: Vocab,
        matrix: npt.NDArray[Any] | EncodedRows,
        *,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        output: npt.NDArray[Any] | None = None,
        subwords: SubwordTable | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        super().__init__(vocab, matrix, subwords)
        if output is not None and (output.shape != (len(vocab), self.dim)):
            raise ValueError(
                f"output has shape {output.shape}, not [{len(vocab)}, {self.dim}] as the vectors"
            )
        self.output = None if output is None else read_only_rows(output)
        self.report: Any = report
        self.pipeline, self.metadata = passport(pipeline, metadata)

    @property
    def counts(self) -> npt.NDArray[np.uint64] | None:
        """How often each word was seen, uint64 [V], or None where that is not known."""
        return self.vocab.counts

    def normalized(self) -> WordVectors:
        """New vectors with every row scaled to length 1; rows of zeros stay. Report and metadata
        are kept, output vectors are not.

        Vectors of unseen words have length 1 too; the shares of sub-words can no longer be told.

        Example:
            >>> float(np.linalg.norm(vectors.normalized()["왕"]))
            1.0
        """
        table = None if self.subword_table is None else self.subword_table.to_unit_length()
        return WordVectors(
            self.vocab,
            unit_rows(self.searchable),
            report=self.report,
            metadata=self.metadata,
            subwords=table,
            pipeline=self.pipeline,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Raises:
            ValueError: the name promises another format, such as ``.txt``; ``malvec.io`` writes
                those.
            OSError: the disk refused; what was there stays.

        Example:
            >>> vectors.save("reviews.safetensors")
        """
        vector_file.write(path, self.contents(), self.stored_metadata())

    def contents(self) -> vector_file.Contents:
        """What of them a file holds, besides :meth:`stored_metadata`."""
        return vector_file.Contents(self.vocab, self.searchable, self.output, self.subword_table)

    def stored_metadata(self) -> dict[str, str]:
        """The metadata that a file of them has: their own, and the report."""
        return {**self.metadata, "report": report_json(self.report)}

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> WordVectors:
        """Opens what :meth:`save` wrote: memory-mapped, in milliseconds, shared by all processes
        that open it. Of a sentence encoder and of a language model it opens the word vectors.

        If another program cuts the file while it is open here, reading the lost part ends the
        process (SIGBUS); replacing it is safe.

        Args:
            path: a ``.safetensors`` file of malvec.
            verify: read everything once and compare the checksums.

        Raises:
            FormatError: cut, damaged, of another kind, or written by a newer malvec; the message
                says which.

        Example:
            >>> WordVectors.load("reviews.safetensors").most_similar("희망", topn=1)
            [('젊음', 0.78)]
        """
        with kinds.open_kind(path, *vector_file.KINDS, verify=verify) as file:
            return cls.from_file(file)

    @classmethod
    def from_file(cls, file: kinds.StoredFile) -> WordVectors:
        """The word vectors that an opened file holds."""
        return stored_vectors(file)

    def __repr__(self) -> str:
        table = self.subword_table
        parts = ""
        if table is not None:
            parts = (
                f", {table.ngrams_of} {table.min_n} to {table.max_n} in {table.buckets:,} buckets"
            )
        method = f", {self.matrix.method}" if isinstance(self.matrix, EncodedRows) else ""
        return f"WordVectors({len(self):,} words, dim={self.dim}{method}{parts})"

    def __reduce__(self) -> tuple[Any, ...]:
        output = None if self.output is None else np.ascontiguousarray(self.output)
        encoded = isinstance(self.matrix, EncodedRows)
        matrix = self.matrix if encoded else np.ascontiguousarray(self.matrix)
        make = partial(
            WordVectors,
            output=output,
            report=self.report,
            metadata=dict(self.metadata),
            subwords=self.subword_table,
            pipeline=self.pipeline,
        )
        return make, (Vocab(self.vocab.data, self.vocab.offsets, self.vocab.counts), matrix)


def stored_vectors(file: kinds.StoredFile) -> WordVectors:
    """The word vectors in an opened file; ``FormatError`` where they are damaged."""
    vocab, rows, output, subwords = vector_file.contents(file)
    vectors = WordVectors(
        vocab,
        rows.matrix,
        output=output,
        report=stored_report(file.metadata.get("report", "null")),
        metadata=vector_file.metadata_of(file),
        subwords=subwords,
    )
    if len(rows.inverse_norms) == len(vectors):
        vectors.searchable = replace(rows, matrix=vectors.matrix)
    return vectors
