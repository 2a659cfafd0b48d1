"""fastText's models (Bojanowski et al. 2017): .bin and .ftz are read with their sub-words, .bin is
written."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.io.fasttext_arguments import stored_arguments
from malvec.io.fasttext_matrix import read_matrix
from malvec.io.fasttext_model import (
    ARGUMENTS,
    LOSSES,
    MAGIC,
    MODELS,
    VERSION,
    Dictionary,
    Source,
    read_arguments,
    read_dictionary,
)
from malvec.io.word2vec import load_word2vec
from malvec.runtime.progress import progress_bar
from malvec.search.quantised import EncodedRows
from malvec.storage.atomic import replacing
from malvec.storage.regular import open_regular
from malvec.vectors.subwords import SubwordTable
from malvec.vectors.word_vectors import WordVectors

__all__ = ["is_fasttext", "load_fasttext", "save_fasttext"]

_ROWS = 16_384
Path = str | os.PathLike[str]
Floats = npt.NDArray[np.float32]


def is_fasttext(path: Path) -> bool:
    """Whether a file starts as fastText's models do."""
    with open_regular(path) as file:
        return file.read(4) == struct.pack("<i", MAGIC)


def load_fasttext(
    path: Path,
    *,
    output: bool = True,
    allow_non_finite: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> WordVectors:
    """Reads a fastText model with its sub-words (.bin, or quantised .ftz), or its vectors as text
    (.vec, which has none).

    Words are kept as their bytes, also where they are not UTF-8. Vectors equal the vectors that
    fastText prints, of unseen words too. Of a supervised model the word vectors are read; its
    labels and classifier are not. Quantised rows are unpacked. The arguments of the training are
    in ``metadata["fasttext"]``, by fastText's names.

    Args:
        path: the file, not packed.
        output: read the output vectors too, where the model has one for each word (loss ns or
            softmax).
        allow_non_finite: accept nan and inf.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        FormatError: cut, damaged or of another kind; said before memory is taken for what is not
            there.

    Example:
        >>> subwords = mv.Skipgram(dim=8, subwords="char", buckets=1000).fit(corpus)
        >>> save_fasttext(subwords, "reviews.bin")
        >>> load_fasttext("reviews.bin")
        WordVectors(1,923 words, dim=8, char 3 to 6 in 1,000 buckets)
    """
    if not is_fasttext(path):
        return load_word2vec(
            path, allow_non_finite=allow_non_finite, threads=threads, progress=progress
        )
    size = os.stat(path).st_size
    with (
        open(path, "rb", buffering=0) as file,
        progress_bar(size, "reading", "B", progress) as advance,
    ):
        try:
            return _read_model(Source(file, size, not allow_non_finite, advance), output, threads)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None


def _read_model(source: Source, output: bool, threads: int | None) -> WordVectors:
    arguments, version = read_arguments(source)
    dictionary = read_dictionary(source)
    words, dim = len(dictionary.vocab), arguments["dim"]
    quantised = source.flag("the kind of the input matrix")
    if dictionary.pruned is not None and not quantised:
        raise FormatError("damaged: a pruned model that is not quantised")
    cut = _Cut(max(arguments["minn"], 1), arguments["maxn"], arguments["bucket"])
    if cut.used and not cut.buckets:
        raise FormatError(
            f"damaged: n-grams of {cut.min_n} to {cut.max_n} characters, but no buckets for them"
        )
    ngrams = cut.buckets if dictionary.pruned is None else len(dictionary.pruned)
    rows = words + ngrams
    wanted = rows if cut.used else words
    matrix = read_matrix(source, quantised, (rows, dim), wanted, "the input matrix")
    table = _subword_table(matrix[words:], dictionary, cut) if cut.used else None
    found = _read_output(source, arguments, dictionary, output)
    if table is not None:
        table.compose(dictionary.vocab, matrix[:words], threads)
    facts = {"version": version, "labels": dictionary.labels, "tokens": dictionary.tokens}
    metadata = {"fasttext": json.dumps({**arguments, **facts})}
    return WordVectors(
        dictionary.vocab, matrix[:words], output=found, metadata=metadata, subwords=table
    )


class _Cut(NamedTuple):
    """How words are cut into n-grams, and how many rows these share."""

    min_n: int
    max_n: int
    buckets: int

    @property
    def used(self) -> bool:
        return self.max_n >= self.min_n


def _subword_table(rows: Floats, dictionary: Dictionary, cut: _Cut) -> SubwordTable:
    """The table of n-grams of characters."""
    ngram_rows, kept = _kept(rows, dictionary, cut.buckets)
    return SubwordTable(
        ngram_rows,
        min_n=cut.min_n,
        max_n=cut.max_n,
        buckets=cut.buckets,
        ngrams_of="char",
        kept=kept,
    )


def _kept(
    rows: Floats, dictionary: Dictionary, buckets: int
) -> tuple[Floats, npt.NDArray[np.uint32] | None]:
    """The rows of n-grams in the order of their buckets, and those buckets, where not all have a
    row."""
    if dictionary.pruned is None:
        return rows, None
    kept, places = dictionary.pruned[:, 0], dictionary.pruned[:, 1]
    order = np.argsort(kept, kind="stable")
    within = len(kept) == 0 or (
        kept.min() >= 0 and kept.max() < buckets and places.min() >= 0 and places.max() < len(rows)
    )
    if not within or not np.all(np.diff(kept[order]) > 0):
        raise FormatError("damaged: the list of n-grams that are kept")
    return rows[places[order]], kept[order].astype(np.uint32)


def _read_output(
    source: Source, arguments: Mapping[str, Any], dictionary: Dictionary, wanted: bool
) -> Floats | None:
    """The output vectors, where there is one for each word and they are wanted; and the end of the
    file."""
    supervised = MODELS[arguments["model"]] == "sup"
    quantised = source.flag("the kind of the output matrix")
    rows = dictionary.labels if supervised else len(dictionary.vocab)
    wanted = wanted and not supervised and LOSSES[arguments["loss"]] in ("ns", "softmax")
    output = read_matrix(
        source, quantised, (rows, arguments["dim"]), rows if wanted else 0, "the output matrix"
    )
    if source.left:
        raise FormatError(f"damaged: {source.left:,} bytes after the end of the model")
    return output if wanted else None


def save_fasttext(
    vectors: WordVectors,
    path: Path,
    *,
    threads: int | None = None,
    progress: bool | None = None,
) -> None:
    """Writes a model (.bin, version 12) that fastText and its Python package read, sub-words
    included.

    The words' own rows are computed back from their vectors. Output vectors are written where there
    are some, zeros otherwise; unknown counts are written as 0.

    Args:
        vectors: what to write, with sub-words of units ``"char"`` or without any.
        path: where; appears whole or not at all.
        threads: None for all that this process may use.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        ValueError: what the format cannot hold: sub-words of jamo, pruned ones, vectors scaled to
            length 1, a word with a zero byte.
        OSError: the disk refused; what was there stays.

    Example:
        >>> save_fasttext(vectors, "vectors.bin")
    """
    table = vectors.subword_table
    _check_expressible(vectors, table)
    arguments = stored_arguments(vectors, table)
    tokens = 0 if vectors.counts is None else int(vectors.counts.sum())
    size = 4 * vectors.dim * (2 * len(vectors) + arguments["bucket"])
    with replacing(path) as file, progress_bar(size, "writing", "B", progress) as advance:
        file.write(struct.pack("<2i", MAGIC, VERSION))
        file.write(struct.pack("<12id", *(arguments[name] for name in ARGUMENTS)))
        file.write(struct.pack("<3i2q", len(vectors), len(vectors), 0, tokens, -1))
        _write_words(file, vectors)
        file.write(struct.pack("<?2q", False, len(vectors) + arguments["bucket"], vectors.dim))
        for first in range(0, len(vectors), _ROWS):
            file.write(_raw_rows(vectors, table, slice(first, first + _ROWS), threads))
            advance(file.tell())
        if table is not None:
            _write_ngram_rows(file, table, advance)
        file.write(struct.pack("<?2q", False, len(vectors), vectors.dim))
        zeros = np.broadcast_to(np.float32(0), (len(vectors), vectors.dim))
        _write_rows(file, zeros if vectors.output is None else vectors.output, advance)


def _check_expressible(vectors: WordVectors, table: SubwordTable | None) -> None:
    if isinstance(vectors.matrix, EncodedRows):
        raise ValueError(
            "these vectors are compressed, in a way that fastText does not read: save those they"
            " were made from"
        )
    if table is not None and table.ngrams_of != "char":
        raise ValueError(
            f"fastText's format has no sub-words of {table.ngrams_of}: save these vectors as"
            " .safetensors, or without sub-words"
        )
    if table is not None and not table.has_rows_of(vectors.vocab):
        raise ValueError(
            "words of these vectors are made of n-grams whose rows were pruned, which fastText's"
            " format has for quantised models only: save these vectors as .safetensors"
        )
    if table is not None and table.unit_length:
        raise ValueError(
            "vectors scaled to length 1 have no rows that fastText could add up: save those they"
            " were made from"
        )
    if len(vectors) > 2**31 - 1:
        raise ValueError(f"fastText's format holds at most 2^31 - 1 words, not {len(vectors):,}")
    if len(vectors.vocab.data) and (vectors.vocab.data == 0).any():
        raise ValueError("a word holds a zero byte, which ends words in fastText's format")


def _write_words(file: BinaryIO, vectors: WordVectors) -> None:
    data, ends = vectors.vocab.data.tobytes(), vectors.vocab.offsets.tolist()
    counts = [0] * len(vectors) if vectors.counts is None else vectors.counts.tolist()
    for first in range(0, len(vectors), _ROWS):
        last = min(first + _ROWS, len(vectors))
        entries = (
            data[ends[i] : ends[i + 1]] + struct.pack("<Bqb", 0, counts[i], 0)
            for i in range(first, last)
        )
        file.write(b"".join(entries))


def _raw_rows(
    vectors: WordVectors, table: SubwordTable | None, part: slice, threads: int | None
) -> memoryview:
    rows = np.array(vectors.matrix[part], np.float32, order="C")
    if table is not None:
        table.raw(vectors.vocab.part(part.start, part.start + len(rows)), rows, threads)
    return rows.data


def _write_ngram_rows(file: BinaryIO, table: SubwordTable, advance: Callable[[int], None]) -> None:
    """The rows of all buckets, zeros where there are none."""
    if table.kept is None:
        _write_rows(file, table.matrix, advance)
        return
    for first in range(0, table.buckets, _ROWS):
        block = np.zeros((min(_ROWS, table.buckets - first), table.dim), np.float32)
        begin, end = np.searchsorted(table.kept, [first, first + len(block)])
        block[table.kept[begin:end] - first] = table.matrix[begin:end]
        file.write(block.data)
        advance(file.tell())


def _write_rows(file: BinaryIO, rows: Floats | EncodedRows, advance: Callable[[int], None]) -> None:
    for first in range(0, len(rows), _ROWS):
        file.write(np.ascontiguousarray(rows[first : first + _ROWS], np.float32).data)
        advance(file.tell())
