"""The one container of malvec: named arrays and text metadata in the ``.safetensors`` layout.

    8 bytes   length of the header, little-endian, a multiple that puts the data on a 64-byte boundary
    header    JSON: name -> dtype, shape, data_offsets; "__metadata__": text -> text; filled up with blanks
    data      the arrays one after another, without holes

Every array starts on a 64-byte boundary of the file: where one ends elsewhere, a byte array
``padding.N`` fills the gap. The metadata hold a CRC-32 per array (``checksums``, checked on
request) and one of the header (``header_crc32``, always checked).
"""

from __future__ import annotations

import json
import mmap
import os
import re
import stat
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage.atomic import replacing
from malvec.storage.sniff import describe

__all__ = ["read", "take", "write"]

_ALIGNMENT = 64
_HEADER_LIMIT = 100_000_000  # that of the safetensors library
_BLOCK = 1 << 22
_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
}
_DTYPES |= {"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1"}
_NAMES = {np.dtype(text): name for name, text in _DTYPES.items()}
_HEADER_CRC = re.compile(rb'"header_crc32":"([0-9a-f]{8})"')

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
    for name, array in tensors.items():
        if array.dtype not in _NAMES:
            raise ValueError(
                f"tensor {name!r} has dtype {array.dtype}; a file holds {', '.join(_DTYPES)}"
            )
        if name == "__metadata__" or name.startswith("padding."):
            raise ValueError(f"{name!r} cannot be the name of a tensor")
    if not all(isinstance(text, str) for item in metadata.items() for text in item):
        raise ValueError("metadata must be text")
    padded = _with_padding(tensors)
    checksums = dict.fromkeys(tensors, 0)
    with replacing(path, seeks=True) as file:
        file.write(_header(padded, metadata, checksums))
        for name, array in padded.items():
            checksum = 0
            for block in _blocks(array):
                checksum = zlib.crc32(block, checksum)
                file.write(block)
            if name in checksums:
                checksums[name] = checksum
        file.seek(0)
        file.write(_header(padded, metadata, checksums))


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
    with open(path, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise FormatError(
                f"{path} is not a regular file, which a .safetensors file must be: it is mapped,"
                " not read"
            )
        try:
            header, start = _read_header(file, status.st_size)
            entries, metadata = _parse_header(header)
            _check_extent(entries, status.st_size - start)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from None
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    tensors = {
        name: (
            np.frombuffer(mapped, dtype, (end - begin) // dtype.itemsize, start + begin).reshape(
                shape
            )
        )
        for name, (dtype, shape, begin, end) in entries.items()
        if not name.startswith("padding.")
    }
    if verify:
        _verify(path, tensors, metadata)
    return tensors, metadata


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
        key=lambda name: (tensors[name].nbytes % _ALIGNMENT != 0, -tensors[name].nbytes, name),
    )
    padded: Tensors = {}
    for i, name in enumerate(names):
        padded[name] = tensors[name]
        gap = -tensors[name].nbytes % _ALIGNMENT
        if gap and i + 1 < len(names):
            padded[f"padding.{i}"] = np.zeros(gap, np.uint8)
    return padded


def _header(tensors: Tensors, metadata: Mapping[str, str], checksums: Mapping[str, int]) -> bytes:
    """The length and the header; of the same size whatever the checksums are."""
    texts = {
        "header_crc32": "",
        **{_unicode(key): _unicode(value) for key, value in metadata.items()},
    }
    texts["header_crc32"] = "00000000"
    texts["checksums"] = json.dumps(
        {name: f"{value:08x}" for name, value in sorted(checksums.items())}
    )
    entries: dict[str, object] = {"__metadata__": texts}
    position = 0
    for name, array in tensors.items():
        entries[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [position, position + array.nbytes],
        }
        position += array.nbytes
    encoded = json.dumps(entries, separators=(",", ":")).encode("ascii")
    encoded += b" " * (-(8 + len(encoded)) % _ALIGNMENT)
    if len(encoded) > _HEADER_LIMIT:
        raise ValueError(
            f"the header would have {len(encoded):,} bytes; at most {_HEADER_LIMIT:,} can be read"
            " back"
        )
    crc = f"{zlib.crc32(encoded):08x}".encode()
    return len(encoded).to_bytes(8, "little") + encoded.replace(
        b'"header_crc32":"00000000"', b'"header_crc32":"' + crc + b'"', 1
    )


def _unicode(text: str) -> str:
    """Surrogate escapes spelled out, since other readers of the layout refuse them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _blocks(array: npt.NDArray[Any]) -> Iterator[memoryview]:
    """The bytes of an array in C order, a few megabytes at a time; a strided array is never copied
    whole."""
    if array.ndim == 0:
        array = array.reshape(1)
    rows = max(1, _BLOCK * len(array) // max(array.nbytes, 1))
    for first in range(0, len(array) if array.nbytes else 0, rows):
        yield np.ascontiguousarray(array[first : first + rows]).reshape(-1).view(np.uint8).data


def _read_header(file: BinaryIO, size: int) -> tuple[bytes, int]:
    head = file.read(4096)
    length = int.from_bytes(head[:8], "little")
    if len(head) < 9 or head[8:9] != b"{":
        raise FormatError(f"not a .safetensors file; it seems to be {describe(head)}")
    if length > _HEADER_LIMIT:
        raise FormatError(
            f"the header claims {length:,} bytes: not a .safetensors file, or damaged"
        )
    if 8 + length > size:
        raise FormatError(f"cut: the header has {length:,} bytes, the whole file {size:,}")
    file.seek(8)
    header = file.read(length)
    if len(header) != length:
        raise FormatError("cut while it was read")
    return header, 8 + length


def _parse_header(
    header: bytes,
) -> tuple[dict[str, tuple[np.dtype[Any], list[int], int, int]], dict[str, str]]:
    try:
        entries = json.loads(header.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"the header is damaged: {error}") from None
    if not isinstance(entries, dict):
        raise FormatError("the header is damaged: it is not an object")
    metadata = entries.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(
        isinstance(value, str) for value in metadata.values()
    ):
        raise FormatError("the header is damaged: metadata must be text")
    found = _HEADER_CRC.search(header)
    if found is None and {"header_crc32", "checksums"} & metadata.keys():
        raise FormatError("the header is damaged: its checksum cannot be read")
    if found and zlib.crc32(header[: found.start(1)] + b"0" * 8 + header[found.end(1) :]) != int(
        found[1], 16
    ):
        raise FormatError(
            "the header is damaged, or was rewritten by another program: its checksum does not"
            " match"
        )
    return {name: _parse_entry(name, entry) for name, entry in entries.items()}, metadata


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _parse_entry(name: str, entry: object) -> tuple[np.dtype[Any], list[int], int, int]:
    if not isinstance(entry, dict):
        raise FormatError(f"tensor {name!r} is not described by an object")
    dtype, shape, offsets = (
        entry.get("dtype"),
        _naturals(entry.get("shape")),
        _naturals(entry.get("data_offsets")),
    )
    if not isinstance(dtype, str) or dtype not in _DTYPES:
        raise FormatError(f"tensor {name!r} has dtype {dtype!r}; malvec reads {', '.join(_DTYPES)}")
    if shape is None or offsets is None or len(offsets) != 2 or len(shape) > 32:
        raise FormatError(f"tensor {name!r} has an impossible shape or place: {entry}")
    items = 1
    for size in shape:
        items *= size
    begin, end = offsets
    if items * np.dtype(_DTYPES[dtype]).itemsize != end - begin:
        raise FormatError(
            f"tensor {name!r} of shape {shape} and dtype {dtype} does not fill its bytes {begin} to"
            f" {end}"
        )
    return np.dtype(_DTYPES[dtype]), shape, begin, end


def _naturals(values: object) -> list[int] | None:
    natural = isinstance(values, list) and all(
        type(value) is int and 0 <= value < 1 << 62 for value in values
    )
    return values if natural and isinstance(values, list) else None


def _check_extent(
    entries: Mapping[str, tuple[np.dtype[Any], list[int], int, int]], size: int
) -> None:
    """The arrays must tile the data: no hole, no overlap, nothing after the last one."""
    position = 0
    for name, (_, _, begin, end) in sorted(entries.items(), key=lambda item: item[1][2:]):
        if begin != position:
            raise FormatError(
                f"tensor {name!r} starts at byte {begin:,} of the data, not at {position:,}: a hole"
                " or an overlap"
            )
        position = end
    if position > size:
        raise FormatError(
            f"cut: the tensors need {position:,} bytes, the file has {size:,} after the header"
        )
    if position < size:
        raise FormatError(f"{size - position:,} bytes too many after the last tensor")


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
