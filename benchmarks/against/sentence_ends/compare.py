"""Sentence splitting against kss and Kiwi, on text whose sentences are known.

    python -m benchmarks.against.sentence_ends --korsts korsts-train.tsv --reviews nsmc.tsv \
        --english stsb-en-train.csv --peer-python PATH

Single sentences in random order are joined by blanks, eight to a paragraph; the truth is where they
were joined. So a source that has two sentences in one makes a right end count as wrong, and what
follows an end is no help to tell it. Reviews count as single sentences where no mark stands but at
their end; KorSTS has headlines without stops. Systems split one paragraph after another, one
thread; speed is per processor second, and only of systems that had the same paragraphs.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import malvec as mv
from benchmarks.against.sentence_ends import truth
from benchmarks.arguments import add_peer, new_parser, report
from benchmarks.machine import installed
from benchmarks.result_form import Row, row_of_runs
from benchmarks.rounds import in_turn, run_program

HERE = Path(__file__).parent
NOTE = (
    "Single sentences in random order, joined by blanks, eight to a paragraph; the truth is where"
    " they were joined. A source that holds two sentences makes a right end count as wrong; KorSTS"
    " has headlines without stops. Reviews count as one sentence where no mark stands but at their"
    " end. kss with its backend mecab is kss at its best, as shipped it has pecab and got fewer"
    " paragraphs, whose figures are not for comparison. MB per processor second, one thread; kss is"
    " for Korean only, and so are Kiwi's rules. malvec's rules were written with other samples of"
    " the reviews and these sentences of KorSTS and STS at hand"
)
Split = Callable[[list[str]], tuple[list[list[str]], float]]


def timed(split: Callable[[str], list[str]], times: int, texts: list[str]) -> Any:
    """The sentences of all texts, and processor seconds that it takes once."""
    begin = time.process_time()
    for _ in range(times):
        found = [split(text) for text in texts]
    return found, (time.process_time() - begin) / times


def by_kss(python: Path, backend: str, texts: list[str]) -> Any:
    """The same by kss, in a process of its own."""
    told = run_program(python, HERE / "run_kss.py", {"backend": backend, "texts": texts})
    return told["sentences"], told["seconds"]


def splitters(peer: Path | None) -> dict[str, Split]:
    """All systems by name."""
    kiwi = importlib.import_module("kiwipiepy").Kiwi(num_workers=1)

    def by_kiwi(text: str) -> list[str]:
        return [sentence.text for sentence in kiwi.split_into_sents(text)]

    made: dict[str, Split] = {
        "malvec": partial(timed, mv.text.split_sentences, 20),
        "Kiwi": partial(timed, by_kiwi, 1),
    }
    if peer:
        made["kss, mecab"] = partial(by_kss, peer, "mecab")
        made["kss, as shipped"] = partial(by_kss, peer, "pecab")
    return made


def one_run(split: Split, paragraphs: list[truth.Paragraph]) -> dict[str, Any]:
    """Speed and quality of a system."""
    texts = [" ".join(sentences) for sentences in paragraphs]
    found, seconds = split(texts)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    return {
        "speed": {"MB/s": megabytes / seconds},
        "quality": truth.quality(paragraphs, found),
    }


def cases_of(wanted: argparse.Namespace) -> dict[str, list[truth.Paragraph]]:
    """The paragraphs of each source that is given."""
    made = {}
    if wanted.korsts:
        made["KorSTS"] = truth.korsts(wanted.korsts)
    if wanted.reviews:
        made["reviews with marks"] = truth.reviews(wanted.reviews, marked=True)
        made["reviews without marks"] = truth.reviews(wanted.reviews, marked=False)
    if wanted.english:
        made["English STS"] = truth.english(wanted.english)
    return {case: truth.paragraphs(found, wanted.sentences) for case, found in made.items()}


def rows_of(
    wanted: argparse.Namespace, case: str, paragraphs: list[truth.Paragraph], made: dict[str, Split]
) -> list[Row]:
    """A row per system; the slow backend of kss gets the first paragraphs only, once."""
    few = paragraphs[: wanted.few]
    slow = "kss, as shipped"
    jobs = {
        name: partial(one_run, split, few if name == slow else paragraphs)
        for name, split in made.items()
        if case != "English STS" or name in ("malvec", "Kiwi")
    }
    runs = in_turn(jobs, wanted.rounds, fewer={slow: 1, "kss, mecab": 1})
    rows = [row_of_runs(name, found, case=case) for name, found in runs.items()]
    for row in rows:
        counted = few if row["system"] == slow else paragraphs
        row["settings"] = {"sentences": sum(map(len, counted))}
    return rows


def main() -> None:
    """The command line."""
    parser = new_parser("against.sentence_ends", __doc__)
    parser.add_argument("--korsts", type=Path, nargs="+", help="files of KorSTS")
    parser.add_argument("--reviews", type=Path, help="raw NSMC")
    parser.add_argument("--english", type=Path, nargs="+", help="files of the STS benchmark, CSV")
    parser.add_argument("--sentences", type=int, default=4000, help="of each source, at most")
    parser.add_argument("--few", type=int, default=60, help="paragraphs for kss as shipped")
    add_peer(parser, "kss, and python-mecab-ko for its backend mecab")
    wanted = parser.parse_args()
    cases, made = cases_of(wanted), splitters(wanted.peer_python)
    settings = {"sentences": wanted.sentences}
    rows = [row for case, found in cases.items() for row in rows_of(wanted, case, found, made)]
    versions = installed("kiwipiepy")
    report(
        wanted,
        "Ends of sentences in joined text",
        rows,
        settings=settings,
        versions=versions,
        note=NOTE,
    )
