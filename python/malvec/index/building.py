"""From vectors, documents, a matrix or texts to an index."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from malvec.documents.tagged_vectors import TaggedVectors
from malvec.index.graph import Graph
from malvec.index.named import named
from malvec.index.report import IndexReport
from malvec.index.rows import IndexedRows, NamedRows, rows_of
from malvec.index.searching import Asked, by_graph, exactly
from malvec.index.tuning import best_graph, drawn_questions, milliseconds
from malvec.search.codes8 import Codes8
from malvec.search.nearest import Searchable
from malvec.search.quantised import EncodedRows
from malvec.sentences import SentenceEncoder
from malvec.text.texts import checked_texts
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["Built", "Given", "build"]


class Given(NamedTuple):
    """What an index is to be of, as ``Index.build`` takes it."""

    source: Any
    names: Iterable[str] | Vocab | None
    encoder: SentenceEncoder | None


class Built(NamedTuple):
    """Rows with codes or a graph beside them, and how they were built."""

    rows: IndexedRows
    graph: Graph | None
    report: IndexReport


def build(
    given: Given, kind: str, recall: float, *, threads: int | None, progress: bool | None
) -> Built:
    """The parts of an index; arguments and errors as of ``Index.build``."""
    started = time.monotonic()
    rows, left_out = _rows(given, threads, progress)
    found = rows.searchable
    if isinstance(found.matrix, EncodedRows):
        raise ValueError(
            f"these vectors are compressed ({found.matrix.method}) and are searched as they are:"
            " index those that they were made from"
        )
    graph, reached = None, 1.0
    if kind == "hnsw":
        graph, reached = best_graph(found, recall, threads=threads, progress=progress)
        size, answer = graph.stored.nbytes, partial(by_graph, found, graph)
    else:
        codes = Codes8.of(found.matrix, found.inverse_norms, threads)
        rows.searchable = Searchable(found.matrix, found.inverse_norms, codes)
        size, answer = codes.nbytes, partial(exactly, rows.searchable)
    seconds = time.monotonic() - started
    questions = drawn_questions(found, 50)
    report = IndexReport(
        of=rows.of,
        kind=kind,
        rows=len(found.matrix),
        dim=found.matrix.shape[1],
        bytes=size,
        seconds=seconds,
        milliseconds=milliseconds(lambda asked: answer(asked, Asked(threads=1)), questions),
        recall=reached,
        wanted=recall if graph else 1.0,
        ef=graph.ef if graph else 0,
        connectivity=graph.connectivity if graph else 0,
        **left_out,
    )
    return Built(rows, graph, report)


def _rows(
    given: Given, threads: int | None, progress: bool | None
) -> tuple[IndexedRows, dict[str, int]]:
    """The rows of anything that can be indexed, and how many were left out."""
    source, names, encoder = given
    if encoder is not None and not isinstance(encoder, SentenceEncoder):
        raise TypeError(f"encoder= is a SentenceEncoder, not {type(encoder).__name__}")
    if (
        encoder is None
        and isinstance(source, (list, tuple))
        and isinstance(next(iter(source), None), str)
    ):
        raise TypeError("texts are indexed with encoder=, which makes their vectors")
    if isinstance(source, (WordVectors, SentenceEncoder, TaggedVectors)):
        if names is not None or encoder is not None:
            raise TypeError(
                f"names= and encoder= go with a matrix or with texts; {type(source).__name__} has"
                " names of its own"
            )
        return rows_of(source), {}
    if encoder is not None and names is None and _are_texts(source):
        return _of_texts(source, encoder, threads, progress)
    found = named(source, names)
    if encoder is not None and encoder.dim != found.matrix.shape[1]:
        raise ValueError(
            f"the encoder makes vectors of {encoder.dim} components, the matrix has"
            f" {found.matrix.shape[1]}: it is not the one that made them"
        )
    rows = NamedRows(Searchable.of(found.matrix, threads), found.vocab, encoder)
    return rows, {"repeated": found.repeated, "empty": found.empty}


def _are_texts(source: Any) -> bool:
    """Whether it is no matrix: a list, or an array or a column of texts."""
    return not hasattr(source, "__array__") or np.asarray(source).dtype.kind in "OTU"


def _of_texts(
    source: Any, encoder: SentenceEncoder, threads: int | None, progress: bool | None
) -> tuple[NamedRows, dict[str, int]]:
    """The vectors of texts, of each text once."""
    listed = list(checked_texts(source))
    texts = list(dict.fromkeys(text for text in listed if text.strip()))
    empty = sum(not text.strip() for text in listed)
    vectors = encoder.encode(texts, threads=threads, progress=progress)
    rows = NamedRows(Searchable.of(vectors, threads), Vocab.from_words(texts), encoder)
    return rows, {"repeated": len(listed) - empty - len(texts), "empty": empty}
