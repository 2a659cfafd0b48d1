"""GloVe's text vectors: as word2vec's, but without a header (Pennington et al., 2014)."""

from __future__ import annotations

import os

from malvec import _core
from malvec.io.row_stream import ReadSettings, read_vectors, write_vectors
from malvec.io.written_words import Blanks, written_vocab
from malvec.runtime.arguments import whole
from malvec.runtime.machine import available_threads
from malvec.vectors.word_vectors import WordVectors

__all__ = ["load_glove", "save_glove"]

Path = str | os.PathLike[str]


def load_glove(
    path: Path,
    *,
    dim: int | None = None,
    limit: int | None = None,
    allow_non_finite: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> WordVectors:
    """Reads GloVe text vectors, with a header or without, plain or packed by gzip, bzip2 or xz.

    A line is read from its right end, so words may hold blanks. The row ``<unk>``, where there is
    one, is a word like any other.

    Args:
        path: the file.
        dim: components per vector, where words end with numbers; None judges by the first rows.
        limit: read only the first so many rows.
        allow_non_finite: accept nan and inf.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        FormatError: damaged or of another kind; the message names the line.

    Example:
        >>> save_glove(vectors, "glove.txt")
        >>> load_glove("glove.txt", limit=10)
        WordVectors(10 words, dim=16)
    """
    settings = ReadSettings(
        binary=False,
        limit=limit,
        finite=not allow_non_finite,
        threads=threads,
        dim=dim,
        progress=progress,
    )
    return read_vectors(path, settings)


def save_glove(
    vectors: WordVectors,
    path: Path,
    *,
    decimals: int | None = None,
    blanks: Blanks = "error",
    threads: int | None = None,
    progress: bool | None = None,
) -> None:
    """Writes GloVe text vectors; packed if the name ends with .gz, .bz2 or .xz.

    Args:
        vectors: what to write.
        path: where; appears whole or not at all.
        decimals: None for the shortest text that reads back as the same floats; GloVe writes 6.
        blanks: what becomes of words with blanks, as for :func:`malvec.io.save_word2vec`.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: a word that could not be read back (with a newline, with a blank as ``blanks``
            has it, or among the first ones one that looks like numbers), or a value that is not
            finite.
        OSError: the disk refused; what was there stays.

    Example:
        >>> save_glove(vectors, "vectors.txt")
    """
    whole("decimals", 0 if decimals is None else decimals, 0, 100)
    options = _core.WriteOptions(
        decimals=-1 if decimals is None else decimals, threads=available_threads(threads)
    )
    vocab = written_vocab(vectors.vocab, path, binary=False, blanks=blanks)
    write_vectors(
        vectors, path, vocab, header=False, binary=False, options=options, progress=progress
    )
