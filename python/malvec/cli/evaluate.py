"""``malvec evaluate``: scores of one model on sets of words and sentences, or of two against each
other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

import malvec as mv
from malvec.cli.files import check_apart, holds_encoder, load_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import emit, emit_json
from malvec.cli.texts import CuttingAnew
from malvec.cli.tokenizer_options import wished_tokenizer
from malvec.evaluate.html_report import ReportEntry, save_html
from malvec.runtime.progress import progress_bar
from malvec.tokenizers import Tokenizer

__all__ = ["evaluate"]

COLUMNS = ("set", "kind", "score", "low", "high", "known", "total")
PAIRED = ("set", "kind", "first", "second", "difference", "low", "high", "p", "items")
KINDS = ("similarity", "analogy", "categories", "outliers", "sentences")


@dataclass(frozen=True, kw_only=True)
class EvaluateJob(CuttingAnew, Run):
    """The options of ``malvec evaluate``."""

    model: Path = argument("file of vectors")
    other: Path | None = argument("vectors to compare with, item by item", default=None)
    similarity: tuple[Path, ...] = option(
        "word pairs with a score; may be repeated, as all sets may", default=()
    )
    analogy: tuple[Path, ...] = option("analogies, Google's layout", default=())
    categories: tuple[Path, ...] = option("words with their category", default=())
    outliers: tuple[Path, ...] = option(
        "sets of words with outliers, a file or a folder of the 8-8-8 layout", default=()
    )
    sentences: tuple[Path, ...] = option(
        "sentence pairs with a score (KorSTS); by the file's encoder, else the mean of word"
        " vectors of length 1",
        default=(),
    )
    bundled: bool = option(
        "the bundled pairs and analogies of Korean nouns: a smoke test, no benchmark",
        "--bundled",
        default=False,
    )
    html: Path | None = option("write a report as an HTML page", default=None)
    json: bool = option("print JSON", "--json", default=False)


def evaluate(job: EvaluateJob) -> None:
    """Score vectors by the judgement of people. By similarity, analogies, categories, outliers,
    sentences; two models with a paired test."""
    chosen = [(kind, path) for kind in KINDS for path in getattr(job, kind)]
    if job.bundled:
        sets = mv.datasets
        chosen += [("similarity", sets.word_pairs()), ("analogy", sets.analogies())]
    if not chosen and job.other is None:
        raise click.BadParameter(
            f"nothing to score by: give {', '.join(f'--{kind}' for kind in KINDS)} FILE, or"
            " --bundled"
        )
    paths = [job.model] if job.other is None else [job.model, job.other]
    check_apart([job.html], [*paths, *(path for _, path in chosen)])
    models = [load_vectors(path) for path in paths]
    entries = score_sets(job, chosen, models, paths)
    show(entries, models, job.json)
    if job.html is not None:
        save_html(job.html, [path.name for path in paths], entries)
    if len(entries) < len(chosen):
        raise click.exceptions.Exit(FAILED)


def encoder_or(model: mv.WordVectors, path: Path, tokenizer: Tokenizer | None) -> Any:
    """The sentence encoder that a file holds, or its vectors; where a tokenizer is given, an
    encoder with it."""
    if holds_encoder(path):
        return mv.SentenceEncoder.load(path, tokenizer=tokenizer)
    return model if tokenizer is None else mv.Mean(unit_length=True).fit(model, tokenizer=tokenizer)


def score_sets(
    job: EvaluateJob,
    sets: list[tuple[str, Path]],
    models: list[mv.WordVectors],
    paths: list[Path],
) -> list[ReportEntry]:
    """The results on all sets that can be scored; sentences by the encoders of the files."""
    tokenizer = wished_tokenizer(job)
    encoders = [
        encoder_or(model, path, tokenizer) for model, path in zip(models, paths, strict=True)
    ]
    entries = []
    with progress_bar(len(sets), "evaluating", " sets", job.shown) as advance:
        for number, (kind, path) in enumerate(sets, 1):
            entries.append(score_set(kind, path, encoders if kind == "sentences" else models))
            advance(number)
    return [entry for entry in entries if entry is not None]


def score_set(kind: str, path: Path, models: list[Any]) -> ReportEntry | None:
    """The results on one set; a set that cannot be scored is told, and the other sets go on."""
    judge: Callable[..., mv.evaluate.Result] = getattr(mv.evaluate, kind)
    try:
        results = tuple(judge(model, path) for model in models)
        test = mv.evaluate.compare(*results) if len(results) == 2 else None
        return ReportEntry(path.name, results, test)
    except (OSError, ValueError, LookupError) as error:
        message = describe(error)
        say(message if str(path) in message else f"{path}: {message}")
        return None


def show(entries: list[ReportEntry], models: list[mv.WordVectors], json: bool) -> None:
    """Prints the scores as a table or as JSON, and how far the neighbours of two models overlap."""
    if json:
        found = [record for entry in entries for record in records(entry)]
        emit_json(found + ([overlap_record(models)] if len(models) == 2 else []))
        return
    if entries:
        emit(map(row, entries), header=COLUMNS if len(models) == 1 else PAIRED, always=True)
    if len(models) == 2:
        say(f"neighbours: {overlap(models)}")


def row(entry: ReportEntry) -> list[object]:
    """A line of the table."""
    test, first = entry.comparison, entry.results[0]
    if test is None:
        numbers = [first.score, first.low, first.high, first.known, first.total]
    else:
        difference = [test.difference, test.low, test.high]
        numbers = [test.first, test.second, *difference, test.p, test.items]
    return [entry.name, entry.kind, *numbers]


def records(entry: ReportEntry) -> list[dict[str, Any]]:
    """All about every result, and the test of two, for JSON."""
    found = []
    for number, result in enumerate(entry.results):
        model = {} if entry.comparison is None else {"model": number}
        found.append({**result.as_dict(), "set": entry.name, **model})
    if entry.comparison is not None:
        test = dataclasses.asdict(entry.comparison)
        found.append({**test, "set": entry.name, "kind": f"{entry.kind}, compared"})
    return found


def overlap(models: list[mv.WordVectors]) -> mv.evaluate.Result | str:
    """How far the neighbours of two models overlap, or why that cannot be said."""
    try:
        return mv.evaluate.overlap(*models)
    except ValueError as error:
        return describe(error)


def overlap_record(models: list[mv.WordVectors]) -> dict[str, Any]:
    """The same for JSON."""
    found = overlap(models)
    facts = {"error": found} if isinstance(found, str) else found.as_dict()
    return {**facts, "kind": "neighbours"}
