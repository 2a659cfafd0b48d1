"""How far a job is: bars on terminals, lines in logs, nothing where nobody asked."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import malvec as mv
from malvec.runtime import progress
from malvec.runtime.progress import note, progress_bar, silent
from malvec.text.duplicates import near_duplicates


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that goes on by three seconds whenever it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 3
        return self.now


def run(show: bool | None, **more: int) -> None:
    with progress_bar(4000, "reading", "B", show, **more) as advance:
        for done in range(1000, 4001, 1000):
            advance(done, loss="0.5")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    run(True)
    assert "reading: 100%" in stream.getvalue()
    assert "loss=0.5" in stream.getvalue()


def test_a_bar_fits_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar(10**9, "Skipgram", " tokens", True) as advance:
        advance(10**9 // 3, epoch="3/5", loss="0.1234")
    shown = [line for line in stream.getvalue().split("\r") if "loss" in line]
    assert shown
    assert all(len(line) <= 80 and "loss=0.1234" in line for line in shown)


def test_what_is_over_soon_draws_no_bar_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    run(None)
    assert stream.getvalue().strip() == ""


def test_lines_come_where_there_is_no_terminal(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    run(True)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2, "one after two seconds, none within ten more, one at the end"
    assert lines[0].startswith("reading: 25% of 4.00kB, ")
    assert "loss=0.5" in lines[0]
    assert lines[1].endswith("done")
    assert "\r" not in "".join(lines)


def test_the_last_line_comes_once(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, "malvec"),
        progress_bar(9, "reading", "B", None) as advance,
    ):
        advance(9)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].endswith("done")


@pytest.mark.parametrize("show", [None, False])
def test_nothing_is_said_by_itself_into_a_file(
    show: bool | None, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    run(show)
    note("going on", show)
    assert capsys.readouterr().err == ""


def test_the_logger_gets_lines(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="malvec"):
        run(None)
        note("going on", None)
    assert len(caplog.messages) == 3
    assert caplog.messages[-1] == "going on"


def test_what_was_done_before_is_no_speed(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(4000, "reading", "B", True, begin=3000) as advance:
        advance(3000)
    assert "0.00B/s" in capsys.readouterr().err


def test_closed_stderr_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    run(True)
    run(None)


@pytest.mark.parametrize("wrong", [1, "auto"])
def test_other_values_are_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"progress=.*must be True, False or None"):
        mv.Corpus.from_texts(["a"], min_count=1, progress=wrong)  # type: ignore[arg-type]


def test_a_run_says_from_where_it_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    corpus = mv.Corpus.from_tokens([["a", "b", "c"]] * 50, min_count=1)
    recipe = mv.Skipgram(dim=4, epochs=3, sample=0, threads=1)
    recipe.fit(corpus, checkpoint=tmp_path, callback=lambda event: event.epoch < 2)
    with caplog.at_level(logging.INFO, logger="malvec"):
        recipe.fit(corpus, checkpoint=tmp_path)
    assert any(message.startswith(f"going on from {tmp_path}: ") for message in caplog.messages)


def corpus() -> mv.Corpus:
    return mv.Corpus.from_tokens([["a", "b", "c", "d"]] * 50, min_count=1)


def word_vectors() -> mv.WordVectors:
    rows = np.random.default_rng(1).normal(size=(300, 4)).astype(np.float32)
    return mv.WordVectors(mv.Vocab.from_words([f"w{i}" for i in range(300)]), rows)


LONG_CALLS: dict[str, Callable[[bool], object]] = {
    "comparing": lambda show: near_duplicates(["a text", "another"], progress=show),
    "counting pairs": lambda show: mv.corpus.find_phrases(corpus(), progress=show),
    "merging phrases": lambda show: mv.corpus.merge_phrases(corpus(), progress=show),
    "compressing": lambda show: mv.vectors.compress(word_vectors(), progress=show),
    "writing": lambda show: mv.io.save_projector(word_vectors(), "projector", progress=show),
    "writing ": lambda show: mv.io.save_word2vec(word_vectors(), "v.txt", progress=show),
    "reading": lambda show: (
        mv.io.save_word2vec(word_vectors(), "v.txt", progress=False),
        mv.io.load_word2vec("v.txt", progress=show),
    ),
    "reading ": lambda show: (
        mv.io.save_fasttext(word_vectors(), "v.bin", progress=False),
        mv.io.load_fasttext("v.bin", progress=show),
    ),
    "writing  ": lambda show: mv.io.save_fasttext(word_vectors(), "v.bin", progress=show),
    "inferring": lambda show: (
        mv.Doc2Vec(dim=4, epochs=1, sample=0).fit(corpus()).infer([["a"]], progress=show)
    ),
    "scoring": lambda show: (
        mv.Nplm(dim=4, epochs=1).fit(corpus()).perplexity(corpus(), progress=show)
    ),
}


@pytest.mark.parametrize("what", LONG_CALLS)
def test_a_long_call_tells_how_far_it_is(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    LONG_CALLS[what](False)
    assert capsys.readouterr().err == ""
    LONG_CALLS[what](True)
    assert f"{what.strip()}: " in capsys.readouterr().err


def test_many_texts_tell_how_many_are_read(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, clock: Clock
) -> None:
    vectors = mv.Skipgram(dim=4, epochs=1, sample=0).fit(
        mv.Corpus.from_texts(["좋은 영화"] * 20, min_count=1)
    )
    encoder = mv.Mean().fit(vectors)
    with caplog.at_level(logging.INFO, logger="malvec"):
        encoder.encode(["좋은 영화"] * 30_000)
        encoder.encode(["좋은 영화"] * 30_000, progress=False)
        mv.Sif().fit(vectors, ["좋은 영화", "영화"] * 15_000, progress=None)
    ends = [message for message in caplog.messages if message.endswith("done")]
    assert len(ends) == 2
    assert [message.partition(":")[0] for message in ends] == ["encoding", "fitting"]
    assert all("30.0k texts" in message for message in ends)


def test_who_asks_for_silence_gets_it(caplog: pytest.LogCaptureFixture, clock: Clock) -> None:
    with caplog.at_level(logging.INFO, logger="malvec"):
        with silent():
            run(None)
        assert caplog.messages == []
        run(None)
    assert caplog.messages


def test_a_job_that_was_broken_off_is_not_called_done(capsys: pytest.CaptureFixture[str]) -> None:
    for done, end in ((3, "ended"), (9, "done")):
        with progress_bar(9, "counting", " words", True) as advance:
            advance(done)
        assert capsys.readouterr().err.endswith(f", {end}\n")
