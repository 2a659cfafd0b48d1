"""``malvec encode``: a vector for every line of text."""

from __future__ import annotations

import json as jsons
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
import typer

import malvec as mv
from malvec.cli.files import check_apart, holds_encoder, load_vectors
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.outcome import say
from malvec.cli.texts import Cutting, Reading, each_text, paths_of, texts_of
from malvec.cli.tokenizer_options import wished_tokenizer
from malvec.runtime.progress import progress_bar
from malvec.sentences.fitting import SentenceRecipe
from malvec.storage import kinds
from malvec.storage.atomic import replacing

__all__ = ["encode"]

METHODS: dict[str, type[SentenceRecipe]] = {
    "mean": mv.Mean,
    "idf": mv.IdfMean,
    "sif": mv.Sif,
    "usif": mv.Usif,
}
SUFFIXES = (".npy", ".safetensors", ".tsv")
_HEADER = 128


@dataclass(frozen=True, kw_only=True)
class EncodeJob(Reading, Cutting, Run):
    """The options of ``malvec encode``."""

    model: Path = argument("file of vectors, or of an encoder that --save wrote")
    method: Literal["mean", "idf", "sif", "usif"] | None = option(
        "how words become a vector; by default the file's encoder, else mean", default=None
    )
    fit: tuple[Path, ...] = option(
        "texts to fit to, may be repeated; by default the input, where that is files", default=()
    )
    tokenizer: str | None = option(
        "how a text becomes words; by default as the text of the model did",
        "--tokenizer",
        "-t",
        default=None,
    )
    output: Path | None = option(
        f"{', '.join(SUFFIXES)}; by default tabs on stdout", "--output", "-o", default=None
    )
    save: Path | None = option("keep the encoder in this .safetensors file", default=None)


def encode(job: EncodeJob) -> None:
    """Turn every line of text into a vector. A line without a word that has one becomes zeros; what
    was read is told on stderr."""
    check_apart([job.output, job.save], [job.model, *job.fit, *paths_of(job)])
    if job.output is not None and job.output.suffix not in SUFFIXES:
        raise typer.BadParameter(f"{job.output}: the name must end in {', '.join(SUFFIXES)}")
    encoder = find_encoder(job)
    if job.save is not None:
        encoder.save(job.save)
    tally = mv.sentences.EncodingTally()
    with progress_bar(None, "encoding", " texts", job.shown) as advance:
        texts = counted(each_text(job), advance)
        parts = encoder.encode_iter(texts, tally=tally, processes=job.processes)
        write(parts, job.output, encoder.dim, tally)
    if not job.quiet:
        say(str(tally))


def counted(texts: Iterable[str], advance: Callable[[int], None]) -> Iterator[str]:
    """The texts; how many went by is told every so often."""
    for number, text in enumerate(texts):
        if number % 256 == 0:
            advance(number)
        yield text


def write(
    parts: Iterator[Any], output: Path | None, dim: int, tally: mv.sentences.EncodingTally
) -> None:
    """The vectors into a file of the kind that its name says, or onto stdout."""
    if output is None:
        write_text(parts, None)
    elif output.suffix == ".npy":
        with replacing(output, seeks=True) as file:
            write_npy(parts, file, dim)
    elif output.suffix == ".tsv":
        with replacing(output) as file:
            write_text(parts, file)
    else:
        rows = np.concatenate([np.zeros((0, dim), np.float32), *parts])
        told = {"tally": jsons.dumps(vars(tally))}
        kinds.write(output, "sentence_vectors", {"vectors": rows}, told)


def find_encoder(job: EncodeJob) -> mv.SentenceEncoder:
    """The encoder of the file, or one made of its vectors by this method."""
    tokenizer, method = wished_tokenizer(job), job.method
    if method is None and holds_encoder(job.model):
        return mv.SentenceEncoder.load(job.model, tokenizer=tokenizer)
    recipe, vectors = METHODS[method or "mean"](), load_vectors(job.model)
    if method in (None, "mean"):
        return recipe.fit(vectors, tokenizer=tokenizer)
    if not job.fit and "-" in job.input:
        raise typer.BadParameter(
            f"--method {method} is fitted to texts, and standard input can be read only once: name"
            " them with --fit"
        )
    sources = list(job.fit) if job.fit else texts_of(job)
    return recipe.fit(vectors, sources, tokenizer=tokenizer)


def write_npy(parts: Iterator[Any], file: IO[bytes], dim: int) -> None:
    """A NumPy file, row by row; the header is written again when the number of rows is known."""

    def header(rows: int) -> bytes:
        text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {dim}), }}"
        return (
            b"\x93NUMPY\x01\x00"
            + (_HEADER - 10).to_bytes(2, "little")
            + text.ljust(_HEADER - 11).encode()
            + b"\n"
        )

    rows = 0
    file.write(header(rows))
    for part in parts:
        file.write(part.astype("<f4", copy=False).tobytes())
        rows += len(part)
    file.seek(0)
    file.write(header(rows))
    file.seek(0, os.SEEK_END)


def write_text(parts: Iterator[Any], file: IO[bytes] | None) -> None:
    """Numbers separated by tabs, a line per text, to the file or stdout."""
    for part in parts:
        lines = "".join(
            "\t".join([f"{value:.6g}" for value in row]) + "\n" for row in part.tolist()
        )
        if file is None:
            print(lines, end="", flush=True)
        else:
            file.write(lines.encode())
