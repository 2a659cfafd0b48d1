"""Document vectors: tags, a vector for each, questions to them, and vectors of texts that were not
trained."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.tags import Tags
from malvec.documents import document_file
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.vectors import vector_file
from malvec.vectors.rows import aligned
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["DocVectors"]

Floats = npt.NDArray[np.float32]


class DocVectors(TaggedVectors):
    """Tags of documents and their vectors; they do not change. Made by ``mv.Doc2Vec(…).fit(corpus,
    tags)`` or ``DocVectors.load``.

    Attributes:
        tags: the tags, in the order of the rows; numbers and strings are told apart.
        matrix: their vectors, float32 [tags, dim].
        words: the word vectors, where words were trained, else None. With PV-DM and ``dbow_words``
            they share a space with the documents.
        vocab: the words that documents are made of, with their counts.
        output: the output rows of the words, float32 [V, …], which inference needs.
        report: how they were trained.
        metadata: text to text, saved along: ``recipe`` and ``tokenizer`` as JSON, ….

    Example:
        >>> documents["봄날은 간다"].shape, documents.most_similar("봄날은 간다", topn=1)  # doctest: +SKIP
        ((100,), [('8월의 크리스마스', 0.83)])
        >>> documents.most_similar(documents.infer("아름답고 슬픈 영화"))  # doctest: +SKIP
    """

    def __init__(
        self,
        tags: Tags,
        matrix: npt.NDArray[Any],
        vocab: Vocab,
        output: npt.NDArray[Any],
        *,
        words: WordVectors | None = None,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        super().__init__(
            tags, matrix, vocab, output, report=report, metadata=metadata, pipeline=pipeline
        )
        self.words = words

    def infer(
        self,
        texts: str | Iterable[Any],
        *,
        epochs: int | None = None,
        lr: float | None = None,
        min_lr: float | None = None,
        seed: int | None = None,
        tokenizer: TokenizerLike | None = None,
        threads: int | None = None,
    ) -> Floats:
        """Vectors of texts, learnt against the words as they are: nothing in here changes.

        A vector depends on the text's known words and the seed alone: not on the other texts, their
        order, or the number of threads.

        Args:
            texts: a text, or an iterable of texts or of token lists.
            epochs, lr, min_lr, seed: None for those of the training.
            tokenizer: None for that of the corpus.
            threads: None for all that this process may use.

        Returns:
            float32 [n, dim], of a single text [dim]; zeros where a text has no known word.

        Raises:
            ValueError: the corpus' tokenizer was a callable of yours, or the corpus was made of
                tokens: pass ``tokenizer`` or token lists.
            NumericalError: a loss is not finite; a smaller ``lr`` helps.

        Example:
            >>> documents.infer(["배우 의 연기 가 좋다", "지루하다"]).shape    # doctest: +SKIP
            (2, 100)
        """
        recipe = self._recipe
        given = {"epochs": epochs, "lr": lr, "min_lr": min_lr, "seed": seed}
        how = {name: recipe[name] if value is None else value for name, value in given.items()}
        if lr is not None and min_lr is None:
            how["min_lr"] = min(recipe["min_lr"], lr)
        whole("epochs", how["epochs"], 1)
        listed = [texts] if isinstance(texts, str) else list(texts)
        advice = "infer fewer texts at a time"
        check_memory(len(listed) * 4 * (self.dim + 16), f"vectors of {len(listed):,} texts", advice)
        vectors = _core.matrix(len(listed), self.dim)
        options = {**how, "threads": available_threads(threads)}
        self._inference.infer(self._encoded(listed, tokenizer), vectors, options, None)
        return vectors[0] if isinstance(texts, str) else vectors

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Raises:
            OSError: the disk refused; what was there stays.
        """
        metadata = {**self.metadata, "report": vector_file.to_json(self.report)}
        input = None if self.words is None else np.asarray(self.words.matrix)
        document_file.write(
            path,
            document_file.Contents(self.tags, self.rows, self.vocab, self.output, input),
            metadata,
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str], verify: bool = False) -> DocVectors:
        """Opens what :meth:`save` wrote: memory-mapped, in milliseconds.

        Args:
            path: a ``.safetensors`` file of document vectors.
            verify: read everything once and compare the checksums.

        Raises:
            FormatError: cut, damaged, of another kind, or written by a newer malvec; the message
                says which.
        """
        found, metadata = document_file.read(path, verify)
        words = (
            None
            if found.input is None
            else WordVectors(found.vocab, found.input, metadata=vector_file.without_own(metadata))
        )
        return cls._opened(path, found, metadata, words=words)

    def __repr__(self) -> str:
        return f"DocVectors({len(self):,} tags, {len(self.vocab):,} words, dim={self.dim})"

    @cached_property
    def _recipe(self) -> dict[str, Any]:
        recipe = vector_file.parse_json("document vectors", self.metadata, "recipe")
        if recipe is None or not {"epochs", "lr", "min_lr", "seed"} <= recipe.keys():
            raise ValueError(
                "these vectors do not say how they were trained, so nothing can be inferred from"
                " them"
            )
        return recipe

    @cached_property
    def _inference(self) -> Any:
        knobs = {
            name: value for name, value in self._recipe.items() if name not in ("name", "threads")
        }
        input = (
            _core.matrix(len(self.vocab), self.dim)
            if self.words is None
            else aligned(np.asarray(self.words.matrix))
        )
        counts = (
            np.ones(len(self.vocab), np.uint64) if self.vocab.counts is None else self.vocab.counts
        )
        try:
            return _core.Doc2vecInference(knobs, counts, (input, aligned(self.output)))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"nothing can be inferred, for how these vectors were trained is damaged: {error}"
            ) from None
