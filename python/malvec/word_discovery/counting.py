"""From texts to word statistics."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from typing import Any

from malvec import _core
from malvec.corpus import Corpus
from malvec.corpus.reading import Options, read_files, read_texts
from malvec.runtime.machine import available_threads, check_memory, parse_memory
from malvec.runtime.progress import check_progress
from malvec.text.sources import Paths, Source, find_sources, plain_size
from malvec.text.texts import paths_or_texts
from malvec.tokenizers import Eojeols, Pipeline
from malvec.word_discovery.report import WordReport
from malvec.word_discovery.statistics import PartOptions, WordStatistics
from malvec.word_discovery.statistics_file import Arrays

__all__ = ["count_words"]

_SPLITS = ({"name": "whitespace"}, {"name": "eojeols"})
# Bytes of ids for a byte of text: an eojeol takes four, its text at least eight where it is Korean.
_IDS_PER_BYTE = 0.5


def count_words(
    source: Corpus | Paths | Iterable[str],
    max_left_length: int = 10,
    max_right_length: int = 6,
    min_frequency: int = 5,
    *,
    encoding: str | None = None,
    threads: int | None = None,
    memory: int | str = "1GiB",
    directory: str | os.PathLike[str] | None = None,
    progress: bool | None = None,
) -> WordStatistics:
    """Counts the eojeols of texts, and what stands beside them, for scores of words.

    Eojeols are what stands between blanks of any kind, as by ``str.split()``. Everything is
    counted, nothing is pruned: the three first knobs are only what :meth:`WordStatistics.table`
    uses unless told otherwise. In memory are the different eojeols with their neighbours, about 70
    bytes each in the end; what grows with the text itself goes to a temporary file where it may
    exceed ``memory``.

    Args:
        source: one path, directory, pattern or ``"-"`` as ``Corpus.from_files`` takes them; a list
            of ``pathlib.Path``; an iterable of texts (strings in a list are texts); or a
            :class:`Corpus` that was split at blanks and has all its words (``min_count=1``).
        max_left_length: characters of the longest word.
        max_right_length: characters of the longest right part.
        min_frequency: parts that are rarer do not count as words or continuations.
        encoding: of files, such as ``"cp949"``; None is UTF-8.
        threads: threads of the core; None for one per processor. The result does not depend on it.
        memory: for lists of neighbours, such as "500MB"; with less of it the text is gone through
            more often.
        directory: folder for a temporary file; None for the system's, which is used only where the
            text is large or of unknown size.
        progress: show a bar on stderr; None: on terminals, after two seconds.

    Raises:
        OSError: a file is missing or cannot be read; found before any is read.
        ValueError: there are no eojeols; a corpus that was not split at blanks, or lacks words.

    Example:
        >>> statistics = count_words(["영화가 재미있다", "영화를 보았다"])
        >>> statistics.table(min_frequency=2, min_cohesion_forward=0)["영화"]["frequency"]
        2
    """
    started = time.perf_counter()
    knobs = PartOptions(max_left_length, max_right_length, min_frequency)
    budget, workers = parse_memory(memory), available_threads(threads)
    check_progress(progress)
    if directory is not None and not os.path.isdir(directory):
        raise NotADirectoryError(
            20, "there is no such folder for temporary files", os.fspath(directory)
        )
    if isinstance(source, Corpus):
        arrays, found, on_disk = _count_corpus(_check_corpus(source), budget, workers)
    else:
        (arrays, found), on_disk = _count_text(
            source, encoding, budget, directory=directory, threads=workers, progress=progress
        )
    report = WordReport(
        **found, seconds=time.perf_counter() - started, threads=workers, on_disk=on_disk
    )
    return WordStatistics(arrays, knobs, report)


def _count_corpus(corpus: Corpus, budget: int, threads: int) -> tuple[Arrays, dict[str, Any], bool]:
    vocab, read = corpus.vocab, corpus.report
    check_memory(
        4 * len(corpus.ids) + 80 * len(vocab),
        "counts of this corpus",
        "count parts of the text, and add them up",
    )
    arrays = _core.count_words(
        (corpus.ids, corpus.offsets, vocab.data, vocab.offsets), threads, budget, None
    )
    found = {
        "sources": read.sources,
        "files": read.files,
        "bytes": read.bytes,
        "texts": read.lines,
        "empty_texts": read.empty_lines,
    }
    counted = {
        "eojeols": read.kept,
        "distinct_eojeols": len(arrays[2]),
        "invalid_utf8_eojeols": read.invalid_utf8_tokens,
    }
    return arrays, {**found, **counted}, False


def _check_corpus(corpus: Corpus) -> Corpus:
    """The corpus, if it has all eojeols of its text."""
    described = corpus.pipeline.describe()["tokenizer"]
    if described is not None and described not in _SPLITS:
        raise ValueError(
            f"words are found in eojeols, but this corpus was tokenized by {described!s:.60}; build"
            " it with Eojeols()"
        )
    dropped = (
        corpus.report.dropped_rare + corpus.report.dropped_max_vocab + corpus.report.dropped_unknown
    )
    if dropped:
        raise ValueError(
            f"this corpus lacks {dropped:,} of its tokens; build it with min_count=1, without"
            " max_vocab and vocab"
        )
    return corpus


def _count_text(
    source: Paths | Iterable[str],
    encoding: str | None,
    budget: int,
    *,
    directory: str | os.PathLike[str] | None,
    threads: int,
    progress: bool | None,
) -> tuple[tuple[Arrays, dict[str, Any]], bool]:
    """The arrays and what was read, and whether its ids lay in a temporary file."""
    paths, texts = paths_or_texts(source, encoding)
    sources = find_sources(paths, encoding) if texts is None else None
    if directory is None and not _is_small(source, sources, budget):
        directory = tempfile.gettempdir()
    store = None if directory is None else os.path.join(directory, f".malvec-words-{os.getpid()}")

    options = Options(
        pipeline=Pipeline(tokenizer=Eojeols()),
        min_count=1,
        threads=threads,
        store=store,
        progress=progress,
    )
    read_all = (
        read_texts(texts, options)
        if texts is not None
        else read_files(sources or [], paths, options)
    )
    with read_all as reading:
        arrays, read = _core.count_words_read(reading.builder, threads, budget, None)
    if read["eojeols"] == 0:
        raise ValueError(reading.if_empty)
    found = {**read, "sources": reading.sources, "files": reading.files}
    return (arrays, found), store is not None


def _is_small(source: object, sources: list[Source] | None, budget: int) -> bool:
    """Whether the ids of the text are known to take no more than a part of the memory."""
    if sources is None:
        return (
            isinstance(source, (list, tuple))
            and sum(len(text) for text in source if isinstance(text, str)) * 3 * _IDS_PER_BYTE
            <= budget / 4
        )
    size = plain_size(sources)
    return size is not None and size * _IDS_PER_BYTE <= budget / 4
