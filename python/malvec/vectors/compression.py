"""Smaller models: rows in fewer bytes, and sub-words without the rows that no word of the
vocabulary has touched."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from malvec import _core
from malvec.reports.card import HtmlCard
from malvec.runtime.arguments import one_of, whole
from malvec.search.nearest import nearest
from malvec.search.quantised import EncodedRows
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors

__all__ = ["Loss", "compress", "measure_loss", "prune"]

Method = Literal["pq", "int8"]


def prune(vectors: WordVectors, *, threads: int | None = None) -> WordVectors:
    """The same vectors without the rows of n-grams that no word of the vocabulary has, such as
    other programs keep; they were never trained and hold noise. What malvec trains has none.

    Vectors of seen words stay as they are. In unseen words the n-grams without a row do not count,
    as in fastText's pruned models.

    Raises:
        ValueError: there are no sub-words.

    Example:
        >>> subwords = mv.Skipgram(dim=8, subwords="char", buckets=1000).fit(corpus)
        >>> mv.io.save_fasttext(subwords, "reviews.bin")
        >>> vectors = mv.io.load_fasttext("reviews.bin")
        >>> len(prune(vectors).subword_table.matrix) < len(vectors.subword_table.matrix)
        True
    """
    table = vectors.subword_table
    if table is None:
        raise ValueError("these vectors have no sub-words to prune")
    pruned = table.pruned(vectors.vocab, threads)
    return _with_rows(vectors, vectors.matrix, pruned, vectors.output)


def compress(
    vectors: WordVectors,
    method: Method = "pq",
    *,
    parts: int | None = None,
    pruned: bool = True,
    seed: int = 1,
    threads: int | None = None,
    progress: bool | None = None,
) -> WordVectors:
    """Vectors in a byte per component or less, which answer every question without being unpacked.

    Output vectors are left out: training cannot go on from compressed vectors.

    Args:
        vectors: what to compress; it is not changed.
        method: ``"pq"``, product quantisation (Jégou et al., 2011): ``parts`` bytes per row; or
            ``"int8"``: one byte per component.
        parts: for ``"pq"``; must divide the number of components. By default one part per two
            components, where their number is even.
        pruned: leave out the rows of n-grams that no word of the vocabulary has (:func:`prune`).
        seed: of the choice of rows that centroids are learnt from.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: an unknown method, ``parts`` that do not divide the components, vectors that are
            compressed already.

    Example:
        >>> small = compress(vectors, "pq")
        >>> small.save("small.safetensors")
        >>> small.most_similar("희망", topn=1)
        [('젊음', 0.78)]
    """
    one_of("method", method, get_args(Method))
    _check_plain(vectors)
    parts = _parts(vectors.dim, method, parts)
    if pruned and vectors.subword_table is not None:
        vectors = prune(vectors, threads=threads)

    def encoded(rows: Any) -> EncodedRows:
        return (
            EncodedRows.of_8_bits(rows, threads)
            if parts is None
            else EncodedRows.quantised(rows, parts, seed, threads, progress=progress)
        )

    table = vectors.subword_table
    small = None if table is None else replace(table, matrix=encoded(table.matrix))
    described = {
        "compression": json.dumps(
            {"method": method, "parts": parts, "pruned": pruned and table is not None, "seed": seed}
        )
    }
    return _with_rows(vectors, encoded(vectors.matrix), small, None, described)


@dataclass(frozen=True)
class Loss(HtmlCard):
    """What compression cost: mean cosine of vectors before and after (zeros left out), share of the
    nearest words found again."""

    cosine: float
    recall: float
    topn: int
    words: int

    def __str__(self) -> str:
        return (
            f"{100 * self.recall:.1f} % of the {self.topn} nearest of {self.words:,} words found"
            f" again, mean cosine {self.cosine:.4f}"
        )


def measure_loss(
    before: WordVectors,
    after: WordVectors,
    *,
    words: int = 1000,
    topn: int = 10,
    threads: int | None = None,
) -> Loss:
    """Compares vectors before and after compression on words spread over the whole vocabulary.

    Args:
        before, after: vectors of the same words.
        words: how many words are asked.
        topn: how many neighbours each.

    Example:
        >>> print(measure_loss(vectors, compress(vectors, "int8")))
        98.9 % of the 10 nearest of 19 words found again, mean cosine 1.0000
    """
    if len(before) != len(after) or len(before) == 0:
        raise ValueError(
            f"{len(before):,} words before and {len(after):,} after: they must be the same, and"
            " some"
        )
    ids = np.unique(np.linspace(0, len(before) - 1, whole("words", words, 1)).astype(np.int64))
    topn = min(whole("topn", topn, 1), max(len(before) - 1, 1))
    own = [[int(i)] for i in ids]
    _, old = nearest(before.searchable, before.matrix[ids], topn=topn, exclude=own, threads=threads)
    _, new = nearest(after.searchable, after.matrix[ids], topn=topn, exclude=own, threads=threads)
    found = sum(len(np.intersect1d(a[a >= 0], b[b >= 0])) for a, b in zip(old, new, strict=True))
    a, b = (np.asarray(v.matrix[ids], np.float64) for v in (before, after))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    cosines = (a * b).sum(axis=1)[lengths > 0] / lengths[lengths > 0]
    return Loss(
        float(cosines.mean()) if len(cosines) else 1.0,
        found / max(int((old >= 0).sum()), 1),
        topn,
        len(ids),
    )


def _check_plain(vectors: WordVectors) -> None:
    """``ValueError`` where rows are encoded already, or hold what no code can."""
    table = vectors.subword_table
    for rows in (vectors.matrix, None if table is None else table.matrix):
        if isinstance(rows, EncodedRows):
            raise ValueError(
                f"these vectors are compressed already, by {rows.method}; compress those they were"
                " made from"
            )
        if rows is None or _core.rows_are_finite(rows):
            continue
        wrong = int(np.argmin(np.isfinite(rows).all(axis=1)))
        whose = (
            f"the vector of {vectors.vocab[wrong]!r}"
            if rows is vectors.matrix
            else f"row {wrong} of the n-grams"
        )
        raise ValueError(f"{whose} is not finite")


def _parts(dim: int, method: str, parts: int | None) -> int | None:
    if method == "int8":
        if parts is not None:
            raise ValueError("parts is a knob of method 'pq'")
        return None
    if parts is None:
        return dim // 2 if dim % 2 == 0 else dim
    if whole("parts", parts, 1) > dim or dim % parts:
        divisors = ", ".join(str(d) for d in range(1, dim + 1) if dim % d == 0)
        raise ValueError(f"parts={parts} must divide the {dim} components: one of {divisors}")
    return parts


def _with_rows(
    vectors: WordVectors,
    matrix: Any,
    table: SubwordTable | None,
    output: Any,
    metadata: dict[str, str] | None = None,
) -> WordVectors:
    """The same words and report with other rows."""
    described = {**vectors.metadata, **(metadata or {})}
    return WordVectors(
        vectors.vocab,
        matrix,
        report=vectors.report,
        metadata=described,
        output=output,
        subwords=table,
        pipeline=vectors.pipeline,
    )
