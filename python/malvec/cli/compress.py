"""``malvec compress``: a smaller file of the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, load_vectors
from malvec.cli.outcome import say
from malvec.cli.table import emit_json
from malvec.vectors.compression import METHODS, measure_loss

__all__ = ["compress"]


Source = Annotated[Path, typer.Argument(help="File of vectors, of any kind that can be read.")]
Target = Annotated[Path, typer.Argument(help="File to write, .safetensors.")]
Method = Annotated[
    str,
    typer.Option(help="How: pq is product quantisation, int8 a byte per component."),
]
Parts = Annotated[
    int | None,
    typer.Option(min=1, help="Bytes per row for pq; by default half as many as components."),
]
Pruned = Annotated[
    bool, typer.Option("--prune/--no-prune", help="Leave out rows of n-grams that no word has.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the sample that pq learns from.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def compress(
    source: Source,
    target: Target,
    *,
    method: Method = METHODS[0],
    parts: Parts = None,
    pruned: Pruned = True,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Write vectors in a byte per component or less. They are searched as they are; the size and
    what was lost are told."""
    check_files(source, target, method)
    vectors = load_vectors(source)
    try:
        small = mv.vectors.compress(vectors, method, parts=parts, pruned=pruned, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    small.save(target)
    before, after, loss = source.stat().st_size, target.stat().st_size, measure_loss(vectors, small)
    if json:
        losses = {"recall": loss.recall, "cosine": loss.cosine}
        emit_json(facts(before, after, vectors, small) | losses)
    else:
        share = f"{100 * after / before:.1f} %"
        say(f"{before / 2**20:,.1f} MiB -> {after / 2**20:,.1f} MiB ({share}); {loss}")


def check_files(source: Path, target: Path, method: str) -> None:
    """Wrong usage, before anything is read."""
    if method not in METHODS:
        raise typer.BadParameter(f"--method is {' or '.join(METHODS)}, not {method}")
    if target.suffix != ".safetensors":
        raise typer.BadParameter(f"{target}: compressed vectors are written as .safetensors")
    check_apart([target], [source])


def facts(
    before: int, after: int, vectors: mv.WordVectors, small: mv.WordVectors
) -> dict[str, Any]:
    """Sizes of the files in bytes, and rows of n-grams, before and after."""
    sizes: dict[str, Any] = {"bytes_before": before, "bytes_after": after, "share": after / before}
    if vectors.subword_table is not None and small.subword_table is not None:
        sizes |= {
            "ngrams_before": len(vectors.subword_table.matrix),
            "ngrams_after": len(small.subword_table.matrix),
        }
    return sizes
