"""``malvec compress``: a smaller file of the same words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

import malvec as mv
from malvec.cli.files import check_apart, load_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.outcome import say
from malvec.cli.table import emit_json
from malvec.vectors.compression import Method, measure_loss

__all__ = ["compress"]


@dataclass(frozen=True, kw_only=True)
class CompressJob(Run):
    """The options of ``malvec compress``."""

    model: Path = argument("file of vectors, of any kind that can be read")
    output: Path = argument("file to write, .safetensors")
    method: Method = option("pq: product quantisation; int8: a byte per component", default="pq")
    parts: int | None = option(
        "bytes per row for pq; by default half as many as components", default=None, min=1
    )
    pruned: bool = option(
        "leave out rows of n-grams that no word has", "--prune/--no-prune", default=True
    )
    seed: int = option("seed of the sample that pq learns from", default=1, min=0)
    json: bool = option("print sizes and losses as JSON", "--json", default=False)


def compress(job: CompressJob) -> None:
    """Write vectors in a byte per component or less. They are searched as they are; the size and
    what was lost are told."""
    if job.output.suffix != ".safetensors":
        raise click.BadParameter(f"{job.output}: compressed vectors are written as .safetensors")
    check_apart([job.output], [job.model])
    vectors = load_vectors(job.model)
    small = compressed(vectors, job)
    small.save(job.output)
    loss = measure_loss(vectors, small)
    before, after = job.model.stat().st_size, job.output.stat().st_size
    if job.json:
        losses = {"recall": loss.recall, "cosine": loss.cosine}
        emit_json(facts(before, after, vectors, small) | losses)
    elif not job.quiet:
        share = f"{100 * after / before:.1f} %"
        say(f"{before / 2**20:,.1f} MiB -> {after / 2**20:,.1f} MiB ({share}); {loss}")


def compressed(vectors: mv.WordVectors, job: CompressJob) -> mv.WordVectors:
    """The vectors, compressed; wrong usage where they cannot be so."""
    try:
        return mv.vectors.compress(
            vectors,
            job.method,
            parts=job.parts,
            pruned=job.pruned,
            seed=job.seed,
            progress=job.shown,
        )
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


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
