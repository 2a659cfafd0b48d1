"""Columns on a terminal: wide characters, and what a pipe gets instead."""

import io
import json
import sys
import unicodedata

import pytest

from malvec.cli.query import lines
from malvec.cli.table import Table, aligned, display_width, emit, emit_json, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("word", 4),
        ("희망", 4),
        ("희망 a", 6),
        (unicodedata.normalize("NFD", "희망"), 4),
        ("é", 1),
        ("漢字", 4),
        ("ＡＢ", 4),
        ("ｱ", 1),
    ],
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_columns_stand_below_each_other() -> None:
    lines = aligned([("word", "cosine"), ("희망", 0.5), ("a", 0.25)])
    assert lines == ["word  cosine", "희망  0.5000", "a     0.2500"]
    assert len({display_width(line) for line in lines}) == 1


def test_numbers_stand_to_the_right() -> None:
    assert aligned([(1, "a"), (1000, "b")]) == ["   1  a", "1000  b"]


def test_rows_of_different_length() -> None:
    assert aligned([("a", "b", "c"), ("dd",)]) == ["a   b  c", "dd"]
    assert aligned([]) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "expected"),
    [(Terminal(), "word  x\n영화  0.5000\n"), (io.StringIO(), "영화\t0.5000\n")],
)
def test_a_pipe_gets_tabs(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, expected: str
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    emit([("영화", 0.5)], header=("word", "x"))
    assert stream.getvalue() == expected


def test_json_keeps_korean_readable(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"word": "영화"})
    out = capsys.readouterr().out
    assert "영화" in out
    assert json.loads(out) == {"word": "영화"}


def test_what_json_cannot_hold_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"low": float("nan"), "rows": [(1.5, float("inf"))]})
    assert capsys.readouterr().out == '{"low": null, "rows": [[1.5, null]]}\n'


def test_a_table_has_one_header_and_keeps_its_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    table = Table(("word", "x"))
    table.emit([("a long word", 0.5)])
    table.emit([("b", 0.25)])
    assert sys.stdout.getvalue() == "word         x\na long word  0.5000\nb            0.2500\n"


def test_long_texts_are_broken_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert wrapped("희망 " * 9 + "end", 15) == ["희망 " * 9 + "end"]
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert wrapped("희망 " * 9 + "end", 15) == [
        "희망 희망 희망 희망 희망",
        "희망 희망 희망 희망 end",
    ]
    assert wrapped("x" * 99, 15) == ["x" * 99]


def test_who_types_questions_is_told_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = Terminal("영화\n\n")
    monkeypatch.setattr(sys, "stdin", typed)
    assert list(lines("one word per line")) == ["영화"]
    assert capsys.readouterr().err == "malvec: one word per line, Ctrl-D ends\n"
