"""The one form of a result: `row`, `row_of_runs` and `result` make it, `faults` tells departures
from it, `write` and `read` know its files. README.md in this folder describes it."""

from __future__ import annotations

import datetime
import json
import math
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import commit, installed, processor

FOLDER = Path(__file__).parent / "results"
FIGURES = ("speed", "memory", "quality", "ratios")
KINDS = {
    **{"benchmark": str, "task": str, "command": str, "date": str, "rounds": int},
    **{"machine": dict, "versions": dict, "settings": dict, "rows": list},
}
OPTIONAL = {"commit": str, "checks": dict, "note": str}
KINDS_OF_ROW = {"system": str}
OPTIONAL_OF_ROW = {"case": str, "rounds": int, "settings": dict, "note": str, "runs": list}

Figure = float | Sequence[float]
Figures = Mapping[str, Figure]
Row = dict[str, Any]
Result = dict[str, Any]


def row(system: str, **parts: Any) -> Row:
    """A row; empty parts are left out. Parts are those of `FIGURES` and of `OPTIONAL_OF_ROW`."""
    return {
        "system": system,
        **{name: part for name, part in parts.items() if part not in ("", None, {}, [])},
    }


def middle(values: list[Figure], group: str) -> Figure:
    """Medians of speed and memory, means of quality; of lists, such as losses, the first run's."""
    if not isinstance(values[0], int | float):
        return values[0]
    return statistics.fmean(values) if group == "quality" else statistics.median(values)


def row_of_runs(system: str, runs: list[dict[str, Any]], **parts: Any) -> Row:
    """A row that sums up runs, each with figures as a row has them."""
    summed: dict[str, Any] = {}
    for group in FIGURES:
        names = dict.fromkeys(name for run in runs for name in run.get(group, {}))
        if names:
            found = {
                name: [run[group][name] for run in runs if name in run.get(group, {})]
                for name in names
            }
            summed[group] = {name: middle(values, group) for name, values in found.items()}
    return row(system, **{"rounds": len(runs), **summed, **parts, "runs": runs})


def add_ratios(
    rows: list[Row], figure: str, more_is_better: bool, own: str = "malvec"
) -> list[Row]:
    """Rows that say how many times as fast the row of ``own`` is that has the same case."""
    ours = {each.get("case"): each["speed"][figure] for each in rows if each["system"] == own}
    for each in rows:
        base = ours.get(each.get("case"))
        if base is None or each["system"] == own:
            continue
        theirs = each["speed"][figure]
        each["ratios"] = {
            **each.get("ratios", {}),
            "malvec is faster by": base / theirs if more_is_better else theirs / base,
        }
    return rows


def result(benchmark: str, task: str, rounds: int, rows: list[Row], **parts: Any) -> Result:
    """A result of now and of this machine. Parts: ``command``, ``settings``, and where there are
    any ``versions`` (of peers), ``checks`` (how far the systems' outputs agree), ``note``."""
    versions = {**installed("malvec", "numpy", "scipy"), **parts.pop("versions", {})}
    found = commit()
    return {
        **{"benchmark": benchmark, "task": task, "command": parts.pop("command")},
        **{"date": f"{datetime.date.today()}", **({"commit": found} if found else {})},
        **{"machine": {"processor": processor()}, "versions": versions},
        **{"settings": parts.pop("settings"), "rounds": rounds},
        **{name: part for name, part in parts.items() if part},
        "rows": rows,
    }


def wrong_kinds(
    what: Mapping[str, Any], needed: Mapping[str, type], optional: Mapping[str, type]
) -> Iterator[str]:
    """Keys that lack, are unknown, or hold something of another kind."""
    yield from (f"no {name!r}" for name in needed if name not in what)
    for name, value in what.items():
        kind = {**needed, **optional}.get(name)
        if kind is None:
            yield f"unknown key {name!r}"
        elif not isinstance(value, kind) or isinstance(value, bool):
            yield f"{name!r} is no {kind.__name__}"


def wrong_figures(what: Mapping[str, Any]) -> Iterator[str]:
    """Figures that are no finite numbers or lists of such."""
    for group in FIGURES:
        for name, figure in what.get(group, {}).items():
            for value in figure if isinstance(figure, list) and figure else [figure]:
                number = isinstance(value, int | float) and not isinstance(value, bool)
                if not number or not math.isfinite(value):
                    yield f"{group} {name!r} is {figure!r}"


def wrong_rows(rows: list[Row]) -> Iterator[str]:
    """Departures of rows, each with the place of its row."""
    seen = set()
    for number, each in enumerate(rows):
        place = f"row {number}"
        figures = dict.fromkeys(FIGURES, dict)
        found = [*wrong_kinds(each, KINDS_OF_ROW, OPTIONAL_OF_ROW | figures), *wrong_figures(each)]
        if not any(each.get(group) for group in FIGURES):
            found.append("no figures")
        key = (each.get("case"), each.get("system"))
        if key in seen:
            found.append(f"a second row of {key}")
        seen.add(key)
        extra = {"round": int, "seed": int}
        for run in each.get("runs", []):
            found += [*wrong_kinds(run, {}, figures | extra), *wrong_figures(run)]
        yield from (f"{place}: {fault}" for fault in found)


def faults(found: Result) -> list[str]:
    """What departs from the form; empty where nothing does."""
    wrong = list(wrong_kinds(found, KINDS, OPTIONAL))
    if wrong:
        return wrong
    if not re.fullmatch(r"(own|against)\.[a-z_0-9]+", found["benchmark"]):
        wrong.append(f"benchmark {found['benchmark']!r} is none of benchmarks.own or .against")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"]):
        wrong.append(f"date {found['date']!r} is no ISO date")
    if not found["machine"].get("processor"):
        wrong.append("the machine has no processor")
    if not found["rows"]:
        wrong.append("no rows")
    return wrong + list(wrong_rows(found["rows"]))


def write(path: Path, found: Result) -> None:
    """Writes a result; one that departs from the form is refused."""
    wrong = faults(found)
    if wrong:
        raise ValueError(f"not a result: {'; '.join(wrong)}")
    path.write_text(
        json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8"
    )


def read(folder: Path = FOLDER) -> dict[str, Result]:
    """All results by the stem of their file."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))
    }


def pick(found: Result, system: str, case: str | None = None) -> Row:
    """The row of a system in a case."""
    for each in found["rows"]:
        if each["system"] == system and each.get("case") == case:
            return dict(each)
    raise ValueError(f"{found['benchmark']} has no row of {system!r} in case {case!r}")
