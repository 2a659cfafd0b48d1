"""``malvec similar`` and ``malvec analogy``: questions from the arguments, or one per line from stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

import malvec as mv
from malvec.cli.files import load_vectors
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import emit, emit_json

__all__ = ["analogy", "similar"]

Vectors = Annotated[Path, typer.Argument(help="File of vectors.")]
Topn = Annotated[int, typer.Option("--topn", "-n", min=1, help="Answers per question.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per question.")]


def similar(
    vectors: Vectors,
    words: Annotated[list[str] | None, typer.Argument(help="Words; without any, one per line is read from stdin.")] = None,
    topn: Topn = 10,
    json: Json = False,
) -> None:
    """Print the words most similar to each word: word, neighbour, cosine."""
    loaded = load_vectors(vectors)
    answer(loaded, ([word] for word in words or lines()), topn, json)


def analogy(
    vectors: Vectors,
    words: Annotated[list[str] | None, typer.Argument(help="a b c; without any, lines of three words are read from stdin.")] = None,
    topn: Topn = 5,
    json: Json = False,
) -> None:
    """Answer "a is to b as c is to ...": print the question, the answer, its score."""
    if words and len(words) != 3:
        raise typer.BadParameter(f"an analogy has three words, a b c: {len(words)} given")
    loaded = load_vectors(vectors)
    answer(loaded, [words] if words else (line.split() for line in lines()), topn, json)


def lines() -> Iterator[str]:
    """The lines of stdin that are not empty, each as soon as it is there."""
    while line := sys.stdin.readline():
        if text := line.strip():
            yield text


def answer(vectors: mv.WordVectors, questions: Iterable[list[str]], topn: int, json: bool) -> None:
    """Answers each question, tells of each that cannot be answered, and ends with 1 if there was one."""
    failed = 0
    for question in questions:
        try:
            found = neighbours(vectors, question, topn)
        except LookupError as error:
            failed += 1
            say(describe(error))
            continue
        asked = " ".join(question)
        if json:
            emit_json({"query": asked, "results": [{"word": word, "score": score} for word, score in found]})
        else:
            emit([(asked, word, score) for word, score in found], header=("query", "word", "cosine"))
        sys.stdout.flush()
    if failed:
        raise typer.Exit(FAILED)


def neighbours(vectors: mv.WordVectors, question: list[str], topn: int) -> list[tuple[str, float]]:
    """The answers to one word, or to three."""
    if len(question) == 1:
        return vectors.most_similar(question[0], topn=topn)
    if len(question) != 3:
        raise LookupError(f"an analogy has three words, a b c: {' '.join(question)}")
    a, b, c = question
    return vectors.analogy(a, b, c, topn=topn)
