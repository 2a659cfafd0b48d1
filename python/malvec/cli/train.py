"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe, its options made from the recipe's own fields."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import typing
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_writable, save_vectors
from malvec.cli.outcome import STOPPED, ends_well, say
from malvec.models.token_recipe import TokenRecipe

__all__ = ["train"]

RECIPES: tuple[type[TokenRecipe], ...] = (mv.Skipgram, mv.Cbow)
TOKENIZERS = tuple(mv.tokenizers.BY_NAME)

train = typer.Typer(no_args_is_help=True, help="Train word vectors on text files.")


@dataclasses.dataclass(frozen=True)
class Job:
    """What is read and written; the options that every ``train`` command has besides the knobs of its recipe."""

    input: Annotated[list[str], typer.Option("--input", "-i", help="Text file, one text per line; may be repeated; - is stdin.")]
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the vectors go: .safetensors, .txt, .vec or .bin.")]
    tokenizer: Annotated[str, typer.Option(help=f"How a line becomes words: {', '.join(TOKENIZERS)}.")] = "whitespace"
    min_count: Annotated[int, typer.Option(min=1, help="Rarer words are left out.")] = 5
    max_vocab: Annotated[int | None, typer.Option(min=1, help="At most so many words, the most frequent ones.")] = None
    save_corpus: Annotated[Path | None, typer.Option(help="Keep the encoded corpus in this file or directory.")] = None
    checkpoint: Annotated[Path | None, typer.Option(help="Directory for checkpoints.")] = None
    every: Annotated[str, typer.Option(help="Time between checkpoints: 30s, 10min, 2h.")] = "10min"
    resume: Annotated[bool, typer.Option(help="Go on from the checkpoint if there is one, or begin anew.")] = True
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")] = False


def job_parameters() -> list[inspect.Parameter]:
    """The options of :class:`Job` as parameters of a command."""
    hints = typing.get_type_hints(Job, include_extras=True)
    return [parameter(field, hints[field.name], "Files and text") for field in dataclasses.fields(Job)]


def recipe_parameters(recipe: type[TokenRecipe]) -> list[inspect.Parameter]:
    """One option for each knob of the recipe."""
    hints = typing.get_type_hints(recipe)
    return [
        parameter(field, Annotated[hints[field.name], typer.Option(help=field.metadata["help"])], "Training")
        for field in dataclasses.fields(recipe)
    ]


def parameter(field: dataclasses.Field[Any], annotation: Any, panel: str) -> inspect.Parameter:
    """A dataclass field as a keyword parameter that Typer understands."""
    for extra in annotation.__metadata__:
        extra.rich_help_panel = panel
    default = inspect.Parameter.empty if field.default is dataclasses.MISSING else field.default
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def add_command(recipe: type[TokenRecipe]) -> None:
    """Registers the command of a recipe under its name in lower case."""
    parameters = job_parameters() + recipe_parameters(recipe)

    def command(**options: Any) -> None:
        job_fields = {field.name for field in dataclasses.fields(Job)}
        job = Job(**{name: value for name, value in options.items() if name in job_fields})
        try:
            trainer = recipe(**{name: value for name, value in options.items() if name not in job_fields})
        except (TypeError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None
        run(job, trainer)

    command.__doc__ = str(recipe.__doc__).splitlines()[0]
    command.__name__ = recipe.__name__.lower()
    command.__signature__ = inspect.Signature(sorted(parameters, key=lambda p: p.default is not p.empty))  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    train.command()(ends_well(command))


def run(job: Job, trainer: TokenRecipe) -> None:
    """Reads, trains, saves, reports."""
    check_writable(job.output)
    corpus = read_corpus(job)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    vectors = fit(job, trainer, corpus)
    save_vectors(vectors, job.output)
    summarise(job, vectors)


def fit(job: Job, trainer: TokenRecipe, corpus: mv.Corpus) -> mv.WordVectors:
    """The trained vectors; after Ctrl-C those learnt so far."""
    if job.checkpoint is not None and not job.resume:
        (job.checkpoint / "checkpoint.safetensors").unlink(missing_ok=True)
    try:
        return trainer.fit(corpus, progress=not job.quiet, checkpoint=job.checkpoint, every=job.every)
    except KeyboardInterrupt as stop:
        if not isinstance(stop, mv.Interrupted):
            raise
        return stop.vectors


def summarise(job: Job, vectors: mv.WordVectors) -> None:
    """Tells what was made; exit code 130 if training was stopped before its end."""
    report = vectors.report
    if not isinstance(report, mv.TrainingReport):
        raise TypeError(f"the report of a fit is a TrainingReport, not {type(report).__name__}")
    if job.json:
        print(report.to_json())
    if not job.quiet:
        print(f"{report}\nsaved {job.output}", file=sys.stderr)
    if report.stopped:
        say(f"stopped before the end; {job.output} holds what was learnt so far")
        raise typer.Exit(STOPPED)


def read_corpus(job: Job) -> mv.Corpus:
    """The corpus of the input files, or of stdin."""
    try:
        tokenizer = mv.tokenizers.by_name(job.tokenizer)
    except ValueError as error:
        raise typer.BadParameter(f"--tokenizer: {error}") from None
    return mv.Corpus.from_files(job.input, tokenizer=tokenizer, min_count=job.min_count, max_vocab=job.max_vocab, progress=not job.quiet)


for each in RECIPES:
    add_command(each)
