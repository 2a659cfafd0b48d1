"""From sources, texts or token lists to the arrays of a corpus: what the constructors of ``Corpus``
have in common."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from malvec import _core, _ingest
from malvec.corpus.report import CorpusReport
from malvec.runtime.arguments import check_flag, whole
from malvec.runtime.machine import MAX_THREADS, available_threads
from malvec.runtime.progress import progress_bar
from malvec.text.normalizer import Normalizer, compose
from malvec.text.sources import Source, blocks, line_blocks
from malvec.tokenizers import Characters, Eojeols, Tokenizer, Whitespace, describe
from malvec.tokenizers.running.batching import text_chunks
from malvec.tokenizers.running.chunks import FEW, OnError
from malvec.tokenizers.running.processes import analysis_of, tokenize_chunks
from malvec.vocab import Vocab

__all__ = [
    "Encoded",
    "Knobs",
    "Reading",
    "encode_sources",
    "encode_texts",
    "encode_tokens",
    "read_sources",
    "read_texts",
]

_PACK_BYTES = 1 << 20
_CHUNK_BYTES = (
    1 << 16
)  # of text for one go of a tokenizer: small enough for Ctrl-C, large enough for the way there and back

T = TypeVar("T")


@dataclass(frozen=True)
class Knobs:
    """What the constructors of ``Corpus`` take besides the text; ``Corpus.from_files`` says what
    they mean."""

    tokenizer: Tokenizer | None
    min_count: int
    max_vocab: int | None
    vocab: Vocab | None
    threads: int | None
    processes: int | None
    store: str | os.PathLike[str] | None
    keep_empty: bool
    on_error: OnError
    progress: bool
    time_limit: float | None = None
    normalize: Normalizer | None = None

    def __post_init__(self) -> None:
        whole("min_count", self.min_count)
        whole("max_vocab", 1 if self.max_vocab is None else self.max_vocab, 1)
        whole("processes", 0 if self.processes is None else self.processes, 0, MAX_THREADS)
        available_threads(self.threads)
        check_flag("keep_empty", self.keep_empty)
        check_flag("progress", self.progress)
        if self.vocab is not None and not isinstance(self.vocab, Vocab):
            raise TypeError(
                f"vocab must be a malvec.Vocab, not {type(self.vocab).__name__}; Vocab.from_words"
                " makes one of a list"
            )
        if self.normalize is not None and not isinstance(self.normalize, Normalizer):
            raise TypeError(
                f"normalize must be a malvec.Normalizer or None, not {self.normalize!r:.60}"
            )
        if self.on_error not in ("raise", "skip", "passthrough"):
            raise ValueError(
                f"on_error={self.on_error!r}: must be 'raise', 'skip' or 'passthrough'"
            )
        if self.tokenizer is not None and not callable(self.tokenizer):
            raise TypeError(
                f"a tokenizer is a callable from str to list[str], not {self.tokenizer!r:.60}; see"
                " malvec.tokenizers.by_name"
            )
        if self.store is not None and os.path.isdir(self.store):
            raise IsADirectoryError(
                21, "store must be a file, but this is a directory", os.fspath(self.store)
            )
        check = getattr(self.tokenizer, "check", None)
        if check is not None:
            check()

    @property
    def split(self) -> str | None:
        """How the core splits text by itself; None where a tokenizer has to be called."""
        if self.tokenizer is None or type(self.tokenizer) is Whitespace:
            return "whitespace"
        if type(self.tokenizer) is Eojeols:
            return "eojeols"
        return "characters" if type(self.tokenizer) is Characters else None


@dataclass(frozen=True)
class Encoded:
    """A corpus as arrays."""

    ids: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.uint64]
    vocab: Vocab
    report: CorpusReport
    tokenizer: dict[str, Any] | None
    normalize: dict[str, Any] | None


@dataclass
class Reading:
    """A text that is being read."""

    knobs: Knobs
    sources: tuple[str, ...]
    files: int = 0
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
        self.threads = available_threads(self.knobs.threads)
        directory = (
            "" if self.knobs.store is None else os.path.dirname(os.path.abspath(self.knobs.store))
        )
        composing = compose if self.composes else None
        self.builder = _core.CorpusBuilder(
            self.threads,
            self.knobs.split or "whitespace",
            self.knobs.keep_empty,
            directory,
            composing,
        )

    @property
    def composes(self) -> bool:
        """Whether the core cleans lines as it reads them, and calls for help only where one may not
        be in form NFC."""
        return self.knobs.normalize == Normalizer() and self.knobs.split is not None

    def tick(self, done: int, loss: float, terms: int) -> None:
        """Moves the progress bar; the core calls it."""
        self.advance(done)


def encode_sources(sources: list[Source], given: tuple[str, ...], knobs: Knobs) -> Encoded:
    """The corpus of files."""
    return read_sources(sources, given, knobs, _finish)


def read_sources(
    sources: list[Source], given: tuple[str, ...], knobs: Knobs, finish: Callable[[Reading, str], T]
) -> T:
    """Reads files, and what ``finish`` makes of it; it is told what to say if there was nothing."""
    _keep_from_sources(knobs.store, sources)
    sizes = [source.size for source in sources]
    known = (
        sum(size for size in sizes if size is not None)
        if all(source.start is not None for source in sources)
        else None
    )
    job = Reading(knobs, given, files=len(sources))
    with progress_bar(known, "reading", "B", knobs.progress) as job.advance:
        if knobs.split is None:
            _feed_tokenized(
                job,
                (
                    _clean(job, chunk)
                    for source in sources
                    for chunk in line_blocks(source, _CHUNK_BYTES)
                ),
            )
        else:
            for source in sources:
                _feed_source(job, source)
        return finish(job, f"no tokens in {_list_few(given)}")


def _keep_from_sources(store: str | os.PathLike[str] | None, sources: list[Source]) -> None:
    for source in sources if store is not None and os.path.exists(store) else ():
        if store is not None and source.path != "-" and os.path.samefile(store, source.path):
            raise ValueError(
                f"store={os.fspath(store)} is {source.path}, one of the files to be read: it would"
                " be overwritten"
            )


def encode_texts(texts: Iterable[str], knobs: Knobs) -> Encoded:
    """The corpus of strings, each a sentence."""
    return read_texts(texts, knobs, _finish)


def read_texts(texts: Iterable[str], knobs: Knobs, finish: Callable[[Reading, str], T]) -> T:
    """The same for strings."""
    if isinstance(texts, (str, bytes)):
        raise TypeError(
            f"texts must be an iterable of str, not one {type(texts).__name__}: {texts[:60]!r}"
        )
    job = Reading(knobs, ("texts",))
    iterator = iter(texts)
    with progress_bar(
        _bytes_of(texts, knobs) if knobs.progress else None, "reading", "B", knobs.progress
    ) as job.advance:
        if knobs.split is None:
            normalizer = knobs.normalize
            chunks = text_chunks(iterator, _CHUNK_BYTES)
            _feed_tokenized(
                job,
                (
                    chunks
                    if normalizer is None
                    else ([normalizer(text) for text in chunk] for chunk in chunks)
                ),
            )
        else:
            while packed := _ingest.pack_texts(iterator, _PACK_BYTES):
                job.lines += packed.count(b"\n")
                job.builder.feed(_clean(job, packed), job.tick)
        return finish(job, _nothing_read(texts, iterator, job, "texts"))


def _bytes_of(texts: Iterable[str], knobs: Knobs) -> int | None:
    """The bytes that texts will have been read as; None where that cannot be known before they are
    read."""
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        return None
    newlines = len(texts) if knobs.split is not None else 0  # the core reads lines
    return newlines + sum(
        len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        for text in texts
    )


def encode_tokens(sentences: Iterable[Iterable[str]], knobs: Knobs) -> Encoded:
    """The corpus of token lists."""
    if isinstance(sentences, (str, bytes)):
        raise TypeError(
            f"sentences must be an iterable of lists of str, not one {type(sentences).__name__}:"
            f" {sentences[:60]!r}"
        )
    job = Reading(knobs, ("token lists",))
    iterator = iter(sentences)
    with progress_bar(None, "reading", "B", knobs.progress) as job.advance:
        while (packed := _ingest.pack_lines(iterator, _PACK_BYTES))[2]:
            job.lines += len(packed[2]) // 8
            _feed_packed(job, packed)
            job.advance(job.builder.bytes_done)
        return _finish(job, _nothing_read(sentences, iterator, job, "sentences"))


def _feed_source(job: Reading, source: Source) -> None:
    untouched = job.knobs.normalize is None or job.composes
    if source.start is not None and untouched:
        job.builder.feed_file(os.fsencode(source.path), source.start, job.tick)
        return
    for block in blocks(source) if untouched else line_blocks(source, _PACK_BYTES):
        job.builder.feed(_clean(job, block), job.tick)
    job.builder.end_source()


def _clean(job: Reading, lines: bytes) -> bytes:
    return (
        lines if job.knobs.normalize is None or job.composes else job.knobs.normalize.lines(lines)
    )


def _feed_packed(job: Reading, packed: tuple[bytes, bytes, bytes]) -> None:
    tokens, token_ends, line_ends = packed
    job.builder.feed_lines(
        np.frombuffer(tokens, np.uint8),
        np.frombuffer(token_ends, np.uint64),
        np.frombuffer(line_ends, np.uint64),
    )


def _feed_tokenized(job: Reading, chunks: Iterator[bytes] | Iterator[list[str]]) -> None:
    assert job.knobs.tokenizer is not None
    analysis = analysis_of(
        job.knobs.tokenizer, job.knobs.on_error, job.knobs.processes, job.knobs.time_limit
    )
    job.processes = analysis.processes
    job.text_bytes = 0
    with closing(tokenize_chunks(chunks, analysis)) as results:
        for chunk in results:
            job.failures += itertools.islice(
                ((job.lines + i + 1, said) for i, said in chunk.failures), FEW - len(job.failures)
            )
            job.failed, job.timed_out = job.failed + chunk.failed, job.timed_out + chunk.timed_out
            job.lines, job.text_bytes = job.lines + chunk.lines, job.text_bytes + chunk.size
            if chunk.error is not None:
                message = (
                    f"the tokenizer failed on line {job.lines:,}: {type(chunk.error).__name__}:"
                    f" {chunk.error}"
                )
                raise RuntimeError(
                    f"{message}; on_error='skip' or 'passthrough' goes on"
                ) from chunk.error
            _feed_packed(job, chunk.packed)
            job.advance(job.text_bytes)


def _nothing_read(items: object, iterator: object, job: Reading, what: str) -> str:
    if job.lines == 0 and items is iterator:
        return (
            f"the iterator gave no {what}: it was empty, or read before; a generator can be read"
            " only once"
        )
    return f"no tokens in the {what}" if job.lines else f"no {what} were given"


def _finish(job: Reading, if_empty: str) -> Encoded:
    knobs = job.knobs
    vocab = (
        None if knobs.vocab is None else (knobs.vocab.data, knobs.vocab.offsets, knobs.vocab.lookup)
    )
    built = job.builder.finish(knobs.min_count, knobs.max_vocab or 0, vocab, job.tick)
    counted = built["statistics"]
    if counted["tokens"] == 0:
        raise ValueError(if_empty)
    if counted["kept"] == 0:
        raise ValueError(_nothing_kept(knobs, counted))
    if job.text_bytes is not None:
        counted["bytes"] = job.text_bytes
    report = CorpusReport(
        **counted,
        sources=job.sources,
        files=job.files,
        sentences=len(built["offsets"]) - 1,
        words=len(built["counts"]),
        failed_lines=job.failed,
        timed_out_lines=job.timed_out,
        failures=tuple(job.failures),
        threads=job.threads,
        processes=job.processes,
        seconds=time.perf_counter() - job.started,
    )
    words = Vocab(built["words"], built["word_offsets"], built["counts"])
    tokenizer = None if job.sources == ("token lists",) else describe(knobs.tokenizer)
    normalize = None if knobs.normalize is None else knobs.normalize.describe()
    return Encoded(built["ids"], built["offsets"], words, report, tokenizer, normalize)


def _nothing_kept(knobs: Knobs, counted: dict[str, int]) -> str:
    if knobs.vocab is not None:
        return (
            f"none of the {counted['tokens']:,} tokens is in the given vocabulary of"
            f" {len(knobs.vocab):,} words"
        )
    if counted["distinct_words"] == 0:
        gave = "the tokens are" if knobs.split is not None else "the tokenizer gave"
        return f"{gave} all empty: {counted['tokens']:,} tokens, none of which is a word"
    return (
        f"none of the {counted['distinct_words']:,} words occurs min_count={knobs.min_count} times;"
        " lower min_count"
    )


def _list_few(names: tuple[str, ...]) -> str:
    return ", ".join(itertools.islice(names, 3)) + (
        f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    )
