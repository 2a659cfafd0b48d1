"""Every command of the benchmarks starts, and the commands that results name are real."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import re
import runpy
import shlex
import sys
from pathlib import Path
from unittest import mock

import pytest

from benchmarks import table
from benchmarks.result_form import faults, read

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
AGAINST = [f"against.{path.parent.name}" for path in BENCHMARKS.glob("against/*/__main__.py")]
OWN = [
    f"own.{path.stem}"
    for path in BENCHMARKS.glob("own/*.py")
    if "new_parser(" in path.read_text("utf-8")
]
NEEDS = {"against.doc2vec": "sklearn", "against.units": "tokenizers"}


def run(name: str, *arguments: str) -> str:
    """What a command prints."""
    pytest.importorskip(NEEDS.get(name, "numpy"))
    printed, ended = io.StringIO(), None
    with mock.patch.object(sys, "argv", [name, *arguments]), contextlib.redirect_stdout(printed):
        try:
            runpy.run_module(f"benchmarks.{name}", run_name="__main__")
        except SystemExit as end:
            ended = end.code
    assert not ended, printed.getvalue()
    return printed.getvalue()


@functools.lru_cache
def help_of(name: str) -> str:
    return run(name, "--help")


@pytest.mark.parametrize("name", sorted([*AGAINST, *OWN]))
def test_help(name: str) -> None:
    told = help_of(name)
    assert told.startswith(f"usage: python -m benchmarks.{name} ")
    assert "--rounds" in told


def test_the_table_only_checks_where_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"{table.BEGIN}\n{table.END}\n", "utf-8")
    monkeypatch.setattr(table, "README", readme)
    monkeypatch.setattr(table, "PAGE", tmp_path / "docs" / "results.md")
    for option, code in (("--check", 1), ("", 0), ("--check", 0)):
        monkeypatch.setattr(sys, "argv", ["table", *filter(None, [option])])
        assert table.main() == code
        assert (tmp_path / "docs").exists() == (option != "--check" or code == 0)
    assert "not up to date: README.md, results.md" in capsys.readouterr().out


def test_every_subject_is_complete() -> None:
    subjects = [
        path for path in (BENCHMARKS / "against").iterdir() if (path / "compare.py").exists()
    ]
    assert sorted(f"against.{path.name}" for path in subjects) == sorted(AGAINST)
    assert len(AGAINST) >= 16


@pytest.mark.parametrize("stem", sorted(read()))
def test_a_result_names_a_real_command(stem: str) -> None:
    found = read()[stem]
    options = re.findall(r"--[a-z][a-z-]*", help_of(found["benchmark"]))
    named = [word for word in shlex.split(found["command"]) if word.startswith("--")]
    assert set(named) <= set(options)


def test_a_benchmark_writes_the_form(tmp_path: Path) -> None:
    out = tmp_path / "sentences.json"
    few = ("--sentences", "300", "--words", "200", "--dim", "8", "--rounds", "1")
    printed = run("against.sentences", *few, "--out", str(out))
    assert "malvec, sif, 2 threads" in printed
    found = json.loads(out.read_text("utf-8"))
    assert faults(found) == []
    assert found["command"] == (
        "python -m benchmarks.against.sentences --rounds 1 --sentences 300 --length 10 --words 200"
        " --dim 8"
    )
