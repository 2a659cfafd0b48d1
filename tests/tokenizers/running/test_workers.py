"""Lines that hang or kill, and tokenizers that load slowly or not at all."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest
from made.callables import die, fail_on_bad, lines_of

from malvec.corpus import Corpus
from malvec.tokenizers import Tokenizer, batch


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
