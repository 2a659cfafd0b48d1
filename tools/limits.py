"""Checks the limits of size: functions of at most 40 lines of code, 6 parameters, files of at most
300 lines of 140 columns.

Needs lizard. A function that must break a limit carries ``#lizard forgives`` with the reason next
to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import lizard

ROOT = Path(__file__).parent.parent
FOLDERS = ("cpp", "python", "tests", "benchmarks", "tools")
SUFFIXES = {".h", ".cpp", ".py", ".pyx"}
LINES_OF_FUNCTION, PARAMETERS, LINES_OF_FILE, COLUMNS = 40, 6, 300, 140


def parameters(function: lizard.FunctionInfo) -> int:
    """How many values a caller passes by position; what follows ``*`` is called by name and does
    not count."""
    names = [name.strip() for name in function.full_parameters]
    by_position = names[: names.index("*")] if "*" in names else names
    return len([name for name in by_position if name not in {"self", "cls"}])


def offences(path: Path) -> Iterator[str]:
    """What is too long or too wide in one file."""
    lines = path.read_text("utf-8").splitlines()
    where = path.relative_to(ROOT)
    if len(lines) > LINES_OF_FILE:
        yield f"{where}: {len(lines)} lines"
    yield from (
        f"{where}:{number}: {len(line)} columns"
        for number, line in enumerate(lines, 1)
        if len(line) > COLUMNS
    )
    if path.suffix == ".pyx":
        return
    for function in lizard.analyze_file(str(path)).function_list:
        if function.nloc > LINES_OF_FUNCTION:
            yield f"{where}:{function.start_line}: {function.name} has {function.nloc} lines"
        if parameters(function) > PARAMETERS:
            yield (
                f"{where}:{function.start_line}: {function.name} has {parameters(function)}"
                " parameters"
            )


def main() -> int:
    """Prints every offence; 1 if there is one."""
    files = [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES
    ]
    found = [offence for path in files for offence in offences(path)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(files)} files, {len(found)} over the limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
