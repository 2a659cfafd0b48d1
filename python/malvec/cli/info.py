"""``malvec info``: what a file is and what it holds, whoever wrote it."""

from __future__ import annotations

import json as json_format
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import malvec as mv
from malvec.cli.files import load_any
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.table import display_width, emit_json, wrapped
from malvec.models.checkpoint import CHECKPOINT
from malvec.reports.card import first_names, names_of
from malvec.reports.report import Report, describe_call
from malvec.runtime.escapes import visible
from malvec.storage import container, kinds
from malvec.storage.sniff import describe, first_bytes, is_safetensors

__all__ = ["info"]

_MOST_NAMES = 8
_MOST_CHARACTERS = 300


@dataclass(frozen=True, kw_only=True)
class InfoJob(Run):
    """The options of ``malvec info``."""

    model: Path = argument("any file that malvec wrote, a folder of checkpoints, or another file")
    verify: bool = option(
        "read the whole file and compare its checksums", "--verify", default=False
    )
    json: bool = option("print JSON", "--json", default=False)


def info(job: InfoJob) -> None:
    """Show what a file holds. Kind, size, names, recipe, tokenizer, how it was made."""
    path = job.model / CHECKPOINT if (job.model / CHECKPOINT).exists() else job.model
    head = first_bytes(path)
    own = is_safetensors(head) and kinds.is_own(path)
    facts: dict[str, Any] = {"file": str(path), "bytes": path.stat().st_size}
    facts |= own_facts(path, job.verify) if own else foreign_facts(path, head)
    if job.json:
        plain = {
            name: value.as_dict() if isinstance(value, Report) else value
            for name, value in facts.items()
        }
        emit_json({**plain, **(array_facts(path) if own else {})})
        return
    labels = max(map(display_width, facts)) + 2
    for name, value in facts.items():
        for i, line in enumerate(part for text in shown(value) for part in wrapped(text, labels)):
            print(f"{'' if i else name:{labels}}{visible(line)}")


def own_facts(path: Path, verify: bool) -> dict[str, Any]:
    """What a ``.safetensors`` file of malvec holds."""
    kind = kinds.kind_of(path)
    told = (
        checkpoint_facts(path, verify)
        if kind == "checkpoint"
        else model_facts(mv.load(path, verify=verify))
    )
    return {"kind": kind, **told, **({"checksums": "match"} if verify else {})}


def foreign_facts(path: Path, head: bytes) -> dict[str, Any]:
    """What another file seems to be and who reads it; what it holds, where malvec does."""
    try:
        return {"format": describe(head), **model_facts(load_any(path))}
    except (mv.FormatError, ImportError) as error:
        told = str(error).removeprefix(f"{path}: ")
        known = {"format": describe(head)}
        return known if known["format"] in told else {**known, "not read": told}


def model_facts(held: Any) -> dict[str, Any]:
    """Names, sizes, recipe, tokenizer and report of anything that a file holds."""
    array = isinstance(held, np.ndarray)
    facts: dict[str, Any] = {"holds": f"{held.dtype} {list(held.shape)}" if array else repr(held)}
    inner = getattr(held, "vectors", held)  # the word vectors of an encoder or a language model
    inner = inner if isinstance(inner, mv.WordVectors) else held
    told_before: list[Any] = []
    for noun, names in names_of(inner).items():
        if not any(names is before for before in told_before):
            facts |= {noun: len(names), f"first {noun}": first_names(names, _MOST_NAMES, " ")}
            told_before.append(names)
    if isinstance(dim := getattr(inner, "dim", None), int):
        facts["dim"] = dim
    facts |= made_facts(held, inner)
    report = getattr(held, "report", None)
    return {**facts, "report": report} if isinstance(report, Report) else facts


def made_facts(held: Any, inner: Any) -> dict[str, Any]:
    """By which recipe it was made, and how its text was cleaned and cut."""
    metadata: Any = getattr(inner, "metadata", None)
    stored = dict(metadata) if hasattr(metadata, "keys") else {}
    told = {name: unpacked(stored[name]) for name in ("recipe", "compression") if name in stored}
    own = dict(getattr(getattr(held, "report", None), "recipe", None) or {})
    if inner is not held and own and own != told.get("recipe"):
        told = {"recipe": own, "vectors": told.pop("recipe", None), **told}
    elif own:
        told["recipe"] = own
    if hasattr(held, "counting"):
        told["counting"] = asdict(held.counting)
    pipeline = getattr(inner, "pipeline", None)
    return {**told, **pipeline.describe()} if pipeline is not None else told


def checkpoint_facts(path: Path, verify: bool) -> dict[str, Any]:
    """Whose a checkpoint is, and how far its training came."""
    with kinds.open_kind(path, "checkpoint", verify=verify) as file:
        identity, standing = file.parsed("identity") or {}, file.parsed("standing") or {}
    recipe = identity.get("recipe") or {}
    told = {"recipe": recipe, "epochs done": standing.get("epoch"), "of": recipe.get("epochs")}
    told |= {"losses": standing.get("losses"), "seconds": standing.get("seconds")}
    try:
        return {**model_facts(mv.load(path)), **told}
    except mv.FormatError as error:
        return {**told, "not opened": str(error).removeprefix(f"{path}: ")}


def array_facts(path: Path) -> dict[str, Any]:
    """The arrays of a file of malvec."""
    tensors, _ = container.read(path)
    arrays = {name: f"{tensor.dtype} {list(tensor.shape)}" for name, tensor in tensors.items()}
    return {"arrays": arrays}


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
    if value in (None, "", {}, []):
        return ["none"]
    if isinstance(value, dict):
        if "name" in value:
            return [shortened(describe_call(value))]
        chosen = [f"{name}={item}" for name, item in value.items() if item not in (None, False)]
        return [shortened(", ".join(chosen))]
    if isinstance(value, list):
        return [shortened(", ".join(map(str, value)))]
    return [f"{value:,}" if isinstance(value, int) else shortened(str(value))]


def shortened(text: str) -> str:
    """A text that is too long for some lines, by its beginning and its length."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[:_MOST_CHARACTERS]}… ({len(text):,} characters)"
