"""Running a tokenizer over chunks of lines, in this process or in several; the results come in the
order of the text."""

from __future__ import annotations

import math
import multiprocessing
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any

from malvec.runtime.machine import available_threads
from malvec.runtime.warning import warn
from malvec.tokenizers.description import core_tokenizer
from malvec.tokenizers.running.chunks import (
    Analysis,
    Chunk,
    Lost,
    OnError,
    TokenizedChunk,
    sendable,
    tokenize_chunk,
)
from malvec.tokenizers.running.workers import (
    DIED,
    IDLE,
    LOADING,
    LOADING_LIMIT,
    Watch,
    Worker,
    guard_hint,
    in_worker,
)
from malvec.tokenizers.tokenizer import Tokenizer, TokenizerLike, as_tokenizer

__all__ = [
    "Analysis",
    "OnError",
    "TokenizedChunk",
    "analysis_of",
    "choose_processes",
    "tokenize_chunks",
]

_SHOW = "processes=0 runs it in this one and shows where"
_MOST_DEATHS = 10  # in a row


def analysis_of(
    tokenizer: Tokenizer,
    on_error: OnError,
    processes: int | None,
    time_limit: float | None = None,
    *,
    packed: bool = True,
) -> Analysis:
    """The analysis with what was left open decided: processes, and the time limit, which is the
    tokenizer's own if it has one. A tokenizer that the core has is run by as many threads instead.

    Raises:
        ValueError: several processes, or a time limit, were wanted where the tokenizer can only run
            in this one.
    """
    core = core_tokenizer(tokenizer) if time_limit is None else None
    if core is not None:
        threads = 1 if processes == 0 or in_worker() else available_threads(processes, "processes")
        return Analysis(tokenizer, packed=packed, core=core, threads=threads)
    if time_limit is not None and not (isinstance(time_limit, (int, float)) and time_limit > 0):
        raise ValueError(f"time_limit={time_limit!r}: must be a number of seconds above 0")
    if time_limit is not None and (processes == 0 or in_worker()):
        raise ValueError(
            "time_limit needs processes of the tokenizer's own, which can be ended: processes=1 or"
            " more, in a process that may start others"
        )
    limit = tokenizer.limit() if time_limit is None else time_limit
    several = choose_processes(tokenizer, processes, limited=limit is not None)
    return Analysis(
        tokenizer,
        on_error=on_error,
        processes=several,
        time_limit=limit if several and limit != math.inf else None,
        packed=packed,
        at_once=processes is None and several == 0 and tokenizer.threaded() and not in_worker(),
    )


def choose_processes(tokenizer: TokenizerLike, wanted: int | None, limited: bool = False) -> int:
    """In how many processes to run a tokenizer; 0 (this process) for tokenizers that have
    threads of their own, and for those that cannot be pickled.

    ``limited``, where lines have a time limit, makes one process one of its own.

    Raises:
        ValueError: several processes were wanted, but the tokenizer cannot be pickled.
    """
    here = as_tokenizer(tokenizer).threaded()
    if wanted == 0 or (wanted is None and not limited and here):
        return 0
    if in_worker():  # processes of a pool, of a data loader
        if wanted in (None, 1):
            return 0
        raise ValueError(
            f"processes={wanted}: this process was started by another as its worker and cannot"
            " start any: processes=0"
        )
    try:
        ForkingPickler.dumps(tokenizer)
    except Exception as error:
        if not limited and (wanted is None or wanted == 1):
            return 0
        asked = "time_limit" if limited else f"processes={wanted}"
        raise ValueError(
            f"{asked}: this tokenizer cannot be sent to other processes ({error}); use processes=0"
        ) from error
    processes = available_threads(wanted, "processes")
    return 0 if processes == 1 and not limited else processes


def tokenize_chunks(
    chunks: Iterable[Chunk], analysis: Analysis
) -> Generator[TokenizedChunk, None, None]:
    """Tokenizes chunks of lines; no more than a few chunks are read ahead of the result.

    Raises:
        RuntimeError: a process of the tokenizer died where no line can be blamed, or the tokenizer
            could not be loaded.
    """
    if analysis.processes == 0 or not _may_share_memory(analysis.processes):
        return (tokenize_chunk(chunk, analysis) for chunk in chunks)
    return _in_processes(chunks, analysis)


def _may_share_memory(processes: int) -> bool:
    """Whether processes can be watched, which takes memory that they share; else warns."""
    try:
        Watch(multiprocessing.get_context("spawn"))
    except OSError as error:
        warn(
            f"the tokenizer runs in this process instead of {processes} others, and no line has a"
            f" time limit: they cannot share memory ({error}); is /dev/shm there, and may it be"
            " written to?"
        )
        return False
    return True


@dataclass
class _Task:
    """A chunk on its way through a process, and the lines of it that never came back."""

    number: int
    chunk: Chunk
    lost: dict[int, Lost] = field(default_factory=dict)


def _in_processes(
    chunks: Iterable[Chunk], analysis: Analysis
) -> Generator[TokenizedChunk, None, None]:
    with _crew(analysis) as crew:
        source = enumerate(chunks)
        finished: dict[int, TokenizedChunk] = {}
        following, exhausted = 0, False
        while True:
            while crew.idle and not exhausted and len(finished) <= 4 * analysis.processes:
                item = next(source, None)
                if item is None:
                    exhausted = True
                else:
                    crew.give(_Task(*item))
            if not crew.working:
                return
            finished.update(crew.results())
            while following in finished:
                yield finished.pop(following)
                following += 1


class _Crew:
    """Workers, those that are idle and those that have a task; one that hangs or dies is
    replaced."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.idle: list[Worker] = []
        self.working: dict[Any, tuple[Worker, _Task]] = {}
        self._deaths = 0

    def hire(self) -> None:
        """One more idle worker."""
        self.idle.append(
            Worker(_serve, self.analysis, fresh=not self.analysis.tokenizer.forkable())
        )

    def give(self, task: _Task) -> None:
        """A task for an idle worker."""
        worker = self.idle.pop()
        self.working[worker.connection] = (worker, task)
        try:
            worker.connection.send((task.chunk, task.lost))
        except (BrokenPipeError, ConnectionResetError):
            raise RuntimeError(f"{DIED}{guard_hint()}; {_SHOW}") from None

    def results(self) -> Iterator[tuple[int, TokenizedChunk]]:
        """Waits for results, and for a while only; looks after the workers too."""
        limit = self.analysis.time_limit
        for connection in wait(list(self.working), None if limit is None else min(0.25, limit / 4)):
            worker, task = self.working.pop(connection)
            try:
                result: Any = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                yield from self._replace(worker, task, RuntimeError(f"{DIED} on it"))
                continue
            if isinstance(result, _Unloadable):
                raise RuntimeError(
                    f"the tokenizer could not be loaded: {result.error}"
                ) from result.error
            self._deaths = 0
            self.idle.append(worker)
            yield task.number, result
        for connection, (worker, task) in list(self.working.items()):
            if limit is not None and worker.watch.seconds() > (
                LOADING_LIMIT if worker.watch.line == LOADING else limit
            ):
                if connection.poll():  # it has just finished
                    continue
                del self.working[connection]
                yield from self._replace(
                    worker, task, TimeoutError(f"it took longer than time_limit={limit:g} s")
                )

    def _replace(
        self, worker: Worker, task: _Task, error: Exception
    ) -> Iterator[tuple[int, TokenizedChunk]]:
        """Another worker goes on behind the line on which this one hung or died; where errors are
        raised the chunk ends with it."""
        line = worker.watch.line
        worker.stop()
        if line < 0 or line in task.lost:
            doing = f"while it loaded{guard_hint()}" if line == LOADING else "between lines"
            raise RuntimeError(
                f"{DIED} {doing}; {_SHOW}"
                if isinstance(error, RuntimeError)
                else f"the tokenizer hung {doing}"
            )
        timed_out = isinstance(error, TimeoutError)
        self._deaths = 0 if timed_out or line - 1 not in task.lost else self._deaths + 1
        if self._deaths >= _MOST_DEATHS:
            raise RuntimeError(f"{DIED} on each of {_MOST_DEATHS} lines in a row; {_SHOW}")
        self.hire()
        if self.analysis.on_error == "raise":
            yield (
                task.number,
                TokenizedChunk(lines=line + 1, failed=1, timed_out=int(timed_out), error=error),
            )
            return
        task.lost[line] = Lost(error, timed_out)
        self.give(task)


@contextmanager
def _crew(analysis: Analysis) -> Iterator[_Crew]:
    """As many workers as wanted, which are gone when the block ends, however it ends."""
    crew = _Crew(analysis)
    parent = os.getpid()
    try:
        for _ in range(analysis.processes):
            crew.hire()
        yield crew
    finally:
        if os.getpid() == parent:
            for worker in (*crew.idle, *(worker for worker, _ in crew.working.values())):
                worker.stop()


@dataclass(frozen=True)
class _Unloadable:
    """What a worker answers that cannot load its tokenizer."""

    error: Exception


def _serve(connection: Connection, watch: Watch, analysis: Analysis) -> None:
    """A worker of the crew: chunk in, tokens out, until the other end closes."""
    broken: _Unloadable | None = None
    try:
        analysis.tokenizer.load()
    except Exception as error:
        broken = _Unloadable(RuntimeError(f"{type(error).__name__}: {error}"))
    watch.begin(IDLE)
    while True:
        chunk, lost = connection.recv()
        result = broken or sendable(tokenize_chunk(chunk, analysis, lost, watch.begin))
        watch.begin(IDLE)
        connection.send(result)
