"""``malvec evaluate``: scores of vectors on sets of word pairs and analogies."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import load_vectors
from malvec.cli.table import emit, emit_json

__all__ = ["evaluate"]


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
    results: list[dict[str, Any]] = []
    for path in similarity or []:
        results.append({"set": path.name, "kind": "similarity", **dataclasses.asdict(mv.evaluate.similarity(loaded, path))})
    for path in analogy or []:
        results.append({"set": path.name, "kind": "analogy", **dataclasses.asdict(mv.evaluate.analogy(loaded, path))})
    if json:
        emit_json(results)
    else:
        emit([row(result) for result in results], header=("set", "kind", "score", "used", "of"))


def row(result: dict[str, Any]) -> tuple[Any, ...]:
    """One result as a row: where it is from, the score, how many of the questions could be asked."""
    return result["set"], result["kind"], result["score"], result["used"], result["total"]
