"""Document vectors (Le & Mikolov 2014)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.tags import TagRows, Tags, tagged_sentences
from malvec.documents.doc_vectors import DocVectors, inference_knobs
from malvec.models.checkpoint import checksum
from malvec.models.corpus_argument import check_corpus
from malvec.models.fit_options import FitOptions, takes_fit_options
from malvec.models.run import Run, State, Training, train
from malvec.models.tokens.recipe import StreamRecipe
from malvec.models.tokens.training import (
    check_trained,
    corpus_arrays,
    token_report,
    token_training,
)
from malvec.reports.documents import DocumentReport
from malvec.runtime.machine import available_threads, check_memory
from malvec.runtime.recipe import knob
from malvec.vectors.rows import padded_dim
from malvec.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Doc2Vec"]


@dataclass(frozen=True)
class Doc2Vec(StreamRecipe):
    """Doc2Vec: the tags of a document learn to tell its words, alone (PV-DBOW) or with the words
    around (PV-DM).

    Example:
        >>> corpus = mv.Corpus.from_texts(texts, keep_empty=True)
        >>> documents = mv.Doc2Vec(dim=100, epochs=10).fit(corpus, tags=films)
        >>> len(documents) == len(set(films))
        True

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
    combine: Literal["mean", "sum", "concat"] = knob(
        "mean",
        "of PV-DM: mean or sum of tags and neighbours, or concat: side by side. With concat every"
        " document has equally many tags, and windows are taken whole",
    )
    dbow_words: bool = knob(
        False, "of PV-DBOW: train word vectors along, by skip-gram, in the same space"
    )

    def memory(self, words: int, tags: int, tags_per_document: int = 1) -> int:
        """About how many bytes training takes for so many words and different tags, corpus not
        counted."""
        stride = 4 * padded_dim(self.dim)
        slots = self._slots(tags_per_document)
        scratch = available_threads(self.threads) * (
            4 * slots + 4 * self.window + tags_per_document
        )
        return stride * (tags + words * (1 + slots) + scratch)

    @takes_fit_options
    def fit(
        self,
        corpus: Corpus,
        tags: Iterable[Any] | None = None,
        *,
        documents: npt.ArrayLike | None = None,
        **options: Unpack[FitOptions],
    ) -> DocVectors:
        """Trains vectors of documents on a corpus; always anew.

        Args:
            corpus: its sentences are the documents; make it with ``keep_empty=True``, so that
                sentence i is text i.
            tags: for each document its tag, a str or a whole number, or a list of tags. Documents
                that share a tag share its vector. None: a document's tag is its number.
            documents: where each document starts among the sentences, and at last how many there
                are [documents + 1], where a document has several sentences; None: every sentence is
                one.

        Returns:
            The vectors, with a :class:`malvec.reports.DocumentReport` in ``report``. Tags without a
            known word have zeros, and are counted there.

        Raises:
            ValueError: tags and documents are not equally many, lines were dropped so that they
                cannot be told apart, or, with concat, documents have unequally many tags.
            TypeError: something is no tag.

        Example:
            >>> corpus = mv.Corpus.from_texts(["좋은 영화", "좋은 배우", "별로"], min_count=1)
            >>> mv.Doc2Vec(dm=True).fit(corpus, tags=[["film 3", 1], ["film 3", 2], ["film 8", 3]])
            DocVectors(5 tags, 4 words, dim=100)
        """
        return train(partial(self._training, corpus, tags, documents), **options)

    def _training(
        self, corpus: Corpus, tags: Iterable[Any] | None, documents: Any, initial: None
    ) -> Training[DocVectors]:
        check_corpus(corpus)
        self._refuse_initial(initial)
        known, rows, count = tagged_sentences(corpus, tags, documents)
        most = int(np.diff(rows[0]).max())
        _check_tag_numbers(self, rows[0], most)
        state = self._initial_state(corpus, len(known), most)
        untrained = _untrained(corpus, rows, len(known))
        state["documents"][untrained] = 0
        counted: dict[str, Any] = {
            "documents": count,
            "tags": len(known),
            "untrained": len(untrained),
        }
        return token_training(
            self,
            corpus,
            state=state,
            trainer=lambda: _core.doc2vec(
                self._run_knobs(), corpus_arrays(corpus), tuple(state.values()), rows
            ),
            finish=partial(self._result, corpus, known, counted),
            remedy=f"use a smaller lr than {self.lr}",
            identity=lambda: {"tags": checksum(known.spelled.data, *rows)},
            tags=known,
        )

    def _slots(self, tags: int) -> int:
        return _core.hidden_slots(self._native_knobs(), tags)

    def _initial_state(self, corpus: Corpus, tags: int, most: int) -> State:
        words, slots = len(corpus.vocab), self._slots(most)
        check_memory(
            self.memory(words, tags, most),
            f"the matrices of {tags:,} tags and {words:,} words x {self.dim}",
            "lower dim, raise min_count, or let documents share tags",
        )
        vectors, input = _core.matrix(tags, self.dim), _core.matrix(words, self.dim)
        _core.initialize_documents(vectors, self.seed)
        _core.initialize_rows(input, self.seed)
        width = self.dim if slots == 1 else slots * padded_dim(self.dim)
        return {"documents": vectors, "input": input, "output": _core.matrix(words, width)}

    def _result(self, corpus: Corpus, tags: Tags, counted: dict[str, Any], run: Run) -> DocVectors:
        check_trained(run, "raise sample (0 keeps every token)")
        state = run.training.state
        made: dict[str, Any] = {"metadata": self.metadata(), "pipeline": corpus.pipeline}
        words = None
        if self.dm or self.dbow_words:
            words = WordVectors(corpus.vocab, state["input"], **made)
        return DocVectors(
            tags,
            state["documents"],
            corpus.vocab,
            state["output"],
            word_vectors=words,
            inference=inference_knobs(self.describe()),
            report=DocumentReport(**token_report(run, corpus), **counted),
            **made,
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
