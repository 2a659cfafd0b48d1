"""On how many lines the ids of the core differ from those of ``tokenizers`` and ``sentencepiece``.

    python -m benchmarks.against.units.differences --text reviews.txt --text wikipedia.txt

Units are learnt from the first lines of each file; all lines of all files are cut.
"""

from __future__ import annotations

import argparse
import lzma
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.against.units.compare import json_jobs, model_jobs
from benchmarks.against.units.kinds import JSON_KINDS, MODEL_KINDS

TOGETHER = 4096


def lines_of(path: Path, count: int | None) -> Iterator[str]:
    """The lines of a file, packed by xz or not."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in islice(file, count):
            yield line.rstrip("\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True, action="append", help="text per line")
    parser.add_argument("--texts", type=int, help="lines of each file; all by default")
    parser.add_argument("--kind", action="append", help="part of the name of a kind")
    wanted = parser.parse_args()
    training = [line for path in wanted.text for line in lines_of(path, 8000)]
    for kinds, jobs_of in ((JSON_KINDS, json_jobs), (MODEL_KINDS, model_jobs)):
        for kind, train in kinds.items():
            if wanted.kind and not any(part in kind for part in wanted.kind):
                continue
            jobs = jobs_of(train(training, 16_000))  # type: ignore[operator]
            theirs = jobs.get("sentencepiece") or jobs["tokenizers, encode_batch_fast"]
            for path in wanted.text:
                lines, read, differ = lines_of(path, wanted.texts), 0, 0
                while texts := list(islice(lines, TOGETHER)):
                    read += len(texts)
                    pairs = zip(theirs(texts), jobs["malvec"](texts), strict=True)
                    differ += sum(their != our for their, our in pairs)
                print(f"{kind}: {path.name}: {differ:,} of {read:,} lines differ", flush=True)


if __name__ == "__main__":
    main()
