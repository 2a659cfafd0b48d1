"""``malvec similar`` and ``malvec analogy``: questions from the arguments, or one per line from
stdin."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import malvec as mv
from malvec.cli.files import load_any, load_vectors
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import Table, emit_json
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.text.blocks import standard_input

__all__ = ["analogy", "similar"]

METHODS = ("3cosadd", "3cosmul")
Neighbours = list[tuple[str, float]]
Vectors = Annotated[Path, typer.Argument(help="File of vectors.")]
Topn = Annotated[int, typer.Option("--topn", "-n", min=1, help="Answers per question.")]
Restrict = Annotated[
    int | None, typer.Option("--restrict", min=1, help="Answers only from the first so many words.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per question.")]


def similar(
    vectors: Vectors,
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words; without any, one per line is read from stdin."),
    ] = None,
    *,
    topn: Topn = 10,
    restrict: Restrict = None,
    json: Json = False,
) -> None:
    """Print the words most similar to each word, or the documents to each tag. In columns: word,
    neighbour, cosine."""
    held = load_any(vectors)
    if isinstance(held, TaggedVectors):
        if restrict is not None:
            raise typer.BadParameter("--restrict is of words; this file holds documents")
        ask = partial(similar_documents, held, topn=topn)
    else:
        loaded = held if isinstance(held, mv.WordVectors) else load_vectors(vectors)
        ask = partial(similar_words, loaded, topn=topn, restrict=restrict)
    answer(
        ask,
        [[word] for word in words] if words else ([line] for line in lines("one word per line")),
        "cosine",
        json,
    )


def similar_words(
    vectors: mv.WordVectors, question: list[str], *, topn: int, restrict: int | None
) -> Neighbours:
    """The neighbours of a word."""
    return vectors.most_similar(question[0], topn=topn, restrict=restrict)


def similar_documents(documents: TaggedVectors, question: list[str], *, topn: int) -> Neighbours:
    """The neighbours of a tag; digits are a number where there is no such string."""
    tag = question[0]
    known = int(tag) if tag not in documents and re.fullmatch(r"-?[0-9]+", tag) else tag
    return [(str(found), score) for found, score in documents.most_similar(known, topn=topn)]


def analogy(
    vectors: Vectors,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="Three words a b c; without any, lines of three words are read from stdin."
        ),
    ] = None,
    *,
    topn: Topn = 10,
    method: Annotated[
        str, typer.Option(help=f"How answers are scored: {' or '.join(METHODS)}.")
    ] = METHODS[0],
    restrict: Restrict = None,
    json: Json = False,
) -> None:
    """Answer "a is to b as c is to ...". In columns: the question, the answer, its score."""
    if words and len(words) != 3:
        raise typer.BadParameter(f"an analogy has three words, a b c: {len(words)} given")
    if method not in METHODS:
        raise typer.BadParameter(f"--method is {' or '.join(METHODS)}, not {method}")
    loaded = load_vectors(vectors)

    def ask(question: list[str]) -> Neighbours:
        if len(question) != 3:
            raise LookupError(f"an analogy has three words, a b c: {' '.join(question)}")
        a, b, c = question
        return loaded.analogy(a, b, c, topn=topn, method=method, restrict=restrict)

    typed = (line.split() for line in lines("three words per line"))
    answer(ask, [words] if words else typed, "score", json)


def lines(what: str) -> Iterator[str]:
    """The lines of stdin that are not empty, each as soon as it is there; who types them is told
    what to type."""
    stdin = standard_input()
    if stdin.isatty():
        say(f"{what}, Ctrl-D ends")
    first = True
    while line := stdin.readline():
        if text := (line.removeprefix("\ufeff") if first else line).strip():
            yield text
        first = False


def answer(
    ask: Callable[[list[str]], Neighbours], questions: Iterable[list[str]], score: str, json: bool
) -> None:
    """Answers questions, together if all are known now; tells of each that cannot be answered, and
    ends with 1 if there was one."""
    table, failed = Table(("query", "word", score)), 0
    rows: list[tuple[str, str, float]] = []
    for question in questions:
        try:
            found = ask(question)
        except LookupError as error:
            failed += 1
            say(describe(error))
            continue
        asked = " ".join(question)
        if json:
            emit_json({"query": asked, "results": [{"word": w, "score": s} for w, s in found]})
        else:
            rows += [(asked, word, value) for word, value in found]
        if not isinstance(questions, list):
            table.emit(rows)
            rows.clear()
            sys.stdout.flush()
    if rows:
        table.emit(rows)
    if failed:
        raise typer.Exit(FAILED)
