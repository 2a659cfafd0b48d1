"""From raw texts to vectors, all in: a file of a text per line is cut by Mecab and counted, then
skip-gram is trained: ``python -m benchmarks.own.raw_text --texts reviews.txt``.

``malvec`` cuts in the core's threads; ``by python-mecab-ko`` cuts in processes of that package, as
malvec did before. Each in turn, in a process of its own.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.arguments import new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

BACKENDS = {"malvec": "core", "by python-mecab-ko": "python-mecab-ko"}


def run(texts: str, backend: str, threads: int, knobs: dict[str, Any]) -> dict[str, Any]:
    """Seconds of one way from texts to vectors, and what was made."""
    import malvec as mv
    from benchmarks.machine import Clock

    clock = Clock()
    mecab = mv.tokenizers.Mecab(backend=backend)
    corpus = mv.Corpus.from_files(texts, tokenizer=mecab, threads=threads, processes=threads)
    cut = clock.seconds()
    vectors = mv.Skipgram(threads=threads, **knobs).fit(corpus)
    nearest = [word for word, _ in vectors.most_similar("감동", topn=5)]
    made = {"tokens": corpus.report.tokens, "words": len(corpus.vocab), "nearest": nearest}
    return {"speed": {"s": clock.seconds(), "s to ids": cut}, "made": made}


def rows_of(taken: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """A row for each way."""
    rows = []
    for system, found in taken.items():
        made = found[0]["made"]
        runs = [{"speed": told["speed"]} for told in found]
        note = f"감동: {', '.join(made.pop('nearest'))}"
        rows.append(row_of_runs(system, runs, settings=made, note=note))
    ours, theirs = (row["speed"]["s"] for row in rows)
    rows[1]["ratios"] = {"malvec is faster by": theirs / ours}
    return rows


def main() -> None:
    """The command line; without one the request is on standard input."""
    if len(sys.argv) == 1:
        print(json.dumps(run(**json.load(sys.stdin))))
        return
    parser = new_parser("own.raw_text", __doc__)
    parser.add_argument("--texts", type=Path, required=True, help="a file with a text per line")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=5)
    wanted = parser.parse_args()
    knobs = {"dim": wanted.dim, "epochs": wanted.epochs}
    request = {"texts": str(wanted.texts), "threads": wanted.threads, "knobs": knobs}
    jobs = {
        system: partial(
            run_program, sys.executable, Path(__file__), {**request, "backend": backend}
        )
        for system, backend in BACKENDS.items()
    }
    rows = rows_of(in_turn(jobs, wanted.rounds))
    settings = {"file": wanted.texts.name, "threads": wanted.threads, **knobs}
    versions = installed("python-mecab-ko")
    report(wanted, "From raw texts to vectors", rows, settings=settings, versions=versions)


if __name__ == "__main__":
    main()
