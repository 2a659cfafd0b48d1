"""Latent Dirichlet allocation (Blei, Ng & Jordan 2003), drawn by tomotopy."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.corpus import Corpus
from malvec.corpus.tags import tagged_sentences
from malvec.counts import by_tag, document_counts
from malvec.counts.cells import Cells
from malvec.documents.topic_model import TopicModel, tomotopy
from malvec.models.corpus_argument import check_corpus
from malvec.models.fit_progress import Interrupted
from malvec.reports.topics import TopicReport
from malvec.runtime.arguments import number, whole
from malvec.runtime.machine import available_threads, check_memory, peak_memory
from malvec.runtime.progress import is_told, progress_bar
from malvec.runtime.recipe import Recipe, knob
from malvec.version import __version__

__all__ = ["Lda"]

_STEP = 10  # iterations between two looks at Ctrl-C


@dataclass(frozen=True)
class Lda(Recipe):
    """Latent Dirichlet allocation: a document is a mixture of topics, a topic a distribution over
    words; by Gibbs sampling.

    Needs the extra ``topics`` (tomotopy). With one thread the same seed gives the same topics.

    Example:
        >>> corpus = mv.Corpus.from_texts(texts, keep_empty=True)
        >>> model = mv.Lda(topics=5, iterations=20, threads=1).fit(corpus, tags=films)
        >>> model
        TopicModel(2,532 tags, 559 words, 5 topics)
        >>> len(model.topic_words(0, topn=5))
        5

    Source: Blei, Ng & Jordan, Latent Dirichlet Allocation, 2003; Griffiths & Steyvers, Finding
    Scientific Topics, 2004.
    """

    topics: int = knob(20, "number of topics")
    alpha: float = knob(0.1, "Dirichlet prior of a document's topics, at the start")
    eta: float = knob(0.01, "Dirichlet prior of a topic's words")
    iterations: int = knob(200, "passes over all words")
    optimize_every: int = knob(
        10, "fit alpha, a value for each topic, every so many iterations; 0: alpha stays"
    )
    seed: int = knob(1, "seed of all randomness")
    threads: int | None = knob(
        None, "threads; by default one per processor; with one the result is the same each time"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        ranges = {
            "topics": (1, 32767),
            "iterations": (1, 1_000_000),
            "optimize_every": (0, 1_000_000),
            "seed": (0, 2**31 - 1),
        }
        self._settle({name: whole(name, getattr(self, name), *r) for name, r in ranges.items()})
        for name in ("alpha", "eta"):
            self._settle({name: number(name, getattr(self, name), above=0)})
        if self.threads is not None:
            self._settle({"threads": available_threads(self.threads)})

    def fit(
        self,
        corpus: Corpus,
        tags: Iterable[Any] | None = None,
        *,
        documents: npt.ArrayLike | None = None,
        progress: bool | None = None,
    ) -> TopicModel:
        """Topics of the documents of a corpus. What shares a tag is one document: the reviews of a
        film, say.

        Args:
            corpus, tags, documents: as in :meth:`malvec.Doc2Vec.fit`; a sentence with several tags
                is a part of each of their documents.
            progress: show a bar on stderr; None: on terminals, after two seconds.

        Returns:
            The topics, with a :class:`malvec.reports.TopicReport` in ``report``. Documents without
            a word have zeros, and are counted there.

        Raises:
            ImportError: tomotopy is not installed.
            ValueError: fewer than two documents, more topics than words, tags and documents are not
                equally many.
            MemoryError: the matrices do not fit; before they are allocated.
            Interrupted: on Ctrl-C; the topics so far are in its ``result``.
        """
        check_corpus(corpus)
        package = tomotopy()
        known, rows, _ = tagged_sentences(corpus, tags, documents)
        counts = by_tag.added_by_tag(document_counts(corpus, threads=self.threads), known, rows)
        self._check(counts)
        started = time.monotonic()
        model = package.LDAModel(k=self.topics, alpha=self.alpha, eta=self.eta, seed=self.seed)
        model.optim_interval = self.optimize_every
        _add_documents(model, counts)
        stopped = self._draw(model, progress)
        report = self._report(model, counts, seconds=time.monotonic() - started, stopped=stopped)
        shares, output = _shares(model, counts), _word_shares(model, counts)
        found = TopicModel(
            known,
            shares,
            corpus.vocab,
            output,
            alpha=np.asarray(model.alpha, np.float64).reshape(-1),
            report=report,
            metadata=self.metadata(),
            pipeline=corpus.pipeline,
        )
        if stopped:
            raise Interrupted(found)
        return found

    def _check(self, counts: Cells) -> None:
        filled, words = int((np.diff(counts.offsets) > 0).sum()), len(np.unique(counts.columns))
        if filled < 2:
            raise ValueError(
                f"{filled} document with a word: topics tell documents apart, and need two or more"
            )
        if self.topics > words:
            raise ValueError(
                f"topics={self.topics}: the documents have only {words:,} different words"
            )
        threads, tokens = available_threads(self.threads), int(counts.values.sum())
        size = 4 * self.topics * (words * (threads + 3) + 3 * counts.shape[0]) + 40 * tokens
        check_memory(
            size,
            f"{self.topics:,} topics of {counts.shape[0]:,} documents",
            "use fewer topics, or a larger min_count",
        )

    def _draw(self, model: Any, progress: bool | None) -> bool:
        """All iterations; True where Ctrl-C came first."""
        threads = available_threads(self.threads)
        with (
            progress_bar(self.iterations, "Lda", " iterations", progress) as advance,
            warnings.catch_warnings(),
        ):
            # that threads change the result: the report says so
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                for done in range(0, self.iterations, _STEP):
                    model.train(min(_STEP, self.iterations - done), workers=threads)
                    notes = {"perplexity": f"{model.perplexity:,.1f}"} if is_told(progress) else {}
                    advance(min(done + _STEP, self.iterations), **notes)
            except KeyboardInterrupt:
                return True
        return False

    def _report(self, model: Any, counts: Cells, *, seconds: float, stopped: bool) -> TopicReport:
        threads = available_threads(self.threads)
        return TopicReport(
            recipe=self.describe(),
            documents=counts.shape[0],
            empty=counts.shape[0] - len(_filled(counts)),
            words=len(model.used_vocabs),
            tokens=int(counts.values.sum()),
            topic_tokens=tuple(int(tokens) for tokens in model.get_count_by_topics()),
            log_likelihood=float(model.ll_per_word),
            seconds=seconds,
            threads=threads,
            peak_memory=peak_memory(),
            library=f"tomotopy {tomotopy().__version__}",
            deterministic=threads == 1,
            stopped=stopped,
            version=__version__,
        )


def _filled(counts: Cells) -> npt.NDArray[np.int64]:
    """The rows of documents that have a word."""
    return np.flatnonzero(np.diff(counts.offsets) > 0)


def _shares(model: Any, counts: Cells) -> npt.NDArray[np.float32]:
    """The share of each topic in each document [documents, topics]; zeros without a word."""
    shares = np.zeros((counts.shape[0], model.k), np.float32)
    for row, document in zip(_filled(counts), model.docs, strict=True):
        shares[row] = document.get_topic_dist()
    return shares


def _word_shares(model: Any, counts: Cells) -> npt.NDArray[np.float32]:
    """p(word | topic) of each word and topic [words, topics]; zeros for words without a
    document."""
    output = np.zeros((counts.width, model.k), np.float32)
    places = np.array([int(word) for word in model.used_vocabs], np.int64)
    for topic in range(model.k):
        output[places, topic] = model.get_topic_word_dist(topic)
    return output


def _add_documents(model: Any, counts: Cells) -> None:
    """Documents with a word, as the numbers of their words: words of any bytes are then safe."""
    names = [str(i) for i in range(counts.width)]
    for begin, end in zip(counts.offsets[:-1].tolist(), counts.offsets[1:].tolist(), strict=True):
        if end > begin:
            words = np.repeat(counts.columns[begin:end], counts.values[begin:end].astype(np.int64))
            model.add_doc([names[i] for i in words.tolist()])
