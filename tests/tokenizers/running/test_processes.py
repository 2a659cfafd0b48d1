"""Running tokenizers in other processes: order, failures, processes that die, Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from made.callables import die, fail_on_bad, lines_of, split_upper
from processes import is_running

from malvec.corpus import Corpus
from malvec.tokenizers import Kiwi, Mecab, Tokenizer
from malvec.tokenizers.running.processes import choose_processes


def return_text(text: str) -> str:
    return text


def with_empty_tokens(text: str) -> list[str]:
    return text.split(" ")


class UnpicklableError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def fail_unpicklably(text: str) -> list[str]:
    raise UnpicklableError("one", "two")


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_processes_change_nothing(tmp_path: Path, processes: int) -> None:
    lines = lines_of(20_000)
    path = tmp_path / "text.txt"
    path.write_text("\r\n".join(lines))
    expected = Corpus.from_tokens([split_upper(line) for line in lines], min_count=2)
    corpora = [
        Corpus.from_texts(lines, tokenizer=split_upper, min_count=2, processes=processes),
        Corpus.from_files(path, tokenizer=split_upper, min_count=2, processes=processes),
    ]
    for corpus in corpora:
        assert corpus.ids.tolist() == expected.ids.tolist()
        assert corpus.offsets.tolist() == expected.offsets.tolist()
        assert list(corpus.vocab) == list(expected.vocab)
        assert corpus.report.processes == (processes if processes > 1 else 0)
    assert corpora[1].report.bytes == path.stat().st_size


@pytest.mark.parametrize("processes", [0, 2])
def test_failures_are_isolated_and_counted(processes: int) -> None:
    lines = lines_of(3000)
    lines[1234] = "a bad line"
    with pytest.raises(RuntimeError, match=r"line 1,235: LookupError: .*cannot read a bad line"):
        Corpus.from_texts(lines, tokenizer=fail_on_bad, processes=processes)
    skipped = Corpus.from_texts(
        lines, tokenizer=fail_on_bad, processes=processes, on_error="skip", min_count=1
    )
    passed = Corpus.from_texts(
        lines, tokenizer=fail_on_bad, processes=processes, on_error="passthrough", min_count=1
    )
    assert (skipped.report.failed_lines, passed.report.failed_lines) == (1, 1)
    assert "bad" not in skipped.vocab
    assert passed.sentence(1234) == ["a", "bad", "line"]
    assert "1 lines on which the tokenizer failed" in str(passed.report)


@pytest.mark.parametrize("processes", [0, 2])
def test_empty_tokens_are_counted(processes: int) -> None:
    report = Corpus.from_texts(
        ["a  b", " c"], tokenizer=with_empty_tokens, processes=processes, min_count=1
    ).report
    assert (report.tokens, report.kept, report.dropped_empty) == (5, 3, 2)


@pytest.mark.parametrize("processes", [0, 2])
def test_what_is_not_a_list_of_str_is_told(processes: int) -> None:
    with pytest.raises(RuntimeError, match=r"must return a list of str.*'a b'"):
        Corpus.from_texts(["a b"], tokenizer=return_text, processes=processes)


def test_errors_that_cannot_be_pickled_are_told() -> None:
    with pytest.raises(RuntimeError, match="onetwo"):
        Corpus.from_texts(["a"], tokenizer=fail_unpicklably, processes=2)


def test_a_process_that_is_killed_while_idle_is_told() -> None:
    def texts() -> Iterator[str]:
        yield "a b " * 20_000
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        yield "c d " * 20_000

    with pytest.raises(RuntimeError, match=r"died; processes=0"):
        Corpus.from_texts(texts(), tokenizer=split_upper, processes=2)


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(RuntimeError, match="died"):
        Corpus.from_texts(lines_of(100), tokenizer=die, processes=2)


def test_how_many_processes() -> None:
    def local(text: str) -> list[str]:
        return [text]

    cores = len(os.sched_getaffinity(0))
    several = cores if cores > 1 else 0
    cases: list[tuple[Tokenizer, int | None, int]] = [
        (Mecab(), None, several),
        (Kiwi(), 3, 3),
        (split_upper, None, several),
    ]
    cases += [
        (split_upper, 0, 0),
        (split_upper, 1, 0),
        (local, None, 0),
        (local, 1, 0),
    ]
    for tokenizer, wanted, expected in cases:
        assert choose_processes(tokenizer, wanted) == expected
    with pytest.raises(ValueError, match="processes=2"):
        choose_processes(local, 2)
    assert list(Corpus.from_texts(["a b"], tokenizer=local, min_count=1)) == [["a b"]]


SPAWNED = """
import multiprocessing
from malvec.corpus import Corpus
if __name__ == "__main__":
    multiprocessing.set_start_method({method!r})
    corpus = Corpus.from_texts(["a b"] * 5000, tokenizer=str.split, processes=2)
    assert corpus.report.processes == 2 and len(corpus) == 5000
    print(corpus.report.tokens, len(multiprocessing.active_children()))
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_every_way_to_start_processes(tmp_path: Path, method: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(SPAWNED.format(method=method))
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "10000 0\n"


SLOW = """
import os, time
from malvec.corpus import Corpus
def slowly(text):
    time.sleep(0.001)
    return text.split()
def lines():
    for i in range(10**9):
        if i == 3000:
            print("started", flush=True)
        yield f"line {i} " * 20
try:
    Corpus.from_texts(lines(), tokenizer=slowly, processes=2)
except KeyboardInterrupt:
    children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
    print("interrupted", children, flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_ctrl_c_leaves_no_process_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes get it
        started = time.monotonic()
        assert process.stdout.readline() == "interrupted []\n"
        assert time.monotonic() - started < 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_killed_parent_leaves_no_process_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 2
        process.kill()
        process.wait()
        deadline = time.monotonic() + 20
        while any(is_running(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(is_running(child) for child in children)


def job(wanted: int | None) -> tuple[int, str]:
    corpus = Corpus.from_texts(lines_of(9000), tokenizer=split_upper, processes=wanted)
    try:
        choose_processes(split_upper, 2)
    except ValueError as error:
        return len(corpus), str(error)
    return len(corpus), ""


def test_within_a_pool_a_tokenizer_runs_in_its_process() -> None:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for count, said in pool.map(job, [None, 1]):
            assert count == 9000
            assert "started by another as its worker" in said


def test_where_no_memory_can_be_shared_this_process_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(context: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("malvec.tokenizers.running.processes.Watch", refuse)
    with pytest.warns(UserWarning, match=r"in this process instead of 2 others.*Read-only.*shm"):
        corpus = Corpus.from_texts(lines_of(9000), tokenizer=split_upper, processes=2)
    assert len(corpus) == 9000


CRASHING = """
import os
from malvec.tokenizers.running.workers import Worker

def serve(connection, watch, name):
    raise BaseException(f"the end of {name}")

for name in ("one", "two"):
    try:
        raise LookupError("earlier " + name)
    except LookupError:
        worker = Worker(serve, name)
        worker.process.join()
"""


def test_a_process_that_dies_tells_of_itself_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASHING], capture_output=True, text=True, timeout=60, check=True
    )
    assert "the end of one" in done.stderr
    assert "the end of two" in done.stderr
    assert "earlier" not in done.stderr


UNGUARDED = """
import multiprocessing
from malvec.tokenizers import batch
multiprocessing.set_start_method("spawn", force=True)
batch(str.split, ["a b"], 2)
"""


def test_a_script_without_a_main_guard_gets_a_hint(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "needs if __name__ == '__main__': around what it does" in done.stderr
