"""The one container of malvec: named arrays and text metadata in the ``.safetensors`` layout.

    8 bytes   length of the header, little-endian, so that the data begin on a 64-byte boundary
    header    JSON: name -> dtype, shape, data_offsets; "__metadata__": text -> text; then blanks
    data      the arrays one after another, without holes

Every array starts on a 64-byte boundary of the file: where one ends elsewhere, a byte array
``padding.N`` fills the gap. The metadata hold a CRC-32 per array (``checksums``, checked on
request) and one of the header (``header_crc32``, always checked).
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage import header
from malvec.storage.atomic import replacing
from malvec.storage.regular import open_regular

__all__ = ["read", "take", "write"]

_BLOCK = 1 << 22
Tensors = dict[str, npt.NDArray[Any]]


def write(
    path: str | os.PathLike[str],
    tensors: Mapping[str, npt.NDArray[Any]],
    metadata: Mapping[str, str],
) -> None:
    """Writes arrays and metadata as one file that appears whole or not at all.

    Args:
        path: where; an existing file is replaced, and stays as it is if anything fails.
        tensors: name to array of numbers or bools; rows may be padded (strided), they are written
            without the padding.
        metadata: text to text; ``checksums`` and ``header_crc32`` are filled in here.

    Raises:
        ValueError: a dtype or a name that the layout does not have.
        OSError: the disk refused, was full, …

    Example:
        >>> write("a.safetensors", {"ids": np.arange(3)}, {"kind": "numbers"})
    """
    _check(tensors, metadata)
    padded = _with_padding(tensors)
    checksums = dict.fromkeys(tensors, 0)
    with replacing(path, seeks=True) as file:
        file.write(header.encode(padded, metadata, checksums))
        for name, array in padded.items():
            checksum = 0
            for block in _blocks(array):
                checksum = zlib.crc32(block, checksum)
                file.write(block)
            if name in checksums:
                checksums[name] = checksum
        file.seek(0)
        file.write(header.encode(padded, metadata, checksums))


def read(path: str | os.PathLike[str], verify: bool = False) -> tuple[Tensors, dict[str, str]]:
    """Opens a file: arrays that are read-only views of the mapped file, and its metadata. Takes
    milliseconds whatever the size.

    Args:
        path: a ``.safetensors`` file, malvec's or any other.
        verify: read everything once and compare the checksums.

    Raises:
        FormatError: the file is cut, damaged or of another kind; the message says what it seems to
            be.
        OSError: it cannot be opened.

    Example:
        >>> write("a.safetensors", {"ids": np.arange(3)}, {"kind": "numbers"})
        >>> tensors, metadata = read("a.safetensors")
        >>> tensors["ids"], metadata["kind"]
        (array([0, 1, 2]), 'numbers')
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            text, start = header.read(file, size)
            entries, metadata = header.parse(text, size - start)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    tensors = {
        name: _view(mapped, start, entry)
        for name, entry in entries.items()
        if not name.startswith("padding.")
    }
    if verify:
        _verify(path, tensors, metadata)
    return tensors, metadata


def _view(mapped: mmap.mmap, start: int, entry: header.Entry) -> npt.NDArray[Any]:
    items = (entry.end - entry.begin) // entry.dtype.itemsize
    return np.frombuffer(mapped, entry.dtype, items, start + entry.begin).reshape(entry.shape)


def _check(tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]) -> None:
    for name, array in tensors.items():
        if array.dtype not in header.NAMES:
            raise ValueError(
                f"tensor {name!r} has dtype {array.dtype}; a file holds {', '.join(header.DTYPES)}"
            )
        if name == "__metadata__" or name.startswith("padding."):
            raise ValueError(f"{name!r} cannot be the name of a tensor")
    if not all(isinstance(text, str) for item in metadata.items() for text in item):
        raise ValueError("metadata must be text")


def take(
    tensors: Mapping[str, npt.NDArray[Any]],
    name: str,
    dtype: type[Any],
    shape: tuple[int | None, ...],
) -> npt.NDArray[Any]:
    """The tensor of this name, dtype and shape (None: any size); ``FormatError`` where there is
    none."""
    if name not in tensors:
        raise FormatError(
            f"tensor {name!r} is missing; there are: {', '.join(list(tensors)[:8]) or 'none'}"
        )
    array = tensors[name]
    fits = array.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape, strict=True)
    )
    if array.dtype != dtype or not fits:
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise FormatError(
            f"tensor {name!r} is {array.dtype} {list(array.shape)}, not {np.dtype(dtype)}"
            f" [{wanted}]"
        )
    return array


def _with_padding(tensors: Mapping[str, npt.NDArray[Any]]) -> Tensors:
    """The arrays in file order, whole cache lines first and larger before smaller, with padding
    where one ends off the boundary."""
    names = sorted(
        tensors,
        key=lambda name: (
            tensors[name].nbytes % header.ALIGNMENT != 0,
            -tensors[name].nbytes,
            name,
        ),
    )
    padded: Tensors = {}
    for i, name in enumerate(names):
        padded[name] = tensors[name]
        gap = -tensors[name].nbytes % header.ALIGNMENT
        if gap and i + 1 < len(names):
            padded[f"padding.{i}"] = np.zeros(gap, np.uint8)
    return padded


def _blocks(array: npt.NDArray[Any]) -> Iterator[memoryview]:
    """The bytes of an array in C order, a few megabytes at a time; a strided array is never copied
    whole."""
    if array.ndim == 0:
        array = array.reshape(1)
    rows = max(1, _BLOCK * len(array) // max(array.nbytes, 1))
    for first in range(0, len(array) if array.nbytes else 0, rows):
        yield np.ascontiguousarray(array[first : first + rows]).reshape(-1).view(np.uint8).data


def _verify(path: str | os.PathLike[str], tensors: Tensors, metadata: Mapping[str, str]) -> None:
    try:
        checksums = json.loads(metadata.get("checksums", "{}"))
    except ValueError:
        checksums = {}
    for name, array in tensors.items():
        if not isinstance(checksums, dict) or name not in checksums:
            raise FormatError(f"{path}: tensor {name!r} has no checksum to verify")
        actual = 0
        for block in _blocks(array):
            actual = zlib.crc32(block, actual)
        if f"{actual:08x}" != checksums[name]:
            raise FormatError(f"{path}: tensor {name!r} is damaged: its checksum does not match")
