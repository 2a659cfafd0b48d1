"""``malvec convert`` and ``malvec info``: files of vectors."""

from __future__ import annotations

import json as json_format
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import malvec as mv
from malvec.cli.files import KINDS, load_any, load_vectors, save_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.table import aligned, display_width, emit_json, wrapped
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.reports.report import Report, describe_call
from malvec.storage import container

__all__ = ["convert", "info"]

KINDS_HELP = f"kind of file, where the name does not tell: {', '.join(KINDS)}"


@dataclass(frozen=True, kw_only=True)
class ConvertJob(Run):
    """The options of ``malvec convert``."""

    model: Path = argument("file to read")
    output: Path = argument("file to write")
    source_kind: str | None = option(KINDS_HELP, "--from", choices=KINDS, default=None)
    target_kind: str | None = option(KINDS_HELP, "--to", choices=KINDS, default=None)


def convert(job: ConvertJob) -> None:
    """Copy vectors into another kind of file."""
    save_vectors(load_vectors(job.model, job.source_kind), job.output, job.target_kind)


@dataclass(frozen=True, kw_only=True)
class InfoJob(Run):
    """The options of ``malvec info``."""

    model: Path = argument("file of vectors, or of anything that malvec saved")
    verify: bool = option(
        "read the whole file and compare its checksums", "--verify", default=False
    )
    json: bool = option("print JSON", "--json", default=False)


def info(job: InfoJob) -> None:
    """Show what a file holds. Shape, recipe, tokenizer, how it was trained, size."""
    vectors, verify, json = job.model, job.verify, job.json
    held = load_any(vectors, verify=verify)
    facts: dict[str, Any] = {"file": str(vectors), "bytes": vectors.stat().st_size}
    facts |= summary(held)
    facts |= stored_facts(vectors)
    if verify and vectors.suffix == ".safetensors":
        facts["checksums"] = "match"
    if json:
        emit_json(facts)
        return
    if isinstance(report := getattr(held, "report", None), Report):
        facts["report"] = report
    labels = max(map(display_width, facts)) + 2
    for name, value in facts.items():
        for i, line in enumerate(line for text in shown(value) for line in wrapped(text, labels)):
            print(f"{'' if i else name:{labels}}{line}")


def summary(held: Any) -> dict[str, Any]:
    """Size and beginning of what a file holds."""
    if isinstance(held, TaggedVectors):
        tags = ", ".join(map(str, held.tags[:8]))
        words = len(held.vocab)
        return {"tags": len(held), "dim": held.dim, "first tags": tags, "words": words}
    vectors = getattr(held, "vectors", held)  # those of an encoder or a language model
    if not isinstance(vectors, mv.WordVectors):
        return {"holds": repr(held)}
    facts = {} if vectors is held else {"holds": repr(held)}
    first = " ".join(vectors.vocab[:8])
    return {**facts, "words": len(vectors), "dim": vectors.dim, "first words": first}


def stored_facts(path: Path) -> dict[str, Any]:
    """What a malvec file tells about itself: arrays, recipe, tokenizer, report; nothing for other
    kinds of files."""
    if path.suffix != ".safetensors":
        return {}
    tensors, metadata = container.read(path)
    arrays = {name: f"{tensor.dtype} {list(tensor.shape)}" for name, tensor in tensors.items()}
    texts = {
        name: unpacked(text)
        for name, text in sorted(metadata.items())
        if name not in {"checksums", "header_crc32"}
    }
    return {**texts, "arrays": arrays}


def unpacked(text: str) -> Any:
    """Metadata are text, most of it JSON."""
    try:
        return json_format.loads(text)
    except ValueError:
        return text


def shown(value: Any) -> list[str]:
    """A fact as lines."""
    if isinstance(value, Report):
        lines = str(value).splitlines()
        return lines[1:] if hasattr(value, "recipe") else lines  # the recipe is a fact of its own
    if isinstance(value, dict) and "name" in value:
        return [describe_call(value)]
    if isinstance(value, dict):
        return aligned(
            [(key, str(item)) for key, item in value.items() if item not in (None, "", {}, [])]
        )
    return [f"{value:,}" if isinstance(value, int) else str(value)]
