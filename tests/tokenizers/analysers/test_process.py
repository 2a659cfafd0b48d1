"""An analyser in a process of its own."""

from __future__ import annotations

import os
import threading
import time

import pytest

from malvec.tokenizers.analysers.process import AnalyserProcess


def answer_slowly(text: str) -> list[tuple[str, str]]:
    if text == "hang":
        time.sleep(60)
    if text == "die":
        os._exit(1)
    if text == "bad":
        raise LookupError("cannot read it")
    return [(text, str(os.getpid()))]


def start() -> object:
    return answer_slowly


def refuse() -> object:
    raise LookupError("no dictionary")


def test_a_resident_that_hangs_or_dies_is_replaced() -> None:
    resident = AnalyserProcess(start, 0.3, fresh=False)  # type: ignore[arg-type]
    ((_, first),) = resident.ask("one")
    assert resident.ask("two")[0][1] == first != str(os.getpid())
    with pytest.raises(RuntimeError, match="LookupError: cannot read it"):
        resident.ask("bad")
    assert resident.ask("three")[0][1] == first
    for text, error in (("hang", TimeoutError), ("die", RuntimeError)):
        with pytest.raises(error):
            resident.ask(text)
        ((_, now),) = resident.ask("after")
        assert now != first
        first = now
    with pytest.raises(RuntimeError, match="could not be loaded: LookupError: no dictionary"):
        AnalyserProcess(refuse, 1, fresh=False).ask("one")  # type: ignore[arg-type]


def test_a_resident_answers_threads_one_by_one() -> None:
    resident = AnalyserProcess(start, 5, fresh=False)  # type: ignore[arg-type]
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda i=i: answers.append(resident.ask(str(i))[0][0]))
        for i in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=int) == [str(i) for i in range(20)]
