"""Document vectors: tags, a vector for each, questions to them, and vectors of texts that were not
trained."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus.tags import Tags
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.reports.frozen import FrozenDict
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.progress import core_progress
from malvec.storage import kinds
from malvec.text.texts import one_or_several
from malvec.tokenizers import Pipeline, TokenizerLike
from malvec.vectors.rows import aligned
from malvec.vectors.vector_file import Laid
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["DocVectors", "inference_knobs"]

_KIND = "document_vectors"
_SCHEDULE = ("epochs", "lr", "min_lr", "seed")

Floats = npt.NDArray[np.float32]


class DocVectors(TaggedVectors):
    """Tags of documents and their vectors; they do not change. Made by ``mv.Doc2Vec(…).fit(corpus,
    tags)`` or ``DocVectors.load``.

    Attributes:
        tags: the tags, in the order of the rows; numbers and strings are told apart.
        matrix: their vectors, float32 [tags, dim].
        word_vectors: the word vectors, where words were trained, else None. With PV-DM and
            ``dbow_words`` they share a space with the documents.
        vocab: the words that documents are made of, with their counts.
        output: the output rows of the words, float32 [V, …], which inference needs.
        report: how they were trained.
        metadata: text to text, saved along: ``recipe`` and ``tokenizer`` as JSON, ….
        inference: the knobs by which :meth:`infer` learns, or None where they are not known.

    Example:
        >>> documents = mv.Doc2Vec(dim=100, threads=1).fit(corpus, tags=films)
        >>> documents[44332].shape, documents.most_similar(44332, topn=1)
        ((100,), [(65197, 0.997)])
        >>> documents.most_similar(documents.infer("아름답고 슬픈 영화"), topn=1)
        [(38305, 0.995)]
    """

    def __init__(
        self,
        tags: Tags,
        matrix: npt.NDArray[Any],
        vocab: Vocab,
        output: npt.NDArray[Any],
        *,
        word_vectors: WordVectors | None = None,
        inference: Mapping[str, Any] | None = None,
        report: object | None = None,
        metadata: Mapping[str, str] | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        super().__init__(
            tags, matrix, vocab, output, report=report, metadata=metadata, pipeline=pipeline
        )
        self.word_vectors = word_vectors
        self.inference = None if inference is None else FrozenDict(inference)

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
        progress: bool | None = None,
    ) -> Floats:
        """Vectors of texts, learnt against the words as they are: nothing in here changes.

        A vector depends on the text's known words and the seed alone: not on the other texts, their
        order, or the number of threads.

        Args:
            texts: a text, or an iterable of texts or of token lists.
            epochs, lr, min_lr, seed: None for those of the training.
            tokenizer: None for that of the corpus.
            threads: None for all that this process may use.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            float32 [n, dim], of a single text [dim]; zeros where a text has no known word.

        Raises:
            ValueError: the corpus' tokenizer was a callable of yours, or the corpus was made of
                tokens: pass ``tokenizer`` or token lists. Or the file does not say how the vectors
                were trained, or what it says does not fit them.
            NumericalError: a loss is not finite; a smaller ``lr`` helps.

        Example:
            >>> documents.infer(["배우의 연기가 좋다", "지루하다"]).shape
            (2, 100)
        """
        knobs, core = self._known_inference(), self._inference
        given = {"epochs": epochs, "lr": lr, "min_lr": min_lr, "seed": seed}
        chosen = {name: knobs[name] if value is None else value for name, value in given.items()}
        if lr is not None and min_lr is None:
            chosen["min_lr"] = min(knobs["min_lr"], lr)
        whole("epochs", chosen["epochs"], 1)
        listed = one_or_several(texts)
        advice = "infer fewer texts at a time"
        check_memory(len(listed) * 4 * (self.dim + 16), f"vectors of {len(listed):,} texts", advice)
        vectors = _core.matrix(len(listed), self.dim)
        options = {**chosen, "threads": available_threads(threads)}
        encoded = self._encoded(listed, tokenizer, progress)
        with core_progress(len(listed), "inferring", " texts", progress) as tick:
            core.infer(encoded, vectors, options, tick)
        return vectors[0] if isinstance(texts, str) else vectors

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a ``.safetensors`` file for :meth:`load`; it appears whole or not at all.

        Raises:
            OSError: the disk refused; what was there stays.
        """
        kinds.write(path, _KIND, *self.laid_out())

    def laid_out(self) -> Laid:
        """The arrays and metadata that a file of it has."""
        more = {} if self.word_vectors is None else {"input": np.asarray(self.word_vectors.matrix)}
        known = {} if self.inference is None else {"inference": json.dumps(dict(self.inference))}
        return self._laid_out(more, known)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, verify: bool = False) -> DocVectors:
        """Opens what :meth:`save` wrote: memory-mapped, in milliseconds.

        Args:
            path: a ``.safetensors`` file of document vectors.
            verify: read everything once and compare the checksums.

        Raises:
            FormatError: cut, damaged, of another kind, or written by a newer malvec; the message
                says which.
        """
        with kinds.open_kind(path, _KIND, verify=verify) as file:
            return cls.from_file(file)

    @classmethod
    def from_file(cls, file: kinds.StoredFile) -> DocVectors:
        """The document vectors that an opened file holds."""
        inference = inference_knobs(file.parsed("inference") or file.parsed("recipe"))
        found = cls._from_file(file, inference=inference)
        input = file.take_if_there("input", np.float32, (len(found.vocab), found.dim))
        if input is not None:
            found.word_vectors = WordVectors(found.vocab, input, metadata=found.metadata)
        return found

    def __repr__(self) -> str:
        return f"DocVectors({len(self):,} tags, {len(self.vocab):,} words, dim={self.dim})"

    def __getstate__(self) -> dict[str, Any]:
        """All but what the core keeps for :meth:`infer`, which is made anew."""
        return {name: held for name, held in vars(self).items() if name != "_inference"}

    def _known_inference(self) -> Mapping[str, Any]:
        if self.inference is None:
            raise ValueError(
                "these vectors do not say how they were trained, so nothing can be inferred from"
                " them"
            )
        return self.inference

    @cached_property
    def _inference(self) -> Any:
        knobs, words = dict(self._known_inference()), len(self.vocab)
        input = (
            _core.matrix(words, self.dim)
            if self.word_vectors is None
            else aligned(np.asarray(self.word_vectors.matrix))
        )
        counts = np.ones(words, np.uint64) if self.vocab.counts is None else self.vocab.counts
        try:
            return _core.Doc2vecInference(knobs, counts, (input, aligned(self.output)))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"nothing can be inferred, for how these vectors were trained is damaged: {error}"
            ) from None


def inference_knobs(recipe: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The knobs of inference out of a described recipe; None where it lacks some."""
    if recipe is None or not recipe.keys() >= set(_SCHEDULE):
        return None
    return {name: value for name, value in recipe.items() if name not in ("name", "threads")}
