"""``malvec demo``: from Korean film reviews to word vectors in under a minute."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

import malvec as mv
from malvec.cli.files import check_writable, save_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import option
from malvec.cli.outcome import FAILED, say
from malvec.cli.table import aligned
from malvec.runtime.extras import how_to_install

__all__ = ["demo"]

WORDS = ("희망", "영화", "배우")
ANALOGIES = (("남자", "여자", "아빠"), ("남자", "여자", "아들"), ("영화", "감독", "드라마"))
NEIGHBOURS = 8


@dataclass(frozen=True, kw_only=True)
class DemoJob(Run):
    """The options of ``malvec demo``."""

    output: Path | None = option("keep the vectors in this file", "--output", "-o", default=None)
    threads: int | None = option("threads; by default one per processor", default=None, min=1)


def demo(job: DemoJob) -> None:
    """Train on 100,000 Korean film reviews that come with malvec, and look at what was learnt."""
    output = job.output
    check_mecab()
    if output is not None:
        check_writable(output)
    shown = job.shown is not False  # at once: a demo is looked at
    texts = mv.datasets.review_texts()
    print(f"{len(texts):,} film reviews, such as: {texts[2]}", flush=True)
    corpus = mv.Corpus.from_texts(
        texts, tokenizer=mv.tokenizers.Mecab(), min_count=10, progress=shown
    )
    vectors = mv.Skipgram(
        dim=100, window=5, negative=5, epochs=10, sample=1e-3, threads=job.threads
    ).fit(corpus, progress=shown)
    print(f"\n{vectors.report}\n")
    show_neighbours(vectors)
    show_analogies(vectors)
    if output is not None:
        save_vectors(vectors, output)
    show_next(output)


def check_mecab() -> None:
    """Ends with the way to install python-mecab-ko where it is missing."""
    if importlib.util.find_spec("mecab") is None:
        say(
            "the demo splits Korean into morphemes by python-mecab-ko, which is not installed:"
            f" {how_to_install('ko')}"
        )
        raise click.exceptions.Exit(FAILED)


def show_neighbours(vectors: mv.WordVectors) -> None:
    """The nearest words of a few words, side by side."""
    columns = [vectors.most_similar(word, topn=NEIGHBOURS) for word in WORDS]
    print("nearest words, by cosine")
    header = [cell for word in WORDS for cell in (word, "")]
    rows = [
        [cell for word, score in row for cell in (word, f"{score:.2f}")]
        for row in zip(*columns, strict=True)
    ]
    for line in aligned([header, *rows]):
        print(f"    {line}")


def show_analogies(vectors: mv.WordVectors) -> None:
    """A few analogies with their best answers."""
    print("\nanalogies: a is to b as c is to ...")
    rows = [
        (f"{a} : {b}", f"{c} :", *[word for word, _ in vectors.analogy(a, b, c, topn=4)])
        for a, b, c in ANALOGIES
    ]
    for line in aligned(rows):
        print(f"    {line}")
    print()


def show_next(output: Path | None) -> None:
    """What to do next."""
    program = os.path.relpath(sys.argv[0]) if os.sep in sys.argv[0] else sys.argv[0]
    kept = output or Path("reviews.safetensors")
    steps = [
        (f"{program} similar {kept} 음악 재미", "ask for other words"),
        (f"{program} info {kept}", "see what the file holds"),
        (
            (
                f"{program} train skipgram --input your.txt --tokenizer mecab --output"
                " your.safetensors"
            ),
            "train on your own text",
        ),
    ]
    if output is None:
        steps.insert(0, (f"{program} demo --output {kept}", "keep the vectors"))
    print("next:")
    for line in aligned(steps, gap=4):
        print(f"    {line}")
