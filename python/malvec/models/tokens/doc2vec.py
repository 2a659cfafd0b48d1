"""Document vectors (Le & Mikolov 2014)."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.tags import TagRows, Tags, tagged_sentences
from malvec.documents.doc_vectors import DocVectors
from malvec.models.checkpoint import checksum, parse_interval
from malvec.models.tokens.recipe import StreamRecipe
from malvec.models.tokens.run import (
    FitProgress,
    Interrupted,
    TokenRun,
    check_corpus,
    report_fields,
)
from malvec.reports.training import DocumentReport
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import knob
from malvec.vectors.rows import padded_dim
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Doc2Vec"]


@dataclass(frozen=True)
class Doc2Vec(StreamRecipe):
    """Doc2Vec: the tags of a document learn to tell its words, alone (PV-DBOW) or with the words
    around (PV-DM).

    The knobs shared with skip-gram are those of :class:`malvec.models.tokens.recipe.StreamRecipe`;
    ``malvec train doc2vec --help`` lists them all.

    Args:
        dm: True: PV-DM, tags and neighbours together tell the word; False: PV-DBOW, the tags alone
            do.
        combine: of PV-DM: the ``"mean"`` or ``"sum"`` of tags and neighbours, or ``"concat"``, all
            side by side: then every document has equally many tags, and windows are taken whole.
        dbow_words: of PV-DBOW: train word vectors along (skip-gram), in the same space.

    Example:
        >>> corpus = mv.Corpus.from_texts(reviews, keep_empty=True)               # doctest: +SKIP
        >>> documents = mv.Doc2Vec(dim=100, epochs=10).fit(corpus, tags=films)    # doctest: +SKIP
        >>> documents.most_similar("봄날은 간다")  # doctest: +SKIP

    Source: Le & Mikolov, Distributed Representations of Sentences and Documents, 2014.
    """

    epochs: int = knob(10, "passes over the corpus")
    sample: float = knob(
        1e-3, "threshold above which frequent words are thinned out; 0 keeps every token"
    )
    dm: bool = knob(
        False,
        "PV-DM, tags and neighbours together tell the word; otherwise PV-DBOW, the tags alone do",
    )
    combine: str = knob(
        "mean", "of PV-DM: mean or sum of tags and neighbours, or concat: side by side"
    )
    dbow_words: bool = knob(False, "of PV-DBOW: train word vectors along, by skip-gram")

    def memory(self, words: int, tags: int, tags_per_document: int = 1) -> int:
        """About how many bytes training takes for so many words and different tags, corpus not
        counted."""
        stride = 4 * padded_dim(self.dim)
        slots = self._slots(tags_per_document)
        scratch = available_threads(self.threads) * (
            4 * slots + 4 * self.window + tags_per_document
        )
        return stride * (tags + words * (1 + slots) + scratch)

    def fit(
        self,
        corpus: Corpus,
        tags: Iterable[Any] | None = None,
        *,
        documents: npt.ArrayLike | None = None,
        progress: bool = False,
        callback: Callable[[FitProgress], bool | None] | None = None,
        checkpoint: str | Path | None = None,
        every: str | float = "10min",
    ) -> DocVectors:
        """Trains vectors of documents on a corpus.

        Args:
            corpus: its sentences are the documents; make it with ``keep_empty=True``, so that
                sentence i is text i.
            tags: for each document its tag, a str or a whole number, or a list of tags. Documents
                that share a tag share its vector. None: a document's tag is its number.
            documents: where each document starts among the sentences, and at last how many there
                are [documents + 1], where a document has several sentences; None: every sentence is
                one.
            progress, callback, checkpoint, every: as in :meth:`malvec.Skipgram.fit`.

        Returns:
            The vectors, with a :class:`malvec.DocumentReport` in ``report``. Tags without a known
            word have zeros, and are counted there.

        Raises:
            ValueError: tags and documents are not equally many, lines were dropped so that they
                cannot be told apart, or, with concat, documents have unequally many tags.
            TypeError: something is no tag.
            MemoryError: the matrices do not fit; before they are allocated.
            NumericalError: a loss is not finite; a smaller ``lr`` helps.
            Interrupted: on Ctrl-C; the vectors so far are in its ``result``.

        Example:
            >>> mv.Doc2Vec(dm=True).fit(corpus, tags=[["film 3", 1], ["film 3", 2], ["film 8", 3]])  # doctest: +SKIP
        """
        check_corpus(corpus)
        interval = parse_interval(every)
        known, rows, count = tagged_sentences(corpus, tags, documents)
        most = int(np.diff(rows[0]).max())
        _check_tag_numbers(self, rows[0], most)
        matrices = self._started(corpus, len(known), most)
        untrained = _untrained(corpus, rows, len(known))
        matrices["documents"][untrained] = 0
        job = TokenRun(
            self,
            corpus,
            matrices,
            callback,
            lambda: {"tags": checksum(known.spelled.data, *rows)},
            interval=interval,
        )
        job.go_on_from(checkpoint)
        trainer = _core.doc2vec(
            job.knobs,
            (corpus.ids, corpus.offsets, corpus.vocab.counts),
            tuple(matrices.values()),
            rows,
        )
        interrupted = job.train(trainer, progress)
        if job.standing.pairs == 0 and not job.stopped:
            warnings.warn(
                "nothing was trained and the vectors are random: raise sample (0 keeps every"
                " token)",
                stacklevel=2,
            )
        counted: dict[str, Any] = {
            "documents": count,
            "tags": len(known),
            "untrained": len(untrained),
        }
        found = self._result(job, known, DocumentReport(**report_fields(job), **counted))
        if interrupted:
            raise Interrupted(found)
        return found

    def _slots(self, tags: int) -> int:
        return _core.hidden_slots(self.native_knobs(), tags)

    def _started(self, corpus: Corpus, tags: int, most: int) -> dict[str, npt.NDArray[np.float32]]:
        words, slots = len(corpus.vocab), self._slots(most)
        what = f"the matrices of {tags:,} tags and {words:,} words x {self.dim}"
        check_memory(
            self.memory(words, tags, most),
            what,
            "lower dim, raise min_count, or let documents share tags",
        )
        vectors, input = _core.matrix(tags, self.dim), _core.matrix(words, self.dim)
        _core.initialize_documents(vectors, self.seed)
        _core.initialize_rows(input, self.seed)
        width = self.dim if slots == 1 else slots * padded_dim(self.dim)
        return {"documents": vectors, "input": input, "output": _core.matrix(words, width)}

    def _result(self, job: TokenRun, tags: Tags, report: DocumentReport) -> DocVectors:
        kept: dict[str, Any] = {
            "metadata": {"recipe": json.dumps(self.describe())},
            "pipeline": job.corpus.pipeline,
        }
        trained = self.dm or self.dbow_words
        words = WordVectors(job.corpus.vocab, job.matrices["input"], **kept) if trained else None
        vectors, output = job.matrices["documents"], job.matrices["output"]
        return DocVectors(
            tags, vectors, job.corpus.vocab, output, words=words, report=report, **kept
        )


def _check_tag_numbers(
    recipe: Doc2Vec, offsets: Sequence[Any] | npt.NDArray[Any], most: int
) -> None:
    numbers = np.diff(np.asarray(offsets).astype(np.int64))
    if recipe.dm and recipe.combine == "concat" and (numbers != most).any():
        other = int(np.flatnonzero(numbers != most)[0])
        found = f"sentence {other:,} has {numbers[other]}, another {most}"
        raise ValueError(f"combine='concat' needs equally many tags in every document, but {found}")


def _untrained(corpus: Corpus, rows: TagRows, tags: int) -> npt.NDArray[np.int64]:
    """The rows of tags of which no sentence has a word."""
    offsets, numbers = rows
    seen = np.zeros(tags, bool)
    seen[numbers[np.repeat(np.diff(corpus.offsets) > 0, np.diff(offsets).astype(np.int64))]] = True
    return np.flatnonzero(~seen)
