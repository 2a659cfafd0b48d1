"""Writes ``benchmarks/results/*.json`` into the README (one table) and into ``docs/results.md``
(all of them): ``python -m benchmarks.table``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.front_page import front_table
from benchmarks.result_form import faults, read
from benchmarks.results_page import page

ROOT = Path(__file__).parent.parent
README, PAGE = ROOT / "README.md", ROOT / "docs" / "results.md"
BEGIN, END = "<!-- results -->", "<!-- /results -->"


def fill(readme: str, table: str) -> str:
    """The README with a new table between its markers."""
    before, _, rest = readme.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the README has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def written() -> dict[Path, str]:
    """What both files should hold."""
    results = read()
    wrong = [f"{name}: {fault}" for name, found in results.items() for fault in faults(found)]
    if wrong:
        raise ValueError("results without the form of results: " + "; ".join(wrong))
    return {
        README: fill(README.read_text("utf-8"), front_table(results)),
        PAGE: page(results),
    }


def main() -> int:
    """Writes both files, or with ``--check`` tells whether they are up to date."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if not up to date")
    wanted = parser.parse_args()
    old = []
    for path, text in written().items():
        if not path.exists() or path.read_text("utf-8") != text:
            old.append(path.name)
            if not wanted.check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, "utf-8")
    print(f"{'not up to date' if wanted.check else 'written'}: {', '.join(old) or 'nothing'}")
    return 1 if wanted.check and old else 0


if __name__ == "__main__":
    sys.exit(main())
