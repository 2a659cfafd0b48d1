"""Running tokenizers in other processes: order, failures, processes that hang or die, Ctrl-C."""

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

from malvec.corpus import Corpus
from malvec.tokenizers import Kiwi, Mecab, Tokenizer, Whitespace, batch
from malvec.tokenizers.running.processes import choose_processes


def lines_of(count: int) -> list[str]:
    return [f"말 벡터 line {i} word{i % 97} {'x' * (i % 50)}" for i in range(count)]


def split_upper(text: str) -> list[str]:
    return text.upper().split()


def fail_on_bad(text: str) -> list[str]:
    if "bad" in text:
        raise LookupError("cannot read " + text)
    return text.split()


def die(text: str) -> list[str]:
    os._exit(3)


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
        Corpus.from_texts(["a b"], tokenizer=return_text, processes=processes)  # type: ignore[arg-type]


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
        (Whitespace(), None, 0),
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


def is_running(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # dead, but its new parent has not looked


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


def misbehave(text: str) -> list[str]:
    if "hang" in text:
        time.sleep(60)
    if "die" in text:
        os._exit(3)
    return fail_on_bad(text)


def test_lines_that_hang_or_kill_are_counted_and_the_rest_is_there() -> None:
    lines = lines_of(3000)
    lines[7], lines[8], lines[2000], lines[2500] = "hang here", "die here", "hang again", "bad"
    corpus = Corpus.from_texts(
        lines, tokenizer=misbehave, processes=2, on_error="passthrough", time_limit=0.3, min_count=1
    )
    report = corpus.report
    assert (report.lines, report.failed_lines, report.timed_out_lines) == (3000, 4, 2)
    assert [line for line, _ in report.failures] == [8, 9, 2001, 2501]
    assert "time_limit=0.3" in report.failures[0][1]
    assert "died" in report.failures[1][1]
    assert "LookupError: cannot read bad" in report.failures[3][1]
    assert type(report).from_json(report.to_json()) == report
    assert (
        "4 lines on which the tokenizer failed, 2 of them over the time limit; the first is line 8"
        in str(report)
    )
    assert list(corpus) == list(
        Corpus.from_texts(lines, tokenizer=str.split, processes=0, min_count=1)
    )
    assert not multiprocessing.active_children()


def test_one_process_is_enough_for_a_time_limit() -> None:
    result = batch(
        misbehave, ["a b", "hang", "c", "", "bad"], processes=1, on_error="skip", time_limit=0.3
    )
    assert result == [["a", "b"], [], ["c"], [], []]
    assert (result.failed, result.timed_out) == (2, 1)
    assert [number for number, _ in result.failures] == [1, 4]


def test_a_line_that_hangs_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"line 2: TimeoutError: .*time_limit=0.3"):
        Corpus.from_texts(["a b", "hang", "c"], tokenizer=misbehave, processes=2, time_limit=0.3)
    with pytest.raises(RuntimeError, match=r"failed on text 1: RuntimeError: .*died"):
        batch(misbehave, ["a b", "die", "c"], processes=2)


def test_a_tokenizer_that_dies_of_everything_is_given_up() -> None:
    with pytest.raises(RuntimeError, match="died on each of 10 lines in a row"):
        batch(die, lines_of(30), processes=2, on_error="skip")


class Unloadable(Tokenizer):
    def load(self) -> None:
        raise LookupError("no dictionary")

    def __call__(self, text: str) -> list[str]:
        return text.split()


class SlowToLoad(Unloadable):
    def load(self) -> None:
        time.sleep(0.6)


def test_loading_is_apart_from_the_time_limit() -> None:
    with pytest.raises(RuntimeError, match="could not be loaded: LookupError: no dictionary"):
        batch(Unloadable(), ["a b"], processes=2, on_error="skip")
    assert batch(SlowToLoad(), ["a b"], processes=1, time_limit=0.3) == [["a", "b"]]


def test_bad_knobs_of_a_batch() -> None:
    with pytest.raises(ValueError, match="time_limit needs processes"):
        batch(str.split, ["a"], processes=0, time_limit=1)
    for limit in (0, -1, "1"):
        with pytest.raises(ValueError, match="time_limit"):
            batch(str.split, ["a"], time_limit=limit)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="time_limit: this tokenizer cannot be sent"):
        batch(lambda text: [text], ["a"], time_limit=1)
    with pytest.raises(ValueError, match="on_error"):
        batch(str.split, ["a"], on_error="ignore")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not one str"):
        batch(str.split, "a b")
    with pytest.raises(TypeError, match="texts must be str"):
        batch(str.split, ["a", 3])  # type: ignore[list-item]


@pytest.mark.parametrize("processes", [0, 2])
def test_a_batch_keeps_the_order(processes: int) -> None:
    lines = [*lines_of(5000), "", "a\nb"]
    assert batch(str.split, iter(lines), processes) == [line.split() for line in lines]
