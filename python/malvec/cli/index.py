"""``malvec index``: a file that is searched sooner, of vectors, a matrix with names, or texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

import malvec as mv
from malvec.cli.encoders import EncoderOptions, find_encoder, fit_and_encode
from malvec.cli.files import check_apart, load_any, load_vectors, seems_own, seems_text, text_paths
from malvec.cli.grammar import Reported
from malvec.cli.options import inputs, option
from malvec.cli.texts import Reading, each_text
from malvec.documents.tagged_vectors import TaggedVectors
from malvec.index.index import IndexKind
from malvec.storage.sniff import first_bytes
from malvec.text.readers import Lines

__all__ = ["index"]

THREADS = "threads; by default one per processor"


@dataclass(frozen=True, kw_only=True)
class IndexJob(Reading, EncoderOptions, Reported):
    """The options of ``malvec index``."""

    input: tuple[str, ...] = inputs(
        "file of vectors, of an encoder, of documents or topics; a matrix, .npy or as malvec encode"
        " writes it; with --encoder texts"
    )
    output: Path = option("file to write", "--output", "-o")
    kind: IndexKind = option(
        "exact8: exact, from a byte per component, the better choice up to 2 million rows; hnsw: a"
        " graph, which finds most",
        default="exact8",
    )
    recall: float = option(
        "of hnsw: the share of the ten nearest that shall be found", default=0.95, min=0
    )
    names: Path | None = option(
        "of a matrix: a file with a name per row and line, such as the texts themselves",
        default=None,
    )
    encoder: Path | None = option(
        "file of vectors or of an encoder, that makes vectors of the texts, and of questions later",
        default=None,
    )
    threads: int | None = option(THREADS, default=None, min=1)


def index(job: IndexJob) -> None:
    """Write vectors with a structure beside them that answers sooner. malvec similar asks it for
    words, documents or sentences."""
    check_apart([job.output], [*job.input, job.names, job.encoder, *job.fit])
    source, names = given(job)
    if job.encoder is None and (job.method or job.fit or job.tokenizer):
        raise click.BadParameter("--method, --fit and --tokenizer go with --encoder")
    encoder = None
    if job.encoder is not None and isinstance(source, list) and is_fitted(job):
        names = source
        encoder, source = fit_and_encode(job, job.encoder, names)
    elif job.encoder is not None:
        encoder = find_encoder(job, job.encoder)
    built = mv.Index.build(
        source,
        names,
        kind=job.kind,
        recall=job.recall,
        encoder=encoder,
        threads=job.threads,
        progress=job.shown,
    )
    built.save(job.output)
    job.tell(built.report, job.output)


def is_fitted(job: IndexJob) -> bool:
    """Whether an encoder is to be made that learns from the input."""
    return job.method not in (None, "mean") and not job.fit


def given(job: IndexJob) -> tuple[Any, Any]:
    """What is to be indexed, and the names of its rows."""
    path, one = Path(job.input[0]), len(job.input) == 1
    own = one and path.is_file() and (seems_own(path) or first_bytes(path)[:6] == b"\x93NUMPY")
    held = mv.load(path) if own else None
    if isinstance(held, np.ndarray):
        return held, names_of(job, held)
    if job.names is not None:
        raise click.BadParameter(f"--names is of a matrix; {job.input[0]} is none")
    if job.encoder is not None:
        return list(each_text(job)), None
    if not one or job.input == ("-",):
        raise click.BadParameter("give one file of vectors, or texts and --encoder")
    if held is None and seems_text(path):
        raise click.BadParameter(
            f"{job.input[0]} seems to be text: texts are indexed with --encoder FILE, of vectors"
            " or of an encoder; a list of the names of a matrix is given with --names"
        )
    held = load_any(path) if held is None else held
    if isinstance(held, mv.Index):
        raise click.BadParameter(f"{job.input[0]} is an index already")
    known = isinstance(held, (mv.WordVectors, mv.SentenceEncoder, TaggedVectors))
    return (held if known else load_vectors(path)), None


def names_of(job: IndexJob, matrix: Any) -> list[str] | None:
    """The lines of the file of names; wrong usage where they are not as many as rows."""
    if job.names is None:
        return None
    names = list(Lines(text_paths([str(job.names)], job.encoding), encoding=job.encoding))
    if len(names) != len(matrix):
        raise click.BadParameter(
            f"{job.names} has {len(names):,} lines, {job.input[0]} {len(matrix):,} rows: line i is"
            " the name of row i"
        )
    return names
