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
from malvec.index.report import ADVISED, IndexReport
from malvec.index.rows import IndexedRows, NamedRows, rows_of
from malvec.index.searching import Asked, by_graph, exactly
from malvec.index.tuning import best_graph, drawn_questions, milliseconds
from malvec.runtime.progress import note
from malvec.runtime.warning import warn
from malvec.search.codes8 import Codes8
from malvec.search.nearest import Searchable
from malvec.search.quantised import EncodedRows
from malvec.sentences import SentenceEncoder
from malvec.text.texts import checked_texts
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab

__all__ = ["Built", "Given", "build"]

_COMPARED, _ALIKE = 16, 1e-2
"""How many names are encoded to see whether the rows are theirs, and how far apart they may be."""


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
    _check_finite(found)
    graph, reached = None, 1.0
    if kind == "hnsw":
        if len(found.matrix) <= ADVISED:
            note(f"up to {ADVISED:,} rows exact8 is advised: exact, built in seconds", progress)
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


def _check_finite(rows: Searchable) -> None:
    """``ValueError`` for a row that no search could find."""
    odd = np.flatnonzero(~(rows.inverse_norms > 0) | np.isinf(rows.inverse_norms))
    bad = odd[~np.isfinite(np.asarray(rows.matrix[odd])).all(axis=1)]
    if len(bad):
        raise ValueError(
            f"{len(bad):,} rows are not finite, so that nothing would find them, row {bad[0]}"
            " first: leave them out"
        )


def _rows(
    given: Given, threads: int | None, progress: bool | None
) -> tuple[IndexedRows, dict[str, int]]:
    """The rows of anything that can be indexed, and how many were left out."""
    source, names, encoder = given
    if encoder is not None and not isinstance(encoder, SentenceEncoder):
        vectors = isinstance(encoder, WordVectors)
        hint = ", which Mean().fit(vectors) or Sif().fit(vectors, texts) makes of such" * vectors
        raise TypeError(f"encoder= is a SentenceEncoder{hint}, not {type(encoder).__name__}")
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
    if len(found.matrix) and not found.matrix.shape[1]:
        raise ValueError("these rows have no components: there is nothing to compare")
    if encoder is not None and encoder.dim != found.matrix.shape[1]:
        raise ValueError(
            f"the encoder makes vectors of {encoder.dim} components, the matrix has"
            f" {found.matrix.shape[1]}: it is not the one that made them"
        )
    if encoder is not None and found.vocab is not None:
        _compare(found.vocab, found.matrix, encoder)
    rows = NamedRows(Searchable.of(found.matrix, threads), found.vocab, encoder)
    return rows, {"repeated": found.repeated, "empty": found.empty}


def _compare(names: Vocab, matrix: Any, encoder: SentenceEncoder) -> None:
    """A warning where the encoder makes other vectors of the names than their rows."""
    drawn = np.unique(np.linspace(0, len(names) - 1, _COMPARED).astype(np.int64))
    rows, made = np.asarray(matrix[drawn]), encoder.encode(names.at(drawn.tolist()), processes=0)
    far = np.linalg.norm(made - rows, axis=1) > _ALIKE * np.linalg.norm(rows, axis=1)
    if len(drawn) and far.mean() > 0.5:
        warn(
            f"of {len(drawn):,} names that were encoded, {int(far.sum()):,} have other vectors than"
            " their rows: the rows are of another encoder, or of other texts than these names, and"
            " questions that are no names may be answered by nonsense"
        )


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
