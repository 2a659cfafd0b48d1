"""Running a tokenizer over chunks of lines, in this process or in several; the results come in the order of the text."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any, Literal

from malvec import _ingest
from malvec.machine import available_threads
from malvec.tokenizers import Characters, Tokenizer, Whitespace

__all__ = ["Analysis", "OnError", "TokenizedChunk", "choose_processes", "tokenize_chunks"]

OnError = Literal["raise", "skip", "passthrough"]
_DIED = "a process that ran the tokenizer died; processes=0 runs it in this one and shows where"

Chunk = bytes | list[str]  # lines of UTF-8 text, or texts


@dataclass(frozen=True)
class Analysis:
    """How chunks become tokens: by what, what becomes of a line on which it fails, and in how many processes (0 = in this one)."""

    tokenizer: Tokenizer
    on_error: OnError
    processes: int


@dataclass(frozen=True)
class TokenizedChunk:
    """Packed lines as ``_core.CorpusBuilder.feed_lines`` takes them, and what happened on the way.

    Attributes:
        packed: the tokens' bytes; where tokens end; where lines end.
        lines: lines read.
        size: bytes read.
        failed: lines on which the tokenizer failed.
        error: what it said, where it is to be raised; the last line is the one that failed.
    """

    packed: tuple[bytes, bytes, bytes]
    lines: int
    size: int
    failed: int
    error: BaseException | None


def choose_processes(tokenizer: Tokenizer, wanted: int | None) -> int:
    """In how many processes to run a tokenizer; 0, in this one, where it is a matter of course or cannot be sent to another.

    Raises:
        ValueError: several processes were wanted, but the tokenizer cannot be pickled.
    """
    if wanted == 0 or (wanted is None and isinstance(tokenizer, (Whitespace, Characters))):
        return 0
    try:
        ForkingPickler.dumps(tokenizer)
    except Exception as error:
        if wanted is None or wanted == 1:
            return 0
        raise ValueError(f"processes={wanted}: this tokenizer cannot be sent to other processes ({error}); use processes=0") from error
    processes = available_threads(wanted)
    return 0 if processes == 1 else processes


def tokenize_chunks(chunks: Iterable[Chunk], analysis: Analysis) -> Generator[TokenizedChunk, None, None]:
    """Tokenizes chunks of lines; no more than a few chunks are read ahead of the result.

    Raises:
        RuntimeError: a process of the tokenizer died.
    """
    if analysis.processes == 0:
        return (tokenize_chunk(chunk, analysis) for chunk in chunks)
    return _in_processes(chunks, analysis)


def tokenize_chunk(chunk: Chunk, analysis: Analysis) -> TokenizedChunk:
    """One chunk, in this process."""
    if isinstance(chunk, list):
        lines, size = chunk, sum(len(text.encode("utf-8", "surrogatepass")) for text in chunk)
    else:
        lines, size = [line.removesuffix("\r") for line in _split_lines(chunk)], len(chunk)
    errors: list[Exception] = []
    taken = 0

    def tokens() -> Iterator[list[str]]:
        nonlocal taken
        for line in lines:
            taken += 1
            try:
                yield _checked(analysis.tokenizer(line))
            except Exception as error:
                errors.append(error)
                if analysis.on_error == "raise":
                    return
                yield Whitespace()(line) if analysis.on_error == "passthrough" else []

    packed = _ingest.pack_lines(tokens(), sys.maxsize)
    return TokenizedChunk(packed, taken, size, len(errors), errors[0] if errors and analysis.on_error == "raise" else None)


def _split_lines(chunk: bytes) -> list[str]:
    lines = chunk.decode("utf-8", "surrogateescape").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _checked(tokens: object) -> list[str]:
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise TypeError(f"a tokenizer must return a list of str, but this one gave {tokens!r:.60}")
    return tokens


def _in_processes(chunks: Iterable[Chunk], analysis: Analysis) -> Generator[TokenizedChunk, None, None]:
    with _crew(analysis) as connections:
        source = enumerate(chunks)
        idle: list[Any] = list(connections)
        working: dict[Any, int] = {}
        finished: dict[int, TokenizedChunk] = {}
        following, exhausted = 0, False
        while True:
            while idle and not exhausted and len(finished) <= 4 * len(connections):
                item = next(source, None)
                if item is None:
                    exhausted = True
                else:
                    _send(idle[-1], item[1])
                    working[idle.pop()] = item[0]
            if not working:
                return
            for connection in wait(list(working)):
                finished[working.pop(connection)] = _receive(connection)
                idle.append(connection)
            while following in finished:
                yield finished.pop(following)
                following += 1


def _receive(connection: Any) -> TokenizedChunk:
    try:
        result: TokenizedChunk = connection.recv()
    except (EOFError, ConnectionResetError):
        raise RuntimeError(_DIED) from None
    return result


def _send(connection: Any, chunk: Chunk) -> None:
    try:
        connection.send(chunk)
    except (BrokenPipeError, ConnectionResetError):
        raise RuntimeError(_DIED) from None


@contextmanager
def _crew(analysis: Analysis) -> Iterator[list[Connection]]:
    """Connections to as many processes, which are gone when the block ends, however it ends."""
    context = _context()
    connections: list[Connection] = []
    crew: list[Any] = []
    try:
        for _ in range(analysis.processes):
            ours, theirs = context.Pipe()
            inherited = [*connections, ours] if context.get_start_method() == "fork" else []
            process = context.Process(target=_serve, args=(theirs, inherited, analysis), daemon=True)
            with warnings.catch_warnings():  # Python 3.12 warns of forks beside threads; the child never touches those of the core
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            theirs.close()
            crew.append(process)
            connections.append(ours)
        yield connections
    finally:
        for process in crew:
            process.terminate()
        for process in crew:
            process.join()
            process.close()
        for connection in connections:
            connection.close()


def _context() -> Any:
    """Forking works from notebooks and from scripts without a main guard; another way that the user has set is kept."""
    chosen = multiprocessing.get_start_method(allow_none=True)
    if chosen is None and "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin":
        chosen = "fork"
    return multiprocessing.get_context(chosen)


def _serve(connection: Connection, inherited: list[Connection], analysis: Analysis) -> None:
    """A process of the crew: chunk in, tokens out, until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in inherited:  # else the other end would stay open after the parent's death
        end.close()
    try:
        while True:
            connection.send(_sendable(tokenize_chunk(connection.recv(), analysis)))
    except (EOFError, OSError):
        return


def _sendable(chunk: TokenizedChunk) -> TokenizedChunk:
    """Errors that cannot be pickled travel as text."""
    try:
        ForkingPickler.loads(ForkingPickler.dumps(chunk.error))
    except Exception:
        error = RuntimeError(f"{type(chunk.error).__name__}: {chunk.error}")
        return TokenizedChunk(chunk.packed, chunk.lines, chunk.size, chunk.failed, error)
    return chunk
