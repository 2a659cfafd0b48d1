"""Vectors from and to files of any known kind; the kind follows from the file's name unless
given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

import malvec as mv
from malvec.cli.outcome import say
from malvec.models.checkpoint import CHECKPOINT
from malvec.storage import kinds, packing
from malvec.storage.atomic import replacing
from malvec.storage.sniff import binary_kind, describe, first_bytes, is_safetensors
from malvec.text.encodings import check_encoding
from malvec.text.sources import find_sources
from malvec.vocab import encode_word

__all__ = [
    "KINDS",
    "check_apart",
    "check_place",
    "check_writable",
    "holds_documents",
    "holds_encoder",
    "load_any",
    "load_vectors",
    "save_model",
    "save_vectors",
    "seems_own",
    "seems_text",
    "text_paths",
]

KINDS = {
    "malvec": "malvec's own, .safetensors",
    "text": "word2vec text, .txt or .vec",
    "binary": "word2vec binary, .bin",
    "fasttext": (
        "fastText model with its sub-words, .ftz; a .bin is judged by its content when it is read,"
        " and is word2vec's when written"
    ),
    "glove": "GloVe text, which has no header",
    "projector": "a folder for TensorFlow's embedding projector, only written",
    "numpy": "NumPy matrix, .npy, and its names, one a line, in .names.txt beside it, only written",
}
ENCODERS = ("sentence_encoder", "text_classifier")
DOCUMENTS = ("document_vectors", "topic_model", "latent_semantics")
READERS = ("load_word2vec", "load_glove", "load_fasttext")
SUFFIXES = {
    ".safetensors": "malvec",
    ".txt": "text",
    ".vec": "text",
    ".bin": "binary",
    ".ftz": "fasttext",
    ".npy": "numpy",
}


def kind_of(path: Path) -> str:
    """The kind of file that a name stands for, such as ``v.bin`` or ``v.txt.gz``."""
    bare = path.with_suffix("") if path.suffix in (*packing.SUFFIXES, ".zst") else path
    kind = SUFFIXES.get(bare.suffix)
    if kind is None:
        raise click.BadParameter(f"{path}: the name must end in {', '.join(SUFFIXES)}")
    check_packing(path, kind)
    return kind


def check_packing(path: Path, kind: str) -> None:
    """Refuses a name that promises a packing which this kind of file does not get."""
    if path.suffix == ".zst":
        raise click.BadParameter(
            f"{path}: zstd is only read; vectors are packed as {', '.join(packing.SUFFIXES)}"
        )
    if kind in ("malvec", "fasttext", "numpy") and path.suffix in packing.SUFFIXES:
        raise click.BadParameter(
            f"{path}: {KINDS[kind].partition(',')[0]} is not packed, only text and word2vec"
            " binary are"
        )


def load_vectors(path: Path, kind: str | None = None, verify: bool = False) -> mv.WordVectors:
    """Vectors of the file, which is judged by its content where no kind is given."""
    if kind is None and is_checkpoint(path):
        found = mv.load(path, verify=verify)
        found = found.vectors if isinstance(found, mv.vectors.LanguageModel) else found
        if not isinstance(found, mv.WordVectors):
            raise mv.FormatError(f"{path} is a checkpoint of {found!r}, not of word vectors")
        return found
    if kind == "malvec" or (kind is None and seems_own(path)):
        return mv.WordVectors.load(path, verify=verify)
    if kind == "glove":
        return mv.io.load_glove(path)
    if kind in ("projector", "numpy"):
        raise click.BadParameter(f"{path}: {KINDS[kind]}")
    if kind == "fasttext" or (kind is None and mv.io.is_fasttext(path)):
        return mv.io.load_fasttext(path)
    return mv.io.load_word2vec(path, binary=None if kind is None else kind == "binary")


def load_any(path: Path, verify: bool = False) -> Any:
    """What the file holds: anything that malvec saved, or vectors of other programs."""
    vectors = path.is_file() and word_vectors_of_others(path)
    return load_vectors(path) if vectors else mv.load(path, verify=verify)


def seems_own(path: Path) -> bool:
    """Whether a file has the layout of malvec's own, or its name."""
    if path.suffix == ".safetensors" or not path.is_file():
        return path.suffix == ".safetensors"
    return is_safetensors(first_bytes(path))


def seems_text(path: Path) -> bool:
    """Whether a file seems to hold texts, not anything that malvec or others saved."""
    if not path.is_file() or seems_own(path) or word_vectors_of_others(path):
        return False
    return binary_kind(first_bytes(path)) is None


def is_checkpoint(path: Path) -> bool:
    """Whether it is a checkpoint, or a folder of checkpoints."""
    file = path / CHECKPOINT if path.is_dir() else path
    return file.is_file() and seems_own(file) and kinds.kind_of(file) == "checkpoint"


def word_vectors_of_others(path: Path) -> bool:
    """Whether a file seems to hold word vectors of another program."""
    told = describe(first_bytes(path))
    return "archive" in told or any(f"malvec.io.{name}" in told for name in READERS)


def holds_encoder(path: Path) -> bool:
    """Whether a file holds a sentence encoder, not its vectors alone."""
    return seems_own(path) and kinds.held_kind(path) in ENCODERS


def holds_documents(path: Path) -> bool:
    """Whether a file holds a model of documents, which infers vectors of texts."""
    return seems_own(path) and kinds.held_kind(path) in DOCUMENTS


def save_vectors(vectors: mv.WordVectors, path: Path, kind: str | None = None) -> None:
    """Writes vectors in the kind given or that of the name; says so where that leaves out
    sub-words."""
    kind = kind or kind_of(path)
    check_packing(path, kind)
    if vectors.subword_table is not None and kind not in ("malvec", "fasttext"):
        say(f"{path}: this kind of file has no sub-words: it holds the words that were seen")
    if kind == "malvec":
        vectors.save(path)
    elif kind == "fasttext":
        mv.io.save_fasttext(vectors, path)
    elif kind == "projector":
        mv.io.save_projector(vectors, path, name=path.name)
    elif kind == "glove":
        mv.io.save_glove(vectors, path, blanks="_")
    elif kind == "numpy":
        save_numpy(vectors, path)
    else:
        mv.io.save_word2vec(vectors, path, binary=kind == "binary", blanks="_")


def save_numpy(vectors: mv.WordVectors, path: Path) -> None:
    """Writes the matrix, and the names beside it; ``ValueError`` for a name of several lines."""
    names = [encode_word(name) for name in vectors]
    for name in names:
        if b"\n" in name or b"\r" in name:
            raise ValueError(f"{name!r:.60} is of several lines: a list of names has one a line")
    with replacing(path.with_suffix(".names.txt")) as file:
        file.writelines(name + b"\n" for name in names)
    with replacing(path) as file:
        np.save(file, np.asarray(vectors.matrix))


def save_model(model: mv.vectors.LanguageModel, path: Path) -> None:
    """Writes a language model; its vectors alone, and says so, where the kind of file holds no
    more."""
    if kind_of(path) == "malvec":
        model.save(path)
    else:
        say(
            f"{path}: this kind of file holds the word vectors alone; a .safetensors file holds the"
            " language model"
        )
        save_vectors(model.vectors, path)


def check_writable(path: Path) -> None:
    """Fails now, not after hours of training, if the file could not be written at the end."""
    kind_of(path)
    check_place(path)


def check_place(path: Path) -> None:
    """Fails if no file can be written there: a folder is missing, closed, or in the way."""
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder, not a file", str(path))
    folder = path.resolve().parent if path.is_symlink() else path.parent
    special = path.exists() and not path.is_file()  # a pipe or a device is written to as it is
    if not special and not folder.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(folder))
    if not os.access(path if special else folder, os.W_OK):
        raise PermissionError(13, "cannot be written to", str(path if special else folder))


def check_apart(written: Sequence[Path | None], read: Iterable[str | Path | None]) -> None:
    """Fails where no file can be written; wrong usage where one would be written over a file that
    is read, or two into one."""
    places = [place for place in written if place is not None]
    inputs = [Path(path) for path in read if path is not None]
    for place in places:
        check_place(place)
        if place.is_file() and any(path.exists() and place.samefile(path) for path in inputs):
            raise click.BadParameter(f"{place} is also an input: it would be overwritten")
    if len({place.resolve() for place in places}) < len(places):
        raise click.BadParameter(f"{places[0]} is to hold two things: name two files")


def text_paths(paths: Iterable[str], encoding: str | None = None) -> list[str]:
    """The files of text that paths stand for; wrong usage where there is no such encoding."""
    try:
        check_encoding(encoding)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return [source.path for source in find_sources(list(paths), encoding)]
