"""How an index lies in a ``.safetensors`` file: all that a file of what it is of holds, under the
same names, and

    index.codes    uint8 [bytes]     exact8: the rows in a byte per component
    index.scales   float32 [rows]    (``malvec.search.codes8``)
    index.errors   float32 [rows]
    index.graph    uint8 [bytes]     hnsw: what usearch wrote

Kind index. Metadata: ``index``, the report as JSON, of which ``of`` says what it is of. A file of
word vectors, of an encoder or of documents is opened by their classes too. Of a matrix (``of`` is
``rows``) the rows lie as word vectors do, names for words, which are absent where rows are known by
their numbers; an encoder lies beside them, its arrays called ``encoder.…``, its metadata a JSON
object under ``encoder``.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import numpy as np

from malvec.index.building import Built
from malvec.index.graph import Graph
from malvec.index.report import IndexReport
from malvec.index.rows import ENCODER, SOURCES, IndexedRows, NamedRows, rows_of
from malvec.runtime.machine import available_memory
from malvec.runtime.warning import warn
from malvec.search.nearest import Searchable
from malvec.search.stored_codes import CODES, stored_codes
from malvec.sentences import SentenceEncoder
from malvec.storage import kinds
from malvec.vectors.vector_file import Laid
from malvec.vocab import stored_vocab

__all__ = ["KIND", "read", "write"]

KIND, GRAPH = "index", "index.graph"


def write(path: str | os.PathLike[str], built: Built) -> None:
    """Writes an index with what it is of."""
    laid: Laid = built.rows.laid_out()
    own: dict[str, Any] = {}
    codes = built.rows.searchable.codes
    if codes is not None:
        own = dict(zip(CODES, codes, strict=True))
    if built.graph is not None:
        own[GRAPH] = built.graph.stored
    metadata = {**laid.metadata, "index": built.report.to_json()}
    kinds.write(path, KIND, {**laid.tensors, **own}, metadata, laid.version)


def read(path: str | os.PathLike[str], verify: bool) -> Built:
    """Opens what :func:`write` wrote."""
    with kinds.open_kind(path, KIND, verify=verify) as file:
        report = IndexReport.from_dict(file.parsed("index") or {})
        if report.of == NamedRows.of:
            rows: IndexedRows = _named(file)
        elif report.of in SOURCES:
            rows = rows_of(SOURCES[report.of].from_file(file))
        else:
            raise ValueError(f"an index of {report.of!r:.60} is not known")
        shape = rows.searchable.matrix.shape
        graph = None
        if report.kind == "hnsw":
            _warn_of_memory(path)
            graph = Graph(file.take(GRAPH, np.uint8, (None,)), shape, report.ef)
    return Built(rows, graph, report)


def _warn_of_memory(path: str | os.PathLike[str]) -> None:
    """Of a file that questions have to fetch from the disk again and again, here and there."""
    needed, free = os.path.getsize(path), available_memory()
    if free is not None and needed > free:
        warn(
            f"{os.fspath(path)}: hnsw reads all over its {needed / 2**30:,.1f} GiB, of which only"
            f" {free / 2**30:,.1f} GiB of free memory hold a part: questions will wait for the"
            " disk; free memory, or build it with kind='exact8', which reads a quarter, in order"
        )


def _named(file: kinds.StoredFile) -> NamedRows:
    """The rows of a matrix, with their names and their encoder."""
    matrix = file.take("vectors", np.float32, (None, None))
    norms = file.take("inverse_norms", np.float32, (len(matrix),))
    later = None if file.verified else file.path
    vocab = stored_vocab(file.tensors, later=later) if "words" in file.tensors else None
    rows = Searchable(matrix, norms, stored_codes(file, *matrix.shape))
    return NamedRows(rows, vocab, _encoder(file))


def _encoder(file: kinds.StoredFile) -> SentenceEncoder | None:
    metadata = file.parsed("encoder")
    if metadata is None:
        return None
    tensors = {
        name.removeprefix(ENCODER): array
        for name, array in file.tensors.items()
        if name.startswith(ENCODER)
    }
    return SentenceEncoder.from_file(
        replace(file, kind="sentence_encoder", tensors=tensors, metadata=metadata)
    )
