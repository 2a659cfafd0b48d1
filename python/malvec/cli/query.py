"""``malvec similar``, ``analogy`` and ``recommend``: questions from the arguments, or one per line
from standard input."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

import malvec as mv
from malvec.cli.files import load_any, load_vectors, text_paths
from malvec.cli.grammar import Run
from malvec.cli.models import SIDE_HELP, Side, name_of, place_of
from malvec.cli.options import argument, option
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import Table, emit_json
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.text.blocks import standard_input
from malvec.text.readers import Lines
from malvec.vectors.word_questions import AnalogyMethod

__all__ = ["analogy", "recommend", "similar"]

Neighbours = list[tuple[str, float]]
Parts = Callable[[str], list[str]]
"""The tokens that stand for a word which was not seen; none for any other."""
RESTRICTED = "--restrict is of words; this file holds none that are ranked"


@dataclass(frozen=True, kw_only=True)
class Question(Run):
    """The options of every question."""

    topn: int = option("answers per question", "--topn", "-n", default=10, min=1)
    json: bool = option("one JSON object per question", "--json", default=False)


@dataclass(frozen=True, kw_only=True)
class SimilarJob(Question):
    """The options of ``malvec similar``."""

    model: Path = argument("file of vectors, of documents, topics or factors, or an index")
    words: tuple[str, ...] = argument(
        "words, tags, items, or texts for an index of sentences; without any, one per line is read"
        " from stdin",
        default=(),
    )
    minus: tuple[str, ...] = option(
        "a word or name whose vector is subtracted from that of each question, may be repeated",
        default=(),
    )
    exclude: tuple[str, ...] = option(
        "a word or name that shall not be found, may be repeated", default=()
    )
    where: Path | None = option(
        "find only the words or names in this file, one per line", default=None
    )
    restrict: int | None = option("only the so many most frequent words", default=None, min=1)
    side: Side = option(SIDE_HELP, default="columns")


def similar(job: SimilarJob) -> None:
    """Print the words most similar to each word, or the documents to each tag. In columns: word,
    neighbour, cosine."""
    held = load_any(job.model)
    ask = asked(job, held)
    words = job.words or lines("one word per line")
    listed = [[word] for word in job.words] if job.words else ([line] for line in words)
    answer(ask, listed, "cosine", job.json, parts_of(held))


def parts_of(held: Any) -> Parts:
    """How a word that was not seen is cut by what the file holds."""
    found = held.source if isinstance(held, mv.Index) else held
    found = getattr(found, "vectors", found)  # of an encoder
    return found.parts if isinstance(found, mv.WordVectors) else lambda word: []


def asked(job: SimilarJob, held: Any) -> Callable[[list[str]], Neighbours]:
    """How a question is answered by what the file holds."""
    if not isinstance(held, (mv.WordVectors, TaggedVectors, mv.Index)):
        if isinstance(held, mv.Factors):
            return asked_of_factors(job, held)
        held = load_vectors(job.model)
    how: dict[str, Any] = {"topn": job.topn, "where": flags_of(held, job.where)}
    how["negative"] = [name_of(held, name) for name in job.minus]
    how["exclude"] = [name_of(held, name) for name in job.exclude]
    if not isinstance(held, TaggedVectors):
        how["restrict"] = job.restrict
    elif job.restrict is not None:
        raise click.BadParameter(RESTRICTED)
    return partial(similar_names, held, how)


def asked_of_factors(job: SimilarJob, held: mv.Factors) -> Callable[[list[str]], Neighbours]:
    """The same for the rows or columns of factors."""
    if job.restrict is not None:
        raise click.BadParameter(RESTRICTED)
    if job.where is not None or job.minus or job.exclude:
        raise click.BadParameter(
            "--where, --minus and --exclude are of words and names; this file holds factors"
        )
    return partial(similar_places, held, side=job.side, topn=job.topn)


def similar_names(
    held: mv.WordVectors | TaggedVectors | mv.Index, how: dict[str, Any], question: list[str]
) -> Neighbours:
    """The neighbours of a word, a tag, a name or a text."""
    found: Any = held.most_similar(name_of(held, question[0]), **how)
    return [(str(name), score) for name, score in found]


def flags_of(held: Any, file: Path | None) -> Any:
    """Which of the names may be found: those in a file, one per line; None for all. How many of
    them are not there is told."""
    if file is None:
        return None
    names = [name_of(held, line) for line in Lines(text_paths([str(file)])) if line]
    if not names:
        raise click.BadParameter(f"{file} has no names: nothing could be found")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r".*names of where= are not there")
            flags = held.allowed(names)
    except LookupError:
        told = f"{file}: none of its {len(names):,} names is there: {names[0]!r:.60}"
        raise LookupError(told) from None
    if missing := len(set(names)) - int(flags.sum()):
        say(f"{file}: {missing:,} of {len(set(names)):,} names are not there")
    return flags


def similar_places(
    factors: mv.Factors, question: list[str], *, side: Side, topn: int
) -> Neighbours:
    """The neighbours of a row or a column of factors."""
    columns = side == "columns"
    place = place_of(factors.column_side if columns else factors.row_side, question[0])
    found: Any = (factors.similar_columns if columns else factors.similar_rows)(place, topn)
    return [(str(name), score) for name, score in found]


@dataclass(frozen=True, kw_only=True)
class AnalogyJob(Question):
    """The options of ``malvec analogy``."""

    model: Path = argument("file of vectors")
    words: tuple[str, ...] = argument(
        "three words a b c; without any, lines of three are read from stdin", default=()
    )
    method: AnalogyMethod = option("how answers are scored", default="3cosadd")
    restrict: int | None = option("only the so many most frequent words", default=None, min=1)


def analogy(job: AnalogyJob) -> None:
    """Answer "a is to b as c is to ...". In columns: the question, the answer, its score."""
    if job.words and len(job.words) != 3:
        raise click.BadParameter(f"an analogy has three words, a b c: {len(job.words)} given")
    loaded = load_vectors(job.model)

    def ask(question: list[str]) -> Neighbours:
        if len(question) != 3:
            raise LookupError(f"an analogy has three words, a b c: {' '.join(question)}")
        a, b, c = question
        return loaded.analogy(a, b, c, topn=job.topn, method=job.method, restrict=job.restrict)

    typed = (line.split() for line in lines("three words per line"))
    answer(ask, [list(job.words)] if job.words else typed, "score", job.json, parts_of(loaded))


@dataclass(frozen=True, kw_only=True)
class RecommendJob(Question):
    """The options of ``malvec recommend``."""

    model: Path = argument("file of factors, as malvec train als or mf writes it")
    users: tuple[str, ...] = argument(
        "users by name or number; without any, one per line is read from stdin", default=()
    )
    seen: bool = option("recommend what the user had in training, too", "--seen", default=False)


def recommend(job: RecommendJob) -> None:
    """Recommend items to each user. In columns: user, item, score."""
    factors = mv.Factors.load(job.model)

    def ask(question: list[str]) -> Neighbours:
        user = place_of(factors.row_side, question[0])
        found = factors.recommend(user, job.topn, exclude_seen=not job.seen)
        return [(str(item), score) for item, score in found]

    typed = ([line] for line in lines("one user per line"))
    answer(ask, [[user] for user in job.users] if job.users else typed, "score", job.json)


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


def composed_of(question: list[str], parts: Parts) -> dict[str, list[str]]:
    """The words of a question that tokens stand for, with those; each is told."""
    composed = {word: tokens for word in question if (tokens := parts(word))}
    for word, tokens in composed.items():
        say(f"{word!r} is not among the words: the mean of {', '.join(tokens)} stands for it")
    return composed


def answer(
    ask: Callable[[list[str]], Neighbours],
    questions: Iterable[list[str]],
    score: str,
    json: bool,
    parts: Parts = lambda word: [],
) -> None:
    """Answers questions, together if all are known now; tells of each that cannot be answered, and
    ends with 1 if there was one."""
    warnings.filterwarnings("ignore", message=r".* stands for it", append=False)  # told of each
    table, failed = Table(("query", "word", score)), 0
    rows: list[tuple[str, str, float]] = []
    for question in questions:
        try:
            found = ask(question)
        except LookupError as error:
            failed += 1
            say(describe(error))
            continue
        asked, composed = " ".join(question), composed_of(question, parts)
        if json:
            told: dict[str, Any] = {"query": asked} | ({"composed": composed} if composed else {})
            emit_json(told | {"results": [{"word": w, "score": s} for w, s in found]})
        else:
            rows += [(asked, word, value) for word, value in found]
        if not isinstance(questions, list):
            table.emit(rows)
            rows.clear()
            sys.stdout.flush()
    if rows:
        table.emit(rows)
    if failed:
        raise click.exceptions.Exit(FAILED)
