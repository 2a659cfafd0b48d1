"""The kinds of malvec's own files: the one table of their names, and the one way to write and to
open a file of a kind.

Metadata of every file: ``format`` malvec, ``kind``, ``format_version``; the rest is the kind's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import container

__all__ = [
    "KINDS",
    "Kind",
    "StoredFile",
    "check_name",
    "held_kind",
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


KINDS = {told[0]: Kind(*told[1:]) for told in _core.file_kinds()}
"""By name; the table is the core's (``files/kinds.cpp``)."""

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


@dataclass(frozen=True)
class StoredFile:
    """An opened file: its kind, its arrays, mapped from it, its metadata, and its name."""

    kind: str
    tensors: container.Tensors
    metadata: dict[str, str]
    path: str = ""
    verified: bool = False  # what is in it is wholly checked, and not where it is used first

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
        text = self.metadata.get(key, "null")
        return _core.metadata_object(key, text.encode("utf-8", "surrogatepass"))

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
    as what it is of. The core has looked whether the parts of word vectors, of encoders and of
    indexes are there and fit one another. Damage that is found inside the block becomes a
    ``FormatError`` that names the file.

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
    opened = _core.open_kind(os.fsencode(path), wanted, verify, available_threads())
    try:
        yield StoredFile(*opened, path=os.fsdecode(path), verified=verify)
    except FormatError as error:
        told = str(error)
        named = told.startswith(
            f"{os.fspath(path)}: "
        )  # what was opened within, or looked at later
        raise FormatError(told if named else f"{path}: {told}") from None
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
    return _core.kind_of(os.fsencode(path))


def held_kind(path: str | os.PathLike[str]) -> str:
    """The kind of a file, or, of an index, that of what it is of."""
    return _core.held_kind(os.fsencode(path))


def is_own(path: str | os.PathLike[str]) -> bool:
    """Whether a ``.safetensors`` file is of malvec, of whatever version."""
    return _core.is_own(os.fsencode(path))


def how_to_open(kind: str) -> str:
    """What opens a file of a kind, for the end of a message; nothing for kinds that are not
    known.

    Example:
        >>> how_to_open("factors")
        ': malvec.load or Factors.load opens it'
    """
    return _core.how_to_open(kind)
