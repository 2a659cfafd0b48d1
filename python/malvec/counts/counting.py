"""Counting a corpus: pairs of words within a window, or words of sentences."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import numpy.typing as npt

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.tags import tagged_sentences
from malvec.counts.by_tag import added_by_tag, names_of
from malvec.counts.cells import Cells
from malvec.counts.counts import Counts
from malvec.counts.options import CountOptions
from malvec.counts.report import Counting, Weight
from malvec.counts.run import run

__all__ = ["count", "document_counts"]


def count(
    corpus: Corpus,
    window: int = 10,
    weight: Weight = "harmonic",
    symmetric: bool = True,
    *,
    memory: int | str = "4GiB",
    threads: int | None = None,
    progress: bool | None = None,
    directory: str | os.PathLike[str] | None = None,
    path: str | os.PathLike[str] | None = None,
) -> Counts:
    """How often words of a corpus stand near one another (Pennington, Socher & Manning 2014), words
    x words.

    Distances are counted over the words of the vocabulary only, and windows end with the sentence.
    Sums are exact whole numbers of units, divided once at the end: the result is the same bit for
    bit whatever threads and memory.

    Args:
        corpus: the text.
        window: words to either side; at most 30 with harmonic weights, 4,096 with others.
        weight: what a pair at distance d adds: "harmonic" 1/d, "linear" (window - d + 1) / window,
            "flat" 1.
        symmetric: add each pair in both directions; else rows are the words to the left and columns
            those to the right of them, as GloVe's ``cooccur -symmetric 0`` has it.
        memory: bytes, or a text such as ``"4GiB"``, for everything but the corpus; what does not
            fit goes to temporary files.
        threads: threads of the core; None for one per processor.
        progress: show a bar on stderr; None: on terminals, after two seconds.
        directory: for temporary files; that of ``path``, or the system's, by default. They have no
            names, so nothing is left behind.
        path: a ``.safetensors`` file for the result, which is then mapped from there; it takes its
            own size beside the temporary files.

    Raises:
        ValueError: a knob that cannot be; memory too small (the message names the least).
        OverflowError: a sum that a float64 no longer holds exactly.
        OSError: the disk is full, or refuses.

    Example:
        >>> counts = malvec.count(corpus, window=10, memory="2GiB")
        >>> print(f"{counts.total:.2f}, {counts.matrix[0, 1]:.2f}")
        238295.05, 362.27
    """
    counting = Counting(window, weight, symmetric)
    counting.check()
    options = CountOptions(
        memory=memory, threads=threads, progress=progress, directory=directory, path=path
    )
    return _count(corpus, counting, options, _core.count_cooccurrences)


def document_counts(
    corpus: Corpus,
    tags: Iterable[Any] | None = None,
    *,
    documents: npt.ArrayLike | None = None,
    memory: int | str = "4GiB",
    threads: int | None = None,
    progress: bool | None = None,
    directory: str | os.PathLike[str] | None = None,
    path: str | os.PathLike[str] | None = None,
) -> Cells:
    """How often each word is in each document of a corpus, documents x words.

    Args:
        corpus: its sentences are the documents; with tags, make it with ``keep_empty=True``, so
            that sentence i is text i.
        tags, documents: as in :meth:`malvec.Doc2Vec.fit`: what shares a tag is one document, and
            rows are named by the tags. None: every sentence is a document without a name.
        memory, threads, progress, directory, path: as in :func:`count`; a file is for counts
            without tags.

    Returns:
        :class:`Counts`; with tags, :class:`malvec.counts.Cells` whose ``row_names`` are the tags.

    Raises:
        ValueError: as :func:`count` and :meth:`malvec.Doc2Vec.fit` do; or a number and a string
            among the tags look the same.

    Example:
        >>> small = Corpus.from_texts(["b a a", "a", "b"], min_count=1)
        >>> malvec.document_counts(small).matrix.toarray()
        array([[2., 1.],
               [1., 0.],
               [0., 1.]])
        >>> malvec.document_counts(small, tags=["film 1", "film 1", "film 2"]).matrix.toarray()
        array([[3., 1.],
               [0., 1.]])
    """
    tagged = tags is not None or documents is not None
    if tagged and path is not None:
        raise ValueError(
            "path= holds counts of sentences; those by tag are cells in memory: leave path or the"
            " tags out"
        )
    _check_corpus(corpus)
    known = tagged_sentences(corpus, tags, documents) if tagged else None
    names = None if known is None else names_of(known[0])
    options = CountOptions(
        memory=memory, threads=threads, progress=progress, directory=directory, path=path
    )
    counts = _count(corpus, Counting(0, "documents"), options, _core.count_documents)
    return counts if known is None else added_by_tag(counts, known[0], known[1], names)


def _check_corpus(corpus: object) -> None:
    if not isinstance(corpus, Corpus):
        made = "make one with Corpus.from_files, from_texts or from_tokens"
        raise TypeError(f"a malvec.Corpus is counted, not {type(corpus).__name__}: {made}")


def _count(
    corpus: Corpus, counting: Counting, options: CountOptions, count: Callable[..., dict[str, Any]]
) -> Counts:
    _check_corpus(corpus)
    weighting: dict[str, Any] = {}
    if counting.weight != "documents":
        weighting = {
            "window": int(counting.window),
            "weight": counting.weight,
            "symmetric": bool(counting.symmetric),
        }
    read = {
        "tokens": len(corpus.ids),
        "sentences": len(corpus),
        "corpus": corpus.report.as_dict(),
    }
    given = (corpus.ids, corpus.offsets, len(corpus.vocab))
    arrays, report = run(
        lambda native, tick: count(given, {**native, **weighting}, tick),
        options,
        read,
        len(corpus.ids),
        "tokens",
    )
    counts = Counts(arrays, corpus.vocab, counting, report, pipeline=corpus.pipeline)
    return counts.kept_in(options.path)
