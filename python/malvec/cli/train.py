"""``malvec train skipgram``, ``malvec train cbow``: one command per recipe, its options made from the recipe's own fields."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

import typer

import malvec as mv
from malvec.cli.files import check_place, check_writable, save_vectors
from malvec.cli.outcome import STOPPED, ends_well, say
from malvec.corpus.sources import find_sources
from malvec.models.checkpoint import parse_interval
from malvec.models.token_recipe import TokenRecipe
from malvec.tokenizers import Tokenizer

__all__ = ["train"]

RECIPES: tuple[type[TokenRecipe], ...] = (mv.Skipgram, mv.Cbow)
TOKENIZERS = tuple(mv.tokenizers.BY_NAME)

train = typer.Typer(no_args_is_help=True, help="Train word vectors on text files.")


def told(help: str, *flags: str, min: int | None = None) -> dict[str, Any]:
    """What an option of :class:`Job` needs besides its type; without flags it is called as the field."""
    return {"help": help, "flags": flags, "min": min}


@dataclass(frozen=True)
class Job:
    """What is read and written; the options that every ``train`` command has besides the knobs of its recipe."""

    input: list[str] = field(metadata=told("text file, one text per line; may be repeated; - is stdin", "--input", "-i"))
    output: Path = field(metadata=told("where the vectors go: .safetensors, .txt, .vec or .bin", "--output", "-o"))
    tokenizer: str = field(default="whitespace", metadata=told(f"how a line becomes words: {', '.join(TOKENIZERS)}"))
    min_count: int = field(default=5, metadata=told("rarer words are left out", min=1))
    max_vocab: int | None = field(default=None, metadata=told("at most so many words, the most frequent ones", min=1))
    save_corpus: Path | None = field(default=None, metadata=told("keep the encoded corpus in this .safetensors file"))
    checkpoint: Path | None = field(default=None, metadata=told("directory for checkpoints"))
    every: str = field(default="10min", metadata=told("time between checkpoints: 30s, 10min, 2h"))
    resume: bool = field(default=True, metadata=told("go on from the checkpoint if there is one, or begin anew"))
    quiet: bool = field(default=False, metadata=told("no progress bar, no summary", "--quiet", "-q"))
    json: bool = field(default=False, metadata=told("print the report as JSON on stdout", "--json"))


def parameters(kind: type[Any], panel: str) -> Iterator[inspect.Parameter]:
    """The fields of a dataclass as keyword parameters that Typer makes options of."""
    hints = typing.get_type_hints(kind)
    for knob in fields(kind):
        flags, least = knob.metadata.get("flags", ()), knob.metadata.get("min")
        told = typer.Option(*flags, help=sentence(knob.metadata["help"]), min=least, rich_help_panel=panel)
        default = inspect.Parameter.empty if knob.default is MISSING else knob.default
        yield inspect.Parameter(knob.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[hints[knob.name], told])


def sentence(text: str) -> str:
    """A knob's line with a capital and a full stop; where it begins with a value of the knob, that stays as it is."""
    return f"{text if text.split()[0].endswith(':') else text[0].upper() + text[1:]}."


def add_command(recipe: type[TokenRecipe]) -> None:
    """Registers the command of a recipe under its name in lower case."""
    shown = [*parameters(Job, "Files and text"), *parameters(recipe, "Training")]

    def command(**options: Any) -> None:
        job = Job(**{knob.name: options.pop(knob.name) for knob in fields(Job)})
        try:
            trainer = recipe(**options)
        except (TypeError, ValueError) as error:
            raise typer.BadParameter(str(error)) from None
        run(job, trainer)

    name = recipe.__name__.lower()
    command.__doc__ = str(recipe.__doc__).splitlines()[0]
    command.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    example = f"malvec train {name} -i reviews.txt -o reviews.safetensors --tokenizer mecab --epochs 10"
    train.command(name, epilog=f"Example: {example}")(ends_well(command))


def run(job: Job, trainer: TokenRecipe) -> None:
    """Checks what can be checked at once, then reads, trains, saves, reports."""
    check_writable(job.output)
    if job.save_corpus is not None:
        check_place(job.save_corpus)
    tokenizer = checked_words(job)
    check_apart(job)
    corpus = mv.Corpus.from_files(job.input, tokenizer=tokenizer, min_count=job.min_count, max_vocab=job.max_vocab, progress=not job.quiet)
    if not job.quiet:
        print(corpus.report, file=sys.stderr)
    if job.save_corpus is not None:
        corpus.save(job.save_corpus)
    vectors = fit(job, trainer, corpus)
    save_vectors(vectors, job.output)
    summarise(job, vectors)


def check_apart(job: Job) -> None:
    """Wrong usage where a file would be written over one that is read, or over another that is written."""
    written = [job.output] if job.save_corpus is None else [job.output, job.save_corpus]
    read = [source.path for source in find_sources(job.input) if source.path != "-"]
    for place in written:
        if any(place.exists() and place.samefile(path) for path in read):
            raise typer.BadParameter(f"{place} is also an input: it would be overwritten")
    if len({place.resolve() for place in written}) < len(written):
        raise typer.BadParameter(f"{job.output} is to hold both the corpus and the vectors: name two files")


def checked_words(job: Job) -> Tokenizer:
    """The tokenizer; wrong usage if there is none of that name, or the interval of checkpoints is none."""
    try:
        parse_interval(job.every)
        return mv.tokenizers.by_name(job.tokenizer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


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


for each in RECIPES:
    add_command(each)
