"""Vectors from and to files of any known kind; the kind follows from the file's name unless given."""

from __future__ import annotations

import os
from pathlib import Path

import typer

import malvec as mv

__all__ = ["KINDS", "check_writable", "load_vectors", "save_vectors"]

KINDS = {
    "malvec": "malvec's own, .safetensors",
    "text": "word2vec text, .txt or .vec",
    "binary": "word2vec binary, .bin",
    "fasttext": "fastText binary model, .bin (read only)",
}
SUFFIXES = {".safetensors": "malvec", ".txt": "text", ".vec": "text", ".bin": "binary"}
PACKED = {".gz", ".xz", ".bz2", ".zst"}


def kind_of(path: Path) -> str:
    """The kind of file that a name stands for, a suffix such as ``.gz`` ignored."""
    suffixes = [suffix for suffix in path.suffixes if suffix not in PACKED]
    kind = SUFFIXES.get(suffixes[-1]) if suffixes else None
    if kind is None:
        raise typer.BadParameter(f"{path}: the name must end in {', '.join(SUFFIXES)}")
    return kind


def load_vectors(path: Path, kind: str | None = None, verify: bool = False) -> mv.WordVectors:
    """Vectors of the file. A ``.bin`` may be word2vec's or fastText's: its first bytes tell."""
    kind = kind or (kind_of(path) if path.suffix else "malvec")
    if kind == "binary" and is_fasttext(path):
        kind = "fasttext"
    if kind == "malvec":
        return mv.load(path, verify=verify)
    return mv.io.load_fasttext(path) if kind == "fasttext" else mv.io.load_word2vec(path, binary=kind == "binary")


def is_fasttext(path: Path) -> bool:
    """Whether a file begins like a fastText model."""
    with open(path, "rb") as file:
        return file.read(4) == b"\xba\x16\x4f\x2f"


def save_vectors(vectors: mv.WordVectors, path: Path, kind: str | None = None) -> None:
    """Writes vectors in the kind given or that of the name."""
    kind = kind or kind_of(path)
    if kind == "malvec":
        vectors.save(path)
    elif kind == "fasttext":
        raise typer.BadParameter("fastText models can be read, not written")
    else:
        mv.io.save_word2vec(vectors, path, binary=kind == "binary")


def check_writable(path: Path) -> None:
    """Fails now, not after hours of training, if the file could not be written at the end."""
    kind_of(path)
    folder = path.parent
    if not folder.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(folder))
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder, not a file", str(path))
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, "cannot be written to", str(folder))
