"""``malvec evaluate``: scores of vectors on sets of word pairs and analogies."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import load_vectors
from malvec.cli.outcome import FAILED, describe, say
from malvec.cli.table import emit, emit_json

__all__ = ["evaluate"]

COLUMNS = ("set", "kind", "score", "low", "high", "known", "total")


def evaluate(
    vectors: Annotated[Path, typer.Argument(help="File of vectors.")],
    similarity: Annotated[list[Path] | None, typer.Option(help="Word pairs with a score; may be repeated.")] = None,
    analogy: Annotated[list[Path] | None, typer.Option(help="Analogies, Google's layout; may be repeated.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score vectors by the judgement of people: rank correlation of similarities, accuracy of analogies."""
    if not similarity and not analogy:
        raise typer.BadParameter("nothing to score by: give --similarity FILE or --analogy FILE")
    loaded = load_vectors(vectors)
    sets = [(similarity_scores, path) for path in similarity or []] + [(analogy_scores, path) for path in analogy or []]
    results = []
    for score, path in sets:
        try:
            results.append(score(loaded, path))
        except (OSError, ValueError, LookupError) as error:
            message = describe(error)
            say(message if str(path) in message else f"{path}: {message}")
    if json:
        emit_json(results)
    elif results:
        emit([[result[column] for column in COLUMNS] for result in results], header=COLUMNS)
    if len(results) < len(sets):
        raise typer.Exit(FAILED)


def similarity_scores(vectors: mv.WordVectors, path: Path) -> dict[str, Any]:
    """Rank correlation with people, from -1 to 1."""
    result = mv.evaluate.similarity(vectors, path)
    shared = {"set": path.name, "kind": "similarity", "score": result.spearman, "known": result.pairs_known, "total": result.pairs_total}
    return {**dataclasses.asdict(result), **shared}


def analogy_scores(vectors: mv.WordVectors, path: Path) -> dict[str, Any]:
    """Share of right answers, from 0 to 1."""
    result = mv.evaluate.analogy(vectors, path)
    return {**dataclasses.asdict(result), "set": path.name, "kind": "analogy", "score": result.accuracy}
