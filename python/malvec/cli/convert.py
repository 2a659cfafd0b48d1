"""``malvec convert``: files of vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from malvec.cli.files import KINDS, load_vectors, save_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option

__all__ = ["convert"]

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
