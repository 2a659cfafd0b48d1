"""An analyser that lives in a process of its own and answers one text at a time: what hangs or
crashes there can be ended."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any

from malvec.tokenizers.running.workers import DIED, LOADING_LIMIT, Worker, guard_hint

__all__ = ["AnalyserProcess", "analyser_process"]

Answer = list[tuple[str, str]]
_A_YEAR = 3.2e7  # seconds; infinity, and what the system cannot count to, are no more than that


class AnalyserProcess:
    """Asks ``start()(text)`` in another process, which is started at once, and again after it hung
    or died."""

    def __init__(
        self, start: Callable[[], Callable[[str], Answer]], time_limit: float, fresh: bool = True
    ) -> None:
        self._start, self._time_limit, self._fresh = start, time_limit, fresh
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._end: Callable[[], Any] = lambda: None

    def ask(self, text: str) -> Answer:
        """The answer.

        Raises:
            TimeoutError: it did not come within the time limit.
            RuntimeError: the process failed on the text, or died.
        """
        with self._lock:
            worker = self._ready()
            try:
                worker.connection.send(text)
                return self._receive(worker, self._time_limit)
            except (TimeoutError, EOFError, OSError, KeyboardInterrupt) as error:
                self.stop()
                if isinstance(error, (TimeoutError, KeyboardInterrupt)):
                    raise
                raise RuntimeError(f"{DIED} on {text!r:.60}") from None

    def _ready(self) -> Worker:
        if self._worker is None:
            worker = self._worker = Worker(_serve, self._start, fresh=self._fresh, watched=False)
            self._end = weakref.finalize(self, worker.stop)
            try:
                self._receive(worker, LOADING_LIMIT)
            except BaseException as error:
                self.stop()
                if isinstance(error, EOFError):
                    raise RuntimeError(f"{DIED} while it loaded{guard_hint()}") from None
                raise
        return self._worker

    def _receive(self, worker: Worker, seconds: float) -> Answer:
        if not worker.connection.poll(min(seconds, _A_YEAR)):
            raise TimeoutError(f"it took longer than time_limit={seconds:g} s")
        failed, answer = worker.connection.recv()
        if failed:
            raise RuntimeError(answer)
        return answer  # type: ignore[no-any-return]

    def stop(self) -> None:
        """Ends the process; the next text starts another."""
        self._worker = None
        self._end()


@lru_cache(maxsize=4)
def analyser_process(start: Any, time_limit: float, process: int) -> AnalyserProcess:
    """The process that answers for these options, started once per process of ours."""
    return AnalyserProcess(start, time_limit)


def _serve(connection: Connection, start: Callable[[], Callable[[str], Answer]]) -> None:
    try:
        answer = start()
        connection.send((False, []))
    except Exception as error:
        connection.send(
            (True, f"the tokenizer could not be loaded: {type(error).__name__}: {error}")
        )
        return
    while True:
        text = connection.recv()
        try:
            reply: tuple[bool, Any] = (False, answer(text))
        except Exception as error:
            reply = (True, f"{type(error).__name__}: {error}")
        connection.send(reply)
