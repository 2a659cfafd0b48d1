"""Texts to sentence vectors by Mecab and SIF, in C without Python, by one thread, beside Python's
encoder: ``python -m benchmarks.own.encode_texts --texts reviews.txt``. Needs a C compiler.

The model is trained on the same texts; 100,000 of them are encoded.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.arguments import new_parser, report
from benchmarks.c_program import compiled, installed_library
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, seconds
from malvec.tokenizers.analysers.mecab import dictionary_folder

SOURCE = Path(__file__).with_suffix(".c")
MOST = 100_000


def told(command: list[str]) -> dict[str, Any]:
    """What the program prints, on one processor."""
    bound = ["taskset", "-c", str(min(os.sched_getaffinity(0))), *command]
    printed = subprocess.run(bound, check=True, capture_output=True, text=True).stdout
    answer: dict[str, Any] = json.loads(printed)
    return answer


def rows_of(taken: dict[str, list[Any]], count: int, megabytes: float) -> list[Row]:
    """Texts per second of each."""
    in_c = [
        {
            "speed": {
                "texts/s": count / run["s"],
                "MB/s": megabytes / run["s"],
                "ms to the first vector": run["first"] * 1e3,
            }
        }
        for run in taken["C"]
    ]
    in_python = [{"speed": {"texts/s": count / s, "MB/s": megabytes / s}} for s in taken["Python"]]
    return [
        row_of_runs("C, malvec_encode", in_c, settings={"empty": taken["C"][0]["empty"]}),
        row_of_runs("Python, encode", in_python),
    ]


def main() -> None:
    """The command line."""
    parser = new_parser("own.encode_texts", __doc__)
    parser.add_argument("--texts", type=Path, required=True, help="a file with a text per line")
    parser.add_argument("--library", type=Path, default=installed_library(), help="libmalvec.so.1")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, wanted.texts.open(encoding="utf-8") as file:
        folder = Path(place)
        texts = [line.rstrip("\n") for line in itertools.islice(file, MOST)]
        some = folder / "texts.txt"
        some.write_text("".join(f"{text}\n" for text in texts), "utf-8")
        corpus = mv.Corpus.from_files(wanted.texts, tokenizer=mv.tokenizers.Mecab())
        encoder = mv.Sif().fit(mv.Skipgram(epochs=1).fit(corpus), corpus)
        model = folder / "encoder.safetensors"
        encoder.save(model)
        command = [str(compiled(SOURCE, folder, wanted.library)), str(model)]
        command += [dictionary_folder() or "", str(some)]
        jobs: dict[str, Any] = {
            "C": partial(told, command),
            "Python": lambda: seconds(lambda: encoder.encode(texts, threads=1)),
        }
        rows = rows_of(in_turn(jobs, wanted.rounds), len(texts), some.stat().st_size / 1e6)
    settings = {"file": wanted.texts.name, "texts": len(texts), "threads": 1}
    report(wanted, "Texts to sentence vectors by Mecab and SIF", rows, settings=settings)


if __name__ == "__main__":
    main()
