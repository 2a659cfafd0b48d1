"""``malvec convert``: files of vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import malvec as mv
from malvec.cli.files import DOCUMENTS, KINDS, load_vectors, save_vectors, seems_own
from malvec.cli.grammar import Run
from malvec.cli.models import SIDE_HELP, Side, load_named
from malvec.cli.options import argument, option
from malvec.cli.outcome import say
from malvec.storage import kinds

__all__ = ["convert"]

KINDS_HELP = f"kind of file, where the name does not tell: {', '.join(KINDS)}"


@dataclass(frozen=True, kw_only=True)
class ConvertJob(Run):
    """The options of ``malvec convert``."""

    model: Path = argument("file to read")
    output: Path = argument("file to write")
    source_kind: str | None = option(KINDS_HELP, "--from", choices=KINDS, default=None)
    target_kind: str | None = option(KINDS_HELP, "--to", choices=KINDS, default=None)
    side: Side = option(SIDE_HELP, default="columns")


def convert(job: ConvertJob) -> None:
    """Copy vectors into another kind of file. Of documents, topics and factors it takes the vectors
    with their names."""
    save_vectors(found(job), job.output, job.target_kind)


def found(job: ConvertJob) -> mv.WordVectors:
    """The vectors of the file; says what is left behind of a model that is more than vectors."""
    own = job.model.is_dir() or seems_own(job.model)
    if job.source_kind is not None or not own:
        return load_vectors(job.model, job.source_kind)
    kind = "" if job.model.is_dir() else kinds.kind_of(job.model)
    if kind in DOCUMENTS and not job.quiet:
        say(f"{job.output}: holds the vectors of the documents alone, not what infers new ones")
    if kind == "factors" and not job.quiet:
        say(f"{job.output}: holds the vectors of the {job.side} alone; --side chooses")
    return load_named(job.model, job.side)
