"""``malvec encode``: a vector for every line of text."""

from __future__ import annotations

import json as jsons
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

import numpy as np
import typer

import malvec as mv
from malvec.cli.files import check_apart, holds_encoder, load_vectors, text_paths
from malvec.cli.outcome import say
from malvec.cli.texts import Encoding
from malvec.sentences.fitting import SentenceRecipe
from malvec.storage import kinds
from malvec.storage.atomic import replacing
from malvec.text.blocks import lines

__all__ = ["encode"]

METHODS: dict[str, type[SentenceRecipe]] = {
    "mean": mv.Mean,
    "idf": mv.IdfMean,
    "sif": mv.Sif,
    "usif": mv.Usif,
}
SUFFIXES = (".npy", ".safetensors", ".tsv")
_HEADER = 128


Vectors = Annotated[
    Path, typer.Argument(help="File of vectors, or of an encoder that --save wrote.")
]
Texts = Annotated[
    str, typer.Argument(help="File of texts, one per line; by default standard input.")
]
Method = Annotated[
    str | None,
    typer.Option(help=f"One of {', '.join(METHODS)}; by default the file's encoder, else mean."),
]
FitTexts = Annotated[
    list[Path] | None,
    typer.Option(help="Texts to fit to; by default TEXTS, where that is a file. Repeatable."),
]
TokenizerName = Annotated[str | None, typer.Option(help="By default that of the vectors' corpus.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help=f"{', '.join(SUFFIXES)}; by default tabs on stdout."),
]
Save = Annotated[Path | None, typer.Option(help="Keep the encoder in this .safetensors file.")]
Processes = Annotated[int | None, typer.Option(min=0, help="Processes of the tokenizer.")]


def encode(
    vectors: Vectors,
    texts: Texts = "-",
    *,
    method: Method = None,
    fit: FitTexts = None,
    tokenizer: TokenizerName = None,
    output: Output = None,
    save: Save = None,
    processes: Processes = None,
    encoding: Encoding = None,
) -> None:
    """Turn every line of text into a vector. A line without a word that has one becomes zeros; what
    was read is told on stderr."""
    read = [] if texts == "-" else text_paths([texts], encoding)
    check_apart([output, save], [vectors, *(fit or []), *read])
    if output is not None and output.suffix not in SUFFIXES:
        raise typer.BadParameter(f"{output}: the name must end in {', '.join(SUFFIXES)}")
    sources = list(fit or ([] if texts == "-" else [Path(texts)]))
    encoder = find_encoder(vectors, method, tokenizer, sources, encoding)
    if save is not None:
        encoder.save(save)
    tally = mv.sentences.EncodingTally()
    parts = encoder.encode_iter(lines(texts, encoding), tally=tally, processes=processes)
    write(parts, output, encoder.dim, tally)


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
    say(str(tally))


def find_encoder(
    path: Path,
    method: str | None,
    tokenizer: str | None,
    sources: list[Path],
    encoding: str | None,
) -> mv.SentenceEncoder:
    """The encoder of the file, or one made of its vectors by this method."""
    if method is not None and method not in METHODS:
        raise typer.BadParameter(f"--method is {', '.join(METHODS)}, not {method}")
    splitter = None if tokenizer is None else mv.tokenizers.by_name(tokenizer)
    if method is None and holds_encoder(path):
        return mv.SentenceEncoder.load(path, tokenizer=splitter)
    recipe, vectors = METHODS[method or "mean"](), load_vectors(path)
    if method in (None, "mean"):
        return recipe.fit(vectors, tokenizer=splitter)
    if not sources:
        raise typer.BadParameter(
            f"--method {method} is fitted to texts, and standard input can be read only once: name"
            " them with --fit"
        )
    return recipe.fit(vectors, sources, tokenizer=splitter, encoding=encoding)


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
