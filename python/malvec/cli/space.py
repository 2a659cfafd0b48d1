"""``malvec train spacing`` learns where blanks stand; ``malvec space`` puts them, line by line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_apart, text_paths
from malvec.cli.options import option
from malvec.cli.texts import ENCODING_HELP, Encoding
from malvec.cli.train_command import add_command
from malvec.storage.atomic import replacing
from malvec.text.blocks import line_blocks
from malvec.text.sources import find_sources
from malvec.text.spacing.model import read_exceptions

__all__ = ["register", "space"]

_BLOCK = 1 << 22


@dataclass(frozen=True, kw_only=True)
class SpacingJob:
    """The options of ``malvec train spacing`` besides its knobs."""

    input: list[str] = option(
        "text file with good spacing, one text per line; may be repeated", "--input", "-i"
    )
    output: Path = option("where the model goes: .safetensors", "--output", "-o")
    exceptions: Path | None = option(
        "file of texts whose spacing is kept as written, one per line", default=None
    )
    encoding: str | None = option(ENCODING_HELP, default=None)
    quiet: bool = option("no progress bar, no summary", "--quiet", "-q", default=False)
    json: bool = option("print the report as JSON on stdout", "--json", default=False)


def register() -> None:
    """Adds ``malvec train spacing``."""
    add_command(
        mv.Spacing, SpacingJob, learn, "malvec train spacing -i reviews.txt -o spacing.safetensors"
    )


def learn(job: SpacingJob, recipe: mv.Spacing) -> None:
    """Learns from files, and saves."""
    if job.output.suffix != ".safetensors":
        raise typer.BadParameter(f"{job.output}: the name must end in .safetensors")
    check_apart([job.output], [*text_paths(job.input, job.encoding), job.exceptions])
    exceptions = () if job.exceptions is None else read_exceptions(job.exceptions)
    model = recipe.fit(
        (Path(path) for path in job.input),
        exceptions=exceptions,
        encoding=job.encoding,
        progress=not job.quiet,
    )
    model.save(job.output)
    if job.json:
        print(model.report.to_json())
    if not job.quiet:
        print(f"{model.report}\nsaved {job.output}", file=sys.stderr)


Model = Annotated[Path, typer.Argument(help="Spacing model, as malvec train spacing writes it.")]
Inputs = Annotated[list[str] | None, typer.Argument(help="Text files; without any, stdin.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; by default stdout.")
]
Exceptions = Annotated[
    Path | None, typer.Option(help="File of texts whose spacing is kept as written, one per line.")
]
KeepBlanks = Annotated[
    bool | None, typer.Option(help="Blanks of the text stay; by default as the model was trained.")
]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; by default one per processor.")]


def space(
    model: Model,
    input: Inputs = None,
    *,
    output: Output = None,
    exceptions: Exceptions = None,
    keep_blanks: KeepBlanks = None,
    encoding: Encoding = None,
    threads: Threads = None,
) -> None:
    """Put blanks where they belong, line by line. No other character changes."""
    loaded = mv.text.spacing.SpacingModel.load(model)
    knobs: dict[str, Any] = {} if keep_blanks is None else {"keep_blanks": keep_blanks}
    kept = None if exceptions is None else read_exceptions(exceptions)
    loaded = loaded.with_options(exceptions=kept, **knobs)
    sources = find_sources(input or ["-"], encoding)
    if output is None:
        write(loaded, sources, sys.stdout.buffer, threads)
        return
    check_apart([output], [model, exceptions, *(source.path for source in sources)])
    with replacing(output) as file:
        write(loaded, sources, file, threads)


def write(
    model: mv.text.spacing.SpacingModel, sources: list[Any], file: Any, threads: int | None
) -> None:
    """Corrects the lines of sources one after another; what comes from a pipe goes on at once."""
    for source in sources:
        for block in line_blocks(source, _BLOCK, arriving=source.path == "-"):
            file.write(model.correct_bytes(block, threads=threads))
            file.flush()
