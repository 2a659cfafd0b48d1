"""Opens and uses changed files of every kind, and tells what was found: ``python -m fuzz --inputs
1000 --seed 7 corpus counts``, in the folder ``tests``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from fuzz.files import CASES
from fuzz.running import Finding, fuzz


def main() -> int:
    """1 if there was a finding."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help="names of files; all of them")
    parser.add_argument("--inputs", type=int, default=100, help="changes of each file")
    parser.add_argument("--first", type=int, default=0, help="number of the first change")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    inputs = range(asked.first, asked.first + asked.inputs)
    findings = sum(run(case, inputs, asked.seed) for case in asked.cases)
    return 1 if findings else 0


def run(case: str, inputs: range, seed: int) -> int:
    """The number of findings of one file; each kind of finding is shown once."""
    begin, seen = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for finding in fuzz(case, Path(folder), inputs, seed):
            kind = finding.what.rpartition(" (")[2]
            if not seen[kind]:
                show(finding, seed)
            seen[kind] += 1
    seconds = time.perf_counter() - begin
    print(f"{case}: {len(inputs):,} inputs, {seen.total()} findings, {seconds:.0f} s", flush=True)
    return seen.total()


def show(finding: Finding, seed: int) -> None:
    """Says what was found, and how to get it again."""
    print(
        f"{finding.what}\n    again: python -m fuzz {finding.case!r} --seed {seed}"
        f" --first {finding.number} --inputs 1",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
