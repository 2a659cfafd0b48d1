"""The form of results, and what is generated from them."""

from __future__ import annotations

import argparse
import copy
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.arguments import command
from benchmarks.result_form import FOLDER, add_ratios, faults, pick, read, row, row_of_runs, write
from benchmarks.results_page import page
from benchmarks.rounds import in_turn, run_program
from benchmarks.table import written

FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_result_has_the_form(path: Path) -> None:
    found = json.loads(path.read_text("utf-8"))
    assert faults(found) == []
    assert importlib.util.find_spec(f"benchmarks.{found['benchmark']}") is not None
    assert found["command"].startswith(f"python -m benchmarks.{found['benchmark']} ")


def test_there_are_results() -> None:
    assert len(FILES) >= 25


def test_readme_and_docs_are_up_to_date() -> None:
    for path, text in written().items():
        assert path.read_text("utf-8") == text, f"{path.name}: run python -m benchmarks.table"


def test_every_result_is_on_the_page() -> None:
    text = page(read())
    for name, found in read().items():
        assert f"### {found['task']}\n" in text, name
        assert found["command"] in text, name


def change(found: dict[str, Any], *path: Any, to: Any) -> None:
    """Sets a value deep inside; ... takes it away."""
    *parents, last = path
    for key in parents:
        found = found[key]
    if to is ...:
        del found[last]
    else:
        found[last] = to


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("machine",), ..., "no 'machine'"),
        (("speed",), {}, "unknown key 'speed'"),
        (("rounds",), "3", "'rounds' is no int"),
        (("rounds",), True, "'rounds' is no int"),
        (("benchmark",), "als", "none of benchmarks"),
        (("date",), "yesterday", "no ISO date"),
        (("machine",), {}, "no processor"),
        (("rows",), [], "no rows"),
        (("rows", 0, "system"), ..., "row 0: no 'system'"),
        (("rows", 1, "seconds"), 3.0, "row 1: unknown key 'seconds'"),
        (("rows", 1, "speed"), {}, "row 1: no figures"),
        (("rows", 1, "system"), "malvec", "row 1: a second row"),
        (("rows", 0, "speed", "s"), float("nan"), "row 0: speed 's' is nan"),
        (("rows", 0, "speed", "s"), "1", "row 0: speed 's' is '1'"),
        (("rows", 0, "speed", "s"), [1.0, None], "row 0: speed 's' is"),
        (("rows", 0, "runs", 0, "speed", "s"), True, "row 0: speed 's' is True"),
    ],
)
def test_departures_are_told(path: tuple[Any, ...], value: Any, fault: str, tmp_path: Path) -> None:
    good = {
        "benchmark": "against.als",
        "task": "a task",
        "command": "python -m benchmarks.against.als",
        "date": "2026-11-27",
        "machine": {"processor": "P"},
        "versions": {},
        "settings": {},
        "rounds": 1,
        "rows": [
            row_of_runs("malvec", [{"speed": {"s": 1.0}}]),
            row("peer", speed={"s": 2.0}),
        ],
    }
    assert faults(good) == []
    bad = copy.deepcopy(good)
    change(bad, *path, to=value)
    assert any(fault in told for told in faults(bad)), faults(bad)
    write(tmp_path / "good.json", good)
    with pytest.raises(ValueError, match="not a result"):
        write(tmp_path / "bad.json", bad)
    assert [*read(tmp_path)] == ["good"]
    with pytest.raises(ValueError, match="no row of 'nobody'"):
        pick(good, "nobody")


def test_ratios_compare_within_a_case() -> None:
    rows = [
        row("malvec", case="a", speed={"s": 2.0}),
        row("peer", case="a", speed={"s": 6.0}),
        row("peer", case="b", speed={"s": 6.0}),
    ]
    add_ratios(rows, "s", more_is_better=False)
    assert [each.get("ratios") for each in rows] == [None, {"malvec is faster by": 3}, None]


def test_systems_take_turns() -> None:
    order: list[str] = []
    jobs = {name: lambda name=name: order.append(name) for name in "abc"}
    assert set(in_turn(jobs, 3, fewer={"c": 1})) == {"a", "b", "c"}
    assert order == ["a", "b", "c", "b", "a", "a", "b"]
    assert in_turn({"a": lambda number: number}, 2, numbered=True) == {"a": [0, 1]}


def test_a_program_that_fails_is_an_error(tmp_path: Path) -> None:
    script = tmp_path / "run_it.py"
    script.write_text(
        "import json, sys\nprint('noise')\nprint(json.dumps(1 / json.load(sys.stdin)))"
    )
    assert run_program(sys.executable, script, 4) == 0.25
    with pytest.raises(
        RuntimeError, match=r"(?s)run_it\.py ended with 1: .*ZeroDivisionError"
    ) as error:
        run_program(sys.executable, script, 0)
    assert "noise" not in str(error.value)


def test_commands_name_no_folders() -> None:
    wanted = argparse.Namespace(
        benchmark="own.it",
        corpus=Path("/some/where/corpus.txt"),
        peer=["gensim", "word2vec=/some/where/word2vec"],
        out=Path("/x.json"),
        all=True,
        strict=False,
        max_n=None,
    )
    assert command(wanted) == (
        "python -m benchmarks.own.it --corpus corpus.txt --peer gensim word2vec=word2vec --all"
    )
