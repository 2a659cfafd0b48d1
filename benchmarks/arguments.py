"""What all commands of the benchmarks share: options, and how a result is printed and kept."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from benchmarks.markdown import text_of
from benchmarks.result_form import FIGURES, Row, result, write


def new_parser(benchmark: str, text: str | None, rounds: int = 3) -> argparse.ArgumentParser:
    """A parser with ``--rounds`` and ``--out``; the name follows ``python -m benchmarks.``."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{benchmark}",
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(benchmark=benchmark)
    parser.add_argument("--rounds", type=int, default=rounds, help=f"{rounds} by default")
    parser.add_argument("--out", type=Path, help="file for the result, as JSON")
    return parser


def add_sets(parser: argparse.ArgumentParser) -> None:
    """Options for evaluation sets."""
    for kind, holds in (("similarity", "word pairs with scores"), ("analogy", "analogies")):
        parser.add_argument(
            f"--{kind}",
            action="extend",
            nargs="+",
            default=[],
            type=Path,
            help=f"{holds}; may be repeated",
        )


def add_peer(parser: argparse.ArgumentParser, package: str, **more: Any) -> None:
    """``--peer-python``, the interpreter that has the peer."""
    parser.add_argument("--peer-python", type=Path, help=f"a Python that has {package}", **more)


def without_folders(value: Any) -> str:
    """A value; of a path, or of the path in ``name=path``, only the name."""
    name, equals, path = str(value).rpartition("=")
    return f"{name}{equals}{Path(path).name}" if "/" in path else str(value)


def command(wanted: argparse.Namespace) -> str:
    """The command that repeats a run; of paths only the names, which hold on other machines too."""
    parts = ["python", "-m", f"benchmarks.{wanted.benchmark}"]
    for name, value in vars(wanted).items():
        if name in ("benchmark", "out") or value in (None, False, []):
            continue
        parts.append(f"--{name.replace('_', '-')}")
        if value is not True:
            values = value if isinstance(value, list) else [value]
            parts += map(without_folders, values)
    return shlex.join(parts)


def line_of(row: Row) -> str:
    """A row as a line of a terminal."""
    figures = [
        f"{name} {text_of(figure)}"
        for group in FIGURES
        for name, figure in row.get(group, {}).items()
    ]
    head = ", ".join(part for part in (row.get("case"), row["system"]) if part)
    return f"{head:40} {'  '.join(figures)}"


def report(wanted: argparse.Namespace, task: str, rows: list[Row], **parts: Any) -> None:
    """Prints the rows and writes the result where ``--out`` says; parts as those of `result`."""
    print(*map(line_of, rows), sep="\n")
    found = result(wanted.benchmark, task, wanted.rounds, rows, command=command(wanted), **parts)
    if wanted.out:
        write(wanted.out, found)
