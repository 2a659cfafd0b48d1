"""From files, texts or token lists to the core's builder: the one way in, of a corpus and of the
counts of words."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from malvec import _core, _ingest
from malvec.corpus.ids import packed_tokens
from malvec.runtime.arguments import check_flag, one_of, whole
from malvec.runtime.machine import MAX_THREADS, available_threads
from malvec.runtime.progress import check_progress, is_told, progress_bar
from malvec.storage.kinds import check_name
from malvec.text.blocks import blocks, line_blocks
from malvec.text.sources import Source, plain_size
from malvec.text.texts import check_texts, checked_texts, packed_texts, text_chunks
from malvec.tokenizers import Pipeline
from malvec.tokenizers.description import core_tokenizer
from malvec.tokenizers.plain import Characters, Eojeols, TokenLists, Whitespace
from malvec.tokenizers.running.chunks import FEW, Chunk, OnError, failure
from malvec.tokenizers.running.packed import Packed
from malvec.tokenizers.running.processes import analysis_of
from malvec.vocab import Vocab

__all__ = [
    "Options",
    "Reading",
    "read_files",
    "read_texts",
    "read_token_lists",
]

_PACK_BYTES = 1 << 20
# Text for one go of a tokenizer: small enough for Ctrl-C, large enough for the way there and back.
_CHUNK_BYTES = 1 << 16
_AT_BLANKS = (Whitespace, Eojeols, Characters)  # to which newlines are blanks like others


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the constructors of ``Corpus`` take besides the text; ``Corpus.from_files`` says what
    they mean."""

    pipeline: Pipeline = field(default_factory=lambda: Pipeline(None, TokenLists()))
    min_count: int
    max_vocab: int | None = None
    vocab: Vocab | None = None
    threads: int | None = None
    processes: int | None = None
    store: str | os.PathLike[str] | None = None
    keep_empty: bool = False
    on_error: OnError = "raise"
    time_limit: float | None = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        whole("min_count", self.min_count)
        whole("max_vocab", 1 if self.max_vocab is None else self.max_vocab, 1)
        whole("processes", 0 if self.processes is None else self.processes, 0, MAX_THREADS)
        available_threads(self.threads)
        check_flag("keep_empty", self.keep_empty)
        check_progress(self.progress)
        if self.vocab is not None and not isinstance(self.vocab, Vocab):
            raise TypeError(
                f"vocab must be a malvec.Vocab, not {type(self.vocab).__name__}; Vocab.from_words"
                " makes one of a list"
            )
        one_of("on_error", self.on_error, get_args(OnError))
        if self.store is not None:
            check_name(self.store, "corpus")
        if self.store is not None and os.path.isdir(self.store):
            raise IsADirectoryError(
                21, "store must be a file, but this is a directory", os.fspath(self.store)
            )

    @property
    def core(self) -> _core.CoreTokenizer | None:
        """What cuts the text in threads of the core; None where a tokenizer has to be called, such
        as within a time limit, or tokens are given."""
        return None if self.time_limit is not None else core_tokenizer(self.pipeline.tokenizer)

    @property
    def at_blanks(self) -> bool:
        """Whether the core cuts text where blanks are, so that newlines may be made of them."""
        return isinstance(self.pipeline.tokenizer, _AT_BLANKS)


@dataclass
class Reading:
    """A text that has been read into the core's builder, and what happened on the way."""

    options: Options
    sources: tuple[str, ...]
    files: int = 0
    if_empty: str = ""  # what to say where there was no token
    processes: int = 0
    threads: int = field(init=False)
    builder: Any = field(init=False)
    advance: Callable[..., None] = lambda done: None
    text_bytes: int | None = None  # where the builder sees tokens, not text
    lines: int = 0
    failed: int = 0
    timed_out: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        options, normalizer = self.options, self.options.pipeline.normalizer
        self.threads = available_threads(options.threads)
        directory = "" if options.store is None else os.path.dirname(os.path.abspath(options.store))
        self.builder = _core.CorpusBuilder(
            threads=self.threads,
            tokenizer=options.core,
            keep_empty=options.keep_empty,
            directory=directory,
            cleaner=None if normalizer is None else normalizer.core,
        )

    def tick(self, done: int, loss: float, terms: int) -> None:
        """Moves the progress bar; the core calls it."""
        self.advance(done)


@contextmanager
def read_files(
    sources: list[Source], given: Iterable[str | os.PathLike[str]], options: Options
) -> Iterator[Reading]:
    """Reads files; the progress bar stays until the block ends."""
    _keep_from_sources(options.store, sources)
    names = tuple(os.fspath(path) for path in given)
    reading = Reading(options, names, len(sources), f"no tokens in {_list_few(names)}")
    with progress_bar(plain_size(sources), "reading", "B", options.progress) as reading.advance:
        if options.core is None:
            chunks = (chunk for source in sources for chunk in line_blocks(source, _CHUNK_BYTES))
            _feed_tokenized(reading, chunks)
        else:
            for source in sources:
                _feed_source(reading, source)
        yield reading


def _keep_from_sources(store: str | os.PathLike[str] | None, sources: list[Source]) -> None:
    for source in sources if store is not None and os.path.exists(store) else ():
        if store is not None and source.path != "-" and os.path.samefile(store, source.path):
            raise ValueError(
                f"store={os.fspath(store)} is {source.path}, one of the files to be read: it would"
                " be overwritten"
            )


@contextmanager
def read_texts(texts: Iterable[str], options: Options) -> Iterator[Reading]:
    """Reads strings, each a sentence."""
    check_texts(texts)
    reading = Reading(options, ("texts",))
    iterator = iter(texts)
    total = _bytes_of(texts, options) if is_told(options.progress) else None
    with progress_bar(total, "reading", "B", options.progress) as reading.advance:
        if options.core is None:
            _feed_tokenized(reading, text_chunks(iterator, _CHUNK_BYTES))
        elif options.at_blanks:
            for lines in packed_texts(iterator):
                reading.lines += lines.count(b"\n")
                reading.builder.feed(lines, reading.tick)
        else:
            _feed_texts(reading, checked_texts(iterator))
        reading.if_empty = _nothing_read(texts, iterator, reading, "texts")
        yield reading


def _bytes_of(texts: Iterable[str], options: Options) -> int | None:
    """The bytes that texts will have been read as; None where that cannot be known before they are
    read."""
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        return None
    newlines = len(texts) if options.at_blanks else 0
    return newlines + sum(
        len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        for text in texts
    )


@contextmanager
def read_token_lists(sentences: Iterable[Iterable[str]], options: Options) -> Iterator[Reading]:
    """Reads lists of tokens, each a sentence."""
    if not isinstance(sentences, Iterable):
        raise TypeError(
            f"sentences must be an iterable of token lists, not {type(sentences).__name__}"
        )
    reading = Reading(options, ("token lists",))
    iterator = iter(sentences)
    with progress_bar(None, "reading", "B", options.progress) as reading.advance:
        for packed in packed_tokens(sentences if isinstance(sentences, str) else iterator):
            reading.lines += len(packed.line_ends) // 8
            _feed_packed(reading, packed)
            reading.advance(reading.builder.bytes_done)
        reading.if_empty = _nothing_read(sentences, iterator, reading, "sentences")
        yield reading


def _feed_source(reading: Reading, source: Source) -> None:
    if source.start is not None:
        reading.builder.feed_file(os.fsencode(source.path), source.start, reading.tick)
        return
    for block in blocks(source):
        reading.builder.feed(block, reading.tick)
    reading.builder.end_source()


def _feed_texts(reading: Reading, texts: Iterator[str]) -> None:
    lists = ([text] for text in texts)
    while (packed := Packed(*_ingest.pack_lines(lists, _PACK_BYTES))).line_ends:
        reading.lines += len(packed.line_ends) // 8
        reading.builder.feed_texts(
            np.frombuffer(packed.tokens, np.uint8),
            np.frombuffer(packed.token_ends, np.uint64),
            reading.tick,
        )


def _feed_packed(reading: Reading, packed: Packed) -> None:
    reading.builder.feed_lines(
        np.frombuffer(packed.tokens, np.uint8),
        np.frombuffer(packed.token_ends, np.uint64),
        np.frombuffer(packed.line_ends, np.uint64),
    )


def _feed_tokenized(reading: Reading, chunks: Iterable[Chunk]) -> None:
    options = reading.options
    analysis = analysis_of(
        options.pipeline.tokenizer, options.on_error, options.processes, options.time_limit
    )
    reading.processes = analysis.processes
    reading.text_bytes = 0
    with closing(options.pipeline.run(chunks, analysis)) as results:
        for chunk in results:
            reading.failures += itertools.islice(
                ((reading.lines + i + 1, said) for i, said in chunk.failures),
                FEW - len(reading.failures),
            )
            reading.failed += chunk.failed
            reading.timed_out += chunk.timed_out
            reading.lines += chunk.lines
            reading.text_bytes += chunk.size
            if chunk.error is not None:
                said = failure(chunk, f"line {reading.lines:,}")
                raise RuntimeError(
                    f"{said}; on_error='skip' or 'passthrough' goes on"
                ) from chunk.error
            _feed_packed(reading, chunk.packed)
            reading.advance(reading.text_bytes)


def _nothing_read(items: object, iterator: object, reading: Reading, what: str) -> str:
    if reading.lines == 0 and items is iterator:
        return (
            f"the iterator gave no {what}: it was empty, or read before; a generator can be read"
            " only once"
        )
    return f"no tokens in the {what}" if reading.lines else f"no {what} were given"


def _list_few(names: tuple[str, ...]) -> str:
    return ", ".join(itertools.islice(names, 3)) + (
        f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    )
