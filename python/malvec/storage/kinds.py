"""The kinds of malvec's own files: the one table of their names, and the one way to write and to
open a file of a kind.

Metadata of every file: ``format`` malvec, ``kind``, ``format_version``; the rest is the kind's own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage import container

__all__ = [
    "KINDS",
    "Kind",
    "StoredFile",
    "check_name",
    "how_to_open",
    "is_own",
    "kind_of",
    "open_kind",
    "write",
]

_FORMAT = "malvec"
_FRAME = frozenset({"format", "format_version", "kind", "checksums", "header_crc32", "index"})
_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True)
class Kind:
    """What a kind of file holds, as errors put it; what opens it; the newest version that is
    read."""

    holds: str
    loader: str
    newest: int = 1


KINDS = {
    "corpus": Kind("a corpus", "Corpus.load"),
    "counts": Kind("counts", "Counts.load"),
    "cells": Kind("the cells of a matrix", "Cells.load"),
    "phrases": Kind("phrases", "PhraseTable.load"),
    "word_vectors": Kind("word vectors", "WordVectors.load", newest=2),
    "language_model": Kind("a language model", "LanguageModel.load"),
    "sentence_encoder": Kind("a sentence encoder", "SentenceEncoder.load", newest=2),
    "text_classifier": Kind("a classifier of texts", "TextClassifier.load", newest=2),
    "classifier": Kind("a classifier of vectors", "LinearModel.load"),
    "sentence_vectors": Kind("sentence vectors", "malvec.load"),
    "document_vectors": Kind("document vectors", "DocVectors.load"),
    "topic_model": Kind("a topic model", "TopicModel.load"),
    "latent_semantics": Kind("latent semantics", "LatentSemantics.load"),
    "factors": Kind("factors", "Factors.load", newest=2),
    "spacing_model": Kind("a spacing model", "SpacingModel.load"),
    "word_statistics": Kind("word statistics", "WordStatistics.load"),
    "index": Kind("an index", "Index.load", newest=2),
    "checkpoint": Kind("a checkpoint", "malvec.load, or fit(checkpoint=its folder)"),
}

_FIRST_NAMES = {
    "malvec corpus": "corpus",
    "malvec counts": "counts",
    "malvec spacing": "spacing_model",
    "malvec word statistics": "word_statistics",
    "sentence vectors": "sentence_vectors",
}
"""What kinds were called at first. Some of those files have no ``format``."""

_FOREIGN_NAMES = {
    **dict.fromkeys((".txt", ".vec"), "text"),
    **dict.fromkeys((".bin", ".ftz"), "word2vec or fastText"),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip"), "packed files"),
    **dict.fromkeys((".csv", ".tsv"), "tables"),
    **dict.fromkeys((".json", ".jsonl"), "JSON"),
    **dict.fromkeys((".npy", ".npz"), "NumPy"),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), "pickles"),
    **dict.fromkeys((".pt", ".pth", ".onnx", ".gguf", ".h5"), "neural networks"),
    **dict.fromkeys((".html", ".parquet", ".arrow", ".png", ".svg", ".pdf"), "other programs"),
}
"""Endings that promise another format than malvec's own."""

_UNTOLD = {"sentence_vectors": "1", "checkpoint": "1"}
"""The version of files that did not tell theirs at first."""


@dataclass(frozen=True)
class StoredFile:
    """An opened file: its kind, its arrays, mapped from it, and its metadata."""

    kind: str
    tensors: container.Tensors
    metadata: dict[str, str]

    def take(self, name: str, dtype: type[Any], shape: tuple[int | None, ...]) -> npt.NDArray[Any]:
        """The array of this name, dtype and shape; ``FormatError`` where there is none."""
        return container.take(self.tensors, name, dtype, shape)

    def take_if_there(
        self, name: str, dtype: type[Any], shape: tuple[int | None, ...]
    ) -> npt.NDArray[Any] | None:
        """The same, or None where the file has no array of this name."""
        return self.take(name, dtype, shape) if name in self.tensors else None

    def text(self, key: str) -> str:
        """A text of the metadata; ``FormatError`` where it is missing."""
        if key not in self.metadata:
            raise FormatError(f"metadata {key!r} is missing")
        return self.metadata[key]

    def parsed(self, key: str) -> dict[str, Any] | None:
        """A JSON object of the metadata, or None where there is none."""
        try:
            value = json.loads(self.metadata.get(key, "null"))
        except (ValueError, RecursionError) as error:
            raise FormatError(f"metadata {key!r} is damaged: no JSON: {error}") from None
        if not isinstance(value, dict | None):
            raise FormatError(f"metadata {key!r} is damaged: {value!r:.60} is not an object")
        return value

    def metadata_without(self, *own: str) -> dict[str, str]:
        """The metadata that came with the thing that was stored: without those of every file, and
        without the kind's ``own``."""
        return {k: text for k, text in self.metadata.items() if k not in _FRAME and k not in own}


def check_name(path: str | os.PathLike[str], kind: str) -> None:
    """``ValueError`` where the name promises another format than that of malvec's own files.

    Example:
        >>> check_name("c.npy", "counts")
        Traceback (most recent call last):
        ValueError: c.npy: .npy is a name of NumPy; malvec's own files end in .safetensors
    """
    ending = os.path.splitext(path)[1].lower()
    if ending in _FOREIGN_NAMES:
        others = kind in ("word_vectors", "language_model")
        raise ValueError(
            f"{os.fspath(path)}: {ending} is a name of {_FOREIGN_NAMES[ending]}; malvec's own files"
            f" end in .safetensors{', malvec.io writes word vectors for others' if others else ''}"
        )


def write(
    path: str | os.PathLike[str],
    kind: str,
    tensors: Mapping[str, npt.NDArray[Any]],
    metadata: Mapping[str, str],
    version: int = 1,
) -> None:
    """Writes a file of a kind; it appears whole or not at all.

    Args:
        path: where.
        kind: a name in ``KINDS``.
        tensors, metadata: as :func:`malvec.storage.container.write` takes them.
        version: the version of the kind's layout.

    Raises:
        ValueError: the name promises another format.
        OSError: the disk refused; what was there stays.

    Example:
        >>> write("a.safetensors", "sentence_vectors", {"vectors": np.eye(2)}, {})
    """
    check_name(path, kind)
    if version > KINDS[kind].newest:
        raise ValueError(f"version {version} of {kind} is newer than the one that can be read")
    frame = {"format": _FORMAT, "kind": kind, "format_version": str(version)}
    container.write(path, tensors, {**metadata, **frame})


@contextmanager
def open_kind(
    path: str | os.PathLike[str], *wanted: str, verify: bool = False
) -> Iterator[StoredFile]:
    """A file of one of the ``wanted`` kinds; an index of such holds all that they do, and is opened
    as what it is of. Damage that is found inside the block becomes a ``FormatError`` that names the
    file.

    Args:
        path: the file.
        wanted: names in ``KINDS``, the first of which errors name.
        verify: read everything once and compare the checksums.

    Raises:
        FormatError: cut, damaged, of another kind (the message says which, and what opens it), or
            written by a newer malvec.
        OSError: it cannot be opened.

    Example:
        >>> write("a.safetensors", "sentence_vectors", {"vectors": np.eye(2)}, {})
        >>> with open_kind("a.safetensors", "sentence_vectors") as file:
        ...     vectors = file.take("vectors", np.float64, (None, 2))
    """
    tensors, metadata = container.read(path, verify)
    try:
        kind = _kind(tensors, metadata)
        found = _indexed(metadata) if kind == "index" and kind not in wanted else kind
        if found not in wanted:
            raise FormatError(f"{_describe(kind)}, not {KINDS[wanted[0]].holds}{how_to_open(kind)}")
        _check_version(kind, metadata.get("format_version", _UNTOLD.get(kind, "")))
        yield StoredFile(found, tensors, metadata)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None
    except _DAMAGE as error:
        raise FormatError(f"{path}: damaged: {error}") from error


def kind_of(path: str | os.PathLike[str]) -> str:
    """The kind of a file, as ``KINDS`` names it; that of a newer malvec under its own name.

    Raises:
        FormatError: it is not a file of malvec; the message says what it seems to be.

    Example:
        >>> kind_of("reviews.safetensors")
        'word_vectors'
    """
    tensors, metadata = container.read(path)
    try:
        return _kind(tensors, metadata)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None


def is_own(path: str | os.PathLike[str]) -> bool:
    """Whether a ``.safetensors`` file is of malvec, of whatever version."""
    metadata = container.read(path)[1]
    return metadata.get("format") == _FORMAT or metadata.get("kind") in _FIRST_NAMES


def how_to_open(kind: str) -> str:
    """What opens a file of a kind, for the end of a message; nothing for kinds that are not
    known.

    Example:
        >>> how_to_open("factors")
        ': malvec.load or Factors.load opens it'
    """
    if kind not in KINDS:
        return ""
    loader = KINDS[kind].loader
    return f": {'malvec.load or ' if loader[0].isupper() else ''}{loader} opens it"


def _describe(kind: str) -> str:
    return f"holds {KINDS[kind].holds}" if kind in KINDS else f"holds {kind!r:.60}"


def _kind(tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]) -> str:
    """The kind by today's name, whatever version wrote it."""
    kind = metadata.get("kind", "something unknown")
    if kind in _FIRST_NAMES:
        return _FIRST_NAMES[kind]
    if metadata.get("format") != _FORMAT:
        told = f" but of kind {kind!r:.60}" if "kind" in metadata else ""
        told = " but of PyTorch" if metadata.get("format") == "pt" else told
        names = ", ".join(list(tensors)[:8]) or "none"
        raise FormatError(
            f"a .safetensors file, not of malvec{told}; its tensors, which"
            f" malvec.storage.container.read gives: {names}"
        )
    if kind == "word_vectors" and "sentences" in metadata:  # so at first; now a kind of its own
        return "sentence_encoder"
    if kind == "word_vectors" and "nplm_hidden" in tensors:
        return "language_model"
    return kind


def _indexed(metadata: Mapping[str, str]) -> str:
    """The kind of what an index is of."""
    told = json.loads(metadata.get("index", "{}"))
    return str(told.get("of")) if isinstance(told, dict) else ""


def _check_version(kind: str, version: str) -> None:
    if not version.isascii() or not version.isdigit():
        raise FormatError(f"format version {version!r} is not a number")
    if int(version) > KINDS[kind].newest:
        raise FormatError(
            f"format version {version} of {kind} is newer than this malvec reads"
            f" ({KINDS[kind].newest}): a newer malvec is needed"
        )
