"""word2vec's files, text and binary, in both dialects: that of word2vec.c and that of gensim
(Mikolov et al., 2013)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Literal, get_args

import numpy as np

from malvec import _core
from malvec.errors import FormatError
from malvec.io.row_stream import ReadSettings, opened, read_vectors, write_vectors
from malvec.io.written_words import Blanks, written_vocab
from malvec.runtime.arguments import one_of, whole
from malvec.runtime.machine import available_threads
from malvec.storage.atomic import replacing
from malvec.vectors.word_vectors import WordVectors
from malvec.vocab import Vocab, encode_word

__all__ = ["load_word2vec", "save_word2vec"]

Dialect = Literal["gensim", "word2vec.c"]
Path = str | os.PathLike[str]


def load_word2vec(
    path: Path,
    *,
    counts: Path | None = None,
    binary: bool | None = None,
    limit: int | None = None,
    trust_header: bool = False,
    allow_non_finite: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> WordVectors:
    """Reads word2vec vectors: text or binary, of word2vec.c, gensim or fastText (.vec), plain or
    packed by gzip, bzip2 or xz.

    Words are kept as their bytes, also where they are not UTF-8 or hold blanks. Text without a
    header is read too. Of equal words the first is kept, and a warning counts the others.

    Args:
        path: the file.
        counts: a file of "word count" lines; without one the counts are unknown (None), never
            invented.
        binary: True or False; None judges by the content.
        limit: read only the first so many rows.
        trust_header: for text in which all words end with numbers, so that rows look longer than
            the header says.
        allow_non_finite: accept nan and inf.
        threads: for text; None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        FormatError: cut, damaged or of another kind, or more or fewer rows than its header says;
            the message names the line or row.

    Example:
        >>> save_word2vec(vectors, "vectors.bin.gz")
        >>> load_word2vec("vectors.bin.gz", limit=10)
        WordVectors(10 words, dim=16)
    """
    settings = ReadSettings(
        binary=binary,
        limit=limit,
        finite=not allow_non_finite,
        threads=threads,
        trust_header=trust_header,
        progress=progress,
    )
    vectors = read_vectors(path, settings)
    if counts is None:
        return vectors
    vocab = Vocab(vectors.vocab.data, vectors.vocab.offsets, _read_counts(counts, vectors.vocab))
    return WordVectors(vocab, vectors.matrix)


def save_word2vec(
    vectors: WordVectors,
    path: Path,
    *,
    binary: bool | None = None,
    dialect: Dialect = "gensim",
    decimals: int | None = None,
    counts: Path | None = None,
    blanks: Blanks = "error",
    threads: int | None = None,
    progress: bool | None = None,
) -> None:
    """Writes vectors for programs that read word2vec files; packed if the name ends with .gz, .bz2
    or .xz.

    Args:
        vectors: what to write.
        path: where; appears whole or not at all.
        binary: None: if the name ends with .bin (before the packing).
        dialect: ``"gensim"`` or ``"word2vec.c"``, which ends lines of text with a blank and binary
            rows with a newline.
        decimals: None for the shortest text that reads back as the same floats; word2vec.c writes
            6.
        counts: also write the vocabulary there, as "word count" lines; both files appear or
            neither.
        blanks: words with blanks, such as names of two words that an analyser keeps together, are
            taken apart by most readers: refuse them (``"error"``), write underscores and warn of
            it (``"_"``), or write them as they are, for :func:`load_word2vec` (``"keep"``; text
            only).
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: a word that the format cannot hold (a newline, or a blank as ``blanks`` has it),
            a value that is not finite, counts wanted but unknown.
        OSError: the disk refused; what was there stays.

    Example:
        >>> save_word2vec(vectors, "vectors.txt.gz")
    """
    one_of("dialect", dialect, get_args(Dialect))
    options = _write_options(decimals, dialect == "word2vec.c", threads)
    if vectors.dim == 0:
        raise ValueError(f"{path}: vectors without components cannot be read back from this format")
    if counts is not None and vectors.counts is None:
        raise ValueError("the counts of these words are not known, so they cannot be written")
    name = os.fspath(path)
    if binary is None:
        binary = name.endswith((".bin", ".bin.gz", ".bin.bz2", ".bin.xz"))
    vocab = written_vocab(vectors.vocab, path, binary=binary, blanks=blanks)
    with nullcontext() if counts is None else _written_counts(counts, vocab):
        write_vectors(
            vectors, path, vocab, header=True, binary=binary, options=options, progress=progress
        )


def _write_options(decimals: int | None, original: bool, threads: int | None) -> _core.WriteOptions:
    """Options of the writer; ``original`` for the blanks and newlines of word2vec.c."""
    whole("decimals", 0 if decimals is None else decimals, 0, 100)
    return _core.WriteOptions(
        decimals=-1 if decimals is None else decimals,
        blank_at_end=original,
        newline=original,
        threads=available_threads(threads),
    )


def _read_counts(path: Path, vocab: Vocab) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    counts = np.zeros(len(vocab), np.uint64)
    seen = np.zeros(len(vocab), bool)
    with opened(path) as stream:
        for number, line in enumerate(stream, 1):
            word, _, count = line.rstrip(b"\r\n \t").rpartition(b" ")
            if not count.isdigit() or len(count) > 18:
                raise FormatError(f"line {number:,} is not 'word count'")
            index = vocab.find(word.decode("utf-8", "surrogateescape"))
            if index >= 0:
                counts[index], seen[index] = int(count), True
    if not seen.all():
        missing = [vocab[int(i)] for i in np.flatnonzero(~seen)[:5]]
        raise FormatError(
            f"{path}: {int((~seen).sum()):,} of {len(vocab):,} words have no count, such as"
            f" {', '.join(missing)}"
        )
    return counts


@contextmanager
def _written_counts(path: Path, vocab: Vocab) -> Iterator[None]:
    """Counts that are on the disk before the block begins, but take the place of ``path`` only when
    it ended well."""
    assert vocab.counts is not None
    with replacing(path) as file:
        for word, count in zip(vocab, vocab.counts.tolist(), strict=True):
            file.write(b"%s %d\n" % (encode_word(word), count))
        file.flush()
        yield
