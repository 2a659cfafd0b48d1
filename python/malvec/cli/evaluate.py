"""``malvec evaluate``: scores of one model on sets of words and sentences, or of two against each
other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_place, holds_encoder, load_vectors
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import emit, emit_json
from malvec.evaluate.html_report import ReportEntry, save_html

__all__ = ["evaluate"]

COLUMNS = ("set", "kind", "score", "low", "high", "known", "total")
PAIRED = ("set", "kind", "first", "second", "difference", "low", "high", "p", "items")
Files = list[Path] | None


def evaluate(
    vectors: Annotated[Path, typer.Argument(help="File of vectors.")],
    other: Annotated[
        Path | None, typer.Argument(help="Vectors to compare with, item by item.")
    ] = None,
    *,
    similarity: Annotated[
        Files, typer.Option(help="Word pairs with a score; may be repeated, as all sets may.")
    ] = None,
    analogy: Annotated[Files, typer.Option(help="Analogies, Google's layout.")] = None,
    categories: Annotated[Files, typer.Option(help="Words with their category.")] = None,
    outliers: Annotated[
        Files,
        typer.Option(help="Sets of words with outliers, a file or a folder of the 8-8-8 layout."),
    ] = None,
    sentences: Annotated[
        Files,
        typer.Option(
            help="Sentence pairs with a score (KorSTS); by the file's encoder, else the mean."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a report as an HTML page.")
    ] = None,
) -> None:
    """Score vectors by the judgement of people: similarity, analogies, categories, outliers,
    sentences; two models with a paired test."""
    judges: dict[str, tuple[Callable[..., Any], Files]] = {
        "similarity": (mv.evaluate.similarity, similarity),
        "analogy": (mv.evaluate.analogy, analogy),
        "categories": (mv.evaluate.categories, categories),
        "outliers": (mv.evaluate.outliers, outliers),
        "sentences": (mv.evaluate.sentences, sentences),
    }
    sets = [(kind, judge, path) for kind, (judge, paths) in judges.items() for path in paths or []]
    if not sets and other is None:
        raise typer.BadParameter(
            f"nothing to score by: give {', '.join(f'--{kind}' for kind in judges)} FILE"
        )
    if html is not None:
        check_place(html)
    models = [load_vectors(path) for path in (vectors, other) if path is not None]
    encoders = [
        encoder_or(model, path)
        for model, path in zip(models, (vectors, other), strict=False)
        if path is not None
    ]
    judged = {kind: encoders if kind == "sentences" else models for kind in judges}
    entries = [
        entry
        for kind, judge, path in sets
        if (entry := scored(kind, judge, path, judged[kind])) is not None
    ]
    if json:
        emit_json(
            [record for entry in entries for record in records(entry)] + shared_neighbours(models)
        )
    elif entries:
        emit(rows(entries), header=COLUMNS if other is None else PAIRED)
    if other is not None and not json:
        tell_overlap(models)
    if html is not None:
        save_html(html, [path.name for path in (vectors, other) if path is not None], entries)
    if len(entries) < len(sets):
        raise typer.Exit(FAILED)


def encoder_or(model: mv.WordVectors, path: Path) -> Any:
    """The sentence encoder that a file holds, or its vectors."""
    return mv.SentenceEncoder.load(path) if holds_encoder(path) else model


def scored(
    kind: str, judge: Callable[..., Any], path: Path, models: list[Any]
) -> ReportEntry | None:
    """The results on one set; where it cannot be scored that is told, and the other sets go on."""
    try:
        results = tuple(judge(model, path) for model in models)
        test = mv.evaluate.compare(*results) if len(results) == 2 else None
        return ReportEntry(path.name, kind, results, test)
    except (OSError, ValueError, LookupError) as error:
        message = describe(error)
        say(message if str(path) in message else f"{path}: {message}")
        return None


def rows(entries: list[ReportEntry]) -> list[list[object]]:
    """The table: a line per set."""
    lines: list[list[object]] = []
    for entry in entries:
        test, first = entry.comparison, entry.results[0]
        numbers = [first.score, first.low, first.high, first.known, first.total]
        if test is not None:
            numbers = [
                test.first,
                test.second,
                test.difference,
                test.low,
                test.high,
                test.p,
                test.items,
            ]
        lines.append([entry.name, entry.kind, *numbers])
    return lines


def records(entry: ReportEntry) -> list[dict[str, Any]]:
    """All about every result, and the test of two, for JSON."""
    shared = {"set": entry.name, "kind": entry.kind}
    found = []
    for number, result in enumerate(entry.results):
        fields = {
            f.name: getattr(result, f.name)
            for f in dataclasses.fields(result)
            if f.name not in ("outcomes", "sections")
        }
        parts = [
            {**dataclasses.asdict(part), "score": part.score}
            for part in getattr(result, "sections", ())
        ]
        sections = {"sections": parts} if hasattr(result, "sections") else {}
        sizes = {
            name: getattr(result, name) for name in ("score", "used", "known", "total", "coverage")
        }
        found.append(
            {
                **fields,
                **sections,
                **sizes,
                **shared,
                **({"model": number} if entry.comparison else {}),
            }
        )
    if entry.comparison is not None:
        found.append(
            {**dataclasses.asdict(entry.comparison), **shared, "kind": f"{entry.kind}, compared"}
        )
    return found


def tell_overlap(models: list[mv.WordVectors]) -> None:
    """A line on how far the neighbours of two models overlap."""
    try:
        say(f"neighbours: {mv.evaluate.overlap(*models)}")
    except ValueError as error:
        say(f"neighbours: {describe(error)}")


def shared_neighbours(models: list[mv.WordVectors]) -> list[dict[str, Any]]:
    """How far the neighbours of two models overlap, for JSON; nothing for one model."""
    if len(models) < 2:
        return []
    try:
        result = mv.evaluate.overlap(models[0], models[1])
    except ValueError as error:
        return [{"kind": "neighbours", "error": describe(error)}]
    return [
        {
            "kind": "neighbours",
            **{
                f.name: getattr(result, f.name)
                for f in dataclasses.fields(result)
                if f.name != "outcomes"
            },
        }
    ]
