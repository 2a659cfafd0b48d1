"""``malvec encode``: a vector for every line of text."""

from __future__ import annotations

import json as jsons
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import numpy as np

import malvec as mv
from malvec.cli.encoders import EncoderOptions, find_encoder
from malvec.cli.files import check_apart, holds_documents, load_any
from malvec.cli.grammar import Run
from malvec.cli.options import argument, option
from malvec.cli.outcome import say
from malvec.cli.texts import Reading, counted, each_text, paths_of
from malvec.cli.tokenizer_options import wished_tokenizer
from malvec.runtime.progress import progress_bar
from malvec.storage import kinds
from malvec.storage.atomic import replacing

__all__ = ["encode"]

SUFFIXES = (".npy", ".safetensors", ".tsv")
RowsOf = Callable[[Iterator[str]], Iterator[Any]]
OF_ENCODERS = "--method, --fit and --save are of encoders: {} holds documents"
_HEADER, BATCH = 128, 4096


@dataclass(frozen=True, kw_only=True)
class EncodeJob(Reading, EncoderOptions, Run):
    """The options of ``malvec encode``."""

    model: Path = argument("file of vectors, of an encoder that --save wrote, or of documents")
    output: Path | None = option(
        f"{', '.join(SUFFIXES)}; by default tabs on stdout", "--output", "-o", default=None
    )
    save: Path | None = option(
        "keep the encoder in this .safetensors file; no vectors then without --output", default=None
    )


def encode(job: EncodeJob) -> None:
    """Turn every line of text into a vector. A line without a word that has one becomes zeros; what
    was read is told on stderr. Models of documents and topics infer theirs. With --save alone the
    encoder is kept, and nothing encoded."""
    check_apart([job.output, job.save], [job.model, *job.fit, *paths_of(job)])
    if job.output is not None and job.output.suffix not in SUFFIXES:
        raise click.BadParameter(f"{job.output}: the name must end in {', '.join(SUFFIXES)}")
    if job.save is not None and holds_documents(job.model):
        raise click.BadParameter(OF_ENCODERS.format(job.model))
    if job.save is not None and job.output is None:
        kept_encoder(job)
        if not job.quiet:
            say(f"saved {job.save}")
        return
    tally = mv.sentences.EncodingTally()
    rows_of, dim = (inferred if holds_documents(job.model) else encoded)(job, tally)
    with progress_bar(None, "encoding", " texts", job.shown) as advance:
        write(rows_of(counted(each_text(job), advance)), job.output, dim, tally)
    if not job.quiet:
        say(str(tally) if tally.words else f"{tally.texts:,} texts, {tally.empty:,} empty")


def kept_encoder(job: EncodeJob) -> mv.SentenceEncoder:
    """The encoder that the options describe, written where it is to be kept."""
    encoder = find_encoder(job, job.model)
    if job.save is not None:
        encoder.save(job.save)
    return encoder


def encoded(job: EncodeJob, tally: mv.sentences.EncodingTally) -> tuple[RowsOf, int]:
    """How texts become vectors by an encoder, and the length of these."""
    encoder = kept_encoder(job)
    rows_of = partial(encoder.encode_iter, tally=tally, processes=job.processes, progress=False)
    return rows_of, encoder.dim


def inferred(job: EncodeJob, tally: mv.sentences.EncodingTally) -> tuple[RowsOf, int]:
    """The same by a model of documents, some texts at a time."""
    if job.method is not None or job.fit:
        raise click.BadParameter(OF_ENCODERS.format(job.model))
    held, tokenizer = load_any(job.model), wished_tokenizer(job)
    model = held.source if isinstance(held, mv.Index) else held

    def rows_of(texts: Iterator[str]) -> Iterator[Any]:
        while batch := list(islice(texts, BATCH)):
            rows = model.infer(batch, tokenizer=tokenizer, progress=False)
            tally.texts += len(rows)
            tally.empty += int((~rows.any(axis=1)).sum())
            yield rows

    return rows_of, model.dim


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
