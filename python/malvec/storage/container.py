"""The one container of malvec: named arrays and text metadata in the ``.safetensors`` layout.

    8 bytes   length of the header, little-endian, so that the data begin on a 64-byte boundary
    header    JSON: name -> dtype, shape, data_offsets; "__metadata__": text -> text; then blanks
    data      the arrays one after another, without holes

Every array starts on a 64-byte boundary of the file: where one ends elsewhere, a byte array
``padding.N`` fills the gap. The metadata hold a CRC-32 per array (``checksums``, checked on
request) and one of the header (``header_crc32``, always checked).
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from malvec import _core
from malvec.errors import FormatError
from malvec.runtime.machine import available_threads
from malvec.storage import header
from malvec.storage.atomic import replacing

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
    return _core.read_safetensors(os.fsencode(path), verify, available_threads())


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
