"""Tokenizers: what they make of ordinary and of messy text, and running them in other processes."""

from __future__ import annotations

import functools
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malvec import tokenizers
from malvec.corpus import Corpus
from malvec.tokenizers import Characters, Kiwi, Mecab, Tokenizer, Whitespace
from malvec.tokenizers.processes import choose_processes

MESSY = [
    "",
    " ",
    "\t\n",
    "즤",
    "ㅋㅋㄱㅋㄷ",
    "😀👨‍👩‍👧",
    "희망 \0 널",
    "a\0b 뒤 도 있다",
    "\udcff\udc80 깨진 바이트",
    "\ud800",
    "한글".encode().decode("latin-1"),
]
MESSY += ["가" * 5000, "ᄒ\u1161\u11ab", "\u3000", "\u200b"]


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


@given(st.text())
def test_the_core_splits_as_the_callables_do(text: str) -> None:
    text = text.replace("\n", " ")
    for tokenizer in (Whitespace(), Characters()):
        tokens = tokenizer(text)
        if tokens:
            assert Corpus.from_texts([text], tokenizer=tokenizer, min_count=1, threads=1).sentence(0) == tokens


@pytest.mark.parametrize("name", sorted(tokenizers.BY_NAME.keys() - {"l-tokenizer", "max-score"}))  # these two need scores
def test_tokenizers_are_values(name: str) -> None:
    tokenizer = tokenizers.by_name(name)
    assert tokenizer == tokenizers.by_name(name)
    assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer
    assert len({tokenizer, tokenizers.by_name(name)}) == 1
    assert tokenizers.from_description(tokenizers.describe(tokenizer)) == tokenizer


def test_settings_are_described() -> None:
    assert tokenizers.describe(Kiwi(user_words=("말벡",))) == {"name": "kiwi", "user_words": ["말벡"]}
    assert tokenizers.from_description({"name": "kiwi", "user_words": ["말벡"]}) == Kiwi(("말벡",)) != Kiwi()
    assert tokenizers.describe(None) == tokenizers.describe(Whitespace()) == {"name": "whitespace"}
    assert tokenizers.describe(str.split) == {"name": "custom", "callable": "builtins.str.split"}
    assert tokenizers.describe(functools.partial(str.split, sep=" "))["callable"] == "functools.partial"
    assert tokenizers.describe(split_upper) == {"name": "custom", "callable": f"{__name__}.split_upper"}
    with pytest.raises(ValueError, match="split_upper"):
        tokenizers.from_description(tokenizers.describe(split_upper))
    with pytest.raises(ValueError, match="mecab, kiwi"):
        tokenizers.by_name("komoran")
    with pytest.raises(TypeError, match="tuple of str"):
        Kiwi(user_words="말벡")  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "module"), [("mecab", "mecab"), ("kiwi", "kiwipiepy")])
def test_a_missing_analyser_says_what_to_install(monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None)
    with pytest.raises(ImportError, match=r"pip install 'malvec\[ko\]'"):
        Corpus.from_texts(["희망"], tokenizer=tokenizers.by_name(name))


@pytest.mark.parametrize(("name", "module"), [("mecab", "mecab"), ("kiwi", "kiwipiepy")])
def test_messy_text_does_no_harm(name: str, module: str) -> None:
    pytest.importorskip(module)
    tokenizer = tokenizers.by_name(name)
    for text in MESSY:
        tokens = tokenizer(text)
        assert all(isinstance(token, str) and token for token in tokens)
    assert {"희망", "\0", "나무"} <= set(tokenizer("희망 \0 나무"))
    assert {"\udcff\udc80", "바이트"} <= set(tokenizer("\udcff\udc80 깨진 바이트"))
    corpus = Corpus.from_texts(MESSY, tokenizer=tokenizer, min_count=1, processes=0)
    assert corpus.report.failed_lines == 0
    assert corpus.tokenizer == tokenizers.describe(tokenizer)


def test_user_words_apply() -> None:
    pytest.importorskip("kiwipiepy")
    assert "말벡터기" in Kiwi(user_words=("말벡터기",))("말벡터기는 빠르다")


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
    skipped = Corpus.from_texts(lines, tokenizer=fail_on_bad, processes=processes, on_error="skip", min_count=1)
    passed = Corpus.from_texts(lines, tokenizer=fail_on_bad, processes=processes, on_error="passthrough", min_count=1)
    assert (skipped.report.failed_lines, passed.report.failed_lines) == (1, 1)
    assert "bad" not in skipped.vocab
    assert passed.sentence(1234) == ["a", "bad", "line"]
    assert "1 lines on which the tokenizer failed" in str(passed.report)


@pytest.mark.parametrize("processes", [0, 2])
def test_empty_tokens_are_counted(processes: int) -> None:
    report = Corpus.from_texts(["a  b", " c"], tokenizer=with_empty_tokens, processes=processes, min_count=1).report
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
    cases: list[tuple[Tokenizer, int | None, int]] = [(Mecab(), None, several), (Kiwi(), 3, 3), (split_upper, None, several)]
    cases += [(split_upper, 0, 0), (split_upper, 1, 0), (Whitespace(), None, 0), (local, None, 0), (local, 1, 0)]
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
    done = subprocess.run([sys.executable, "-W", "error", str(script)], capture_output=True, text=True, timeout=60, check=True)
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
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
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
    with subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
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
