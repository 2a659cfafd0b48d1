"""How files of the container were read by Python alone: slow and obvious, for
``malvec.storage.container.read``, which the core does now."""

from __future__ import annotations

import json
import mmap
import os
import re
import zlib
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from malvec.errors import FormatError
from malvec.storage.header import DTYPES
from malvec.storage.regular import open_regular
from malvec.storage.sniff import describe

_LIMIT = 100_000_000
_TENSORS = 1 << 16
_QUOTES = 12
_CRC = re.compile(rb'"header_crc32":"([0-9a-f]{8})"')
Tensors = dict[str, npt.NDArray[Any]]


class Entry(NamedTuple):
    """An array of the file: where its bytes begin and end in the data."""

    dtype: np.dtype[Any]
    shape: list[int]
    begin: int
    end: int


def read(path: str | os.PathLike[str], verify: bool = False) -> tuple[Tensors, dict[str, str]]:
    """Arrays that are views of the mapped file, and its metadata."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            text, start = read_header(file, size)
            entries, metadata = parse(text, size - start)
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


def _view(mapped: mmap.mmap, start: int, entry: Entry) -> npt.NDArray[Any]:
    items = (entry.end - entry.begin) // entry.dtype.itemsize
    return np.frombuffer(mapped, entry.dtype, items, start + entry.begin).reshape(entry.shape)


def read_header(file: BinaryIO, size: int) -> tuple[bytes, int]:
    """The header of a file of this size, and where the data begin."""
    head = file.read(4096)
    length = int.from_bytes(head[:8], "little")
    if len(head) < 9 or head[8:9] != b"{":
        raise FormatError(f"not a .safetensors file; it seems to be {describe(head)}")
    if length > _LIMIT:
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


def parse(header: bytes, size: int) -> tuple[dict[str, Entry], dict[str, str]]:
    """The arrays, which must fill ``size`` bytes of data, and the metadata."""
    _check_number(header)
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
    _check_crc(header, metadata)
    parsed = {name: _parse_entry(name, entry) for name, entry in entries.items()}
    _check_extent(parsed, size)
    return parsed, metadata


def _check_number(header: bytes) -> None:
    """Refuses what would take long to parse; quotes inside of metadata are escaped."""
    if header.count(b'"') - header.count(b'\\"') > _QUOTES * _TENSORS:
        raise FormatError(f"the header names more than {_TENSORS:,} tensors: no such file is read")


def _check_crc(header: bytes, metadata: Mapping[str, str]) -> None:
    found = _CRC.search(header)
    if found is None and {"header_crc32", "checksums"} & metadata.keys():
        raise FormatError("the header is damaged: its checksum cannot be read")
    if found and zlib.crc32(header[: found.start(1)] + b"0" * 8 + header[found.end(1) :]) != int(
        found[1], 16
    ):
        raise FormatError(
            "the header is damaged, or was rewritten by another program: its checksum does not"
            " match"
        )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _parse_entry(name: str, entry: object) -> Entry:
    if not isinstance(entry, dict):
        raise FormatError(f"tensor {name!r} is not described by an object")
    dtype = entry.get("dtype")
    shape = _naturals(entry.get("shape"))
    offsets = _naturals(entry.get("data_offsets"))
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise FormatError(f"tensor {name!r} has dtype {dtype!r}; malvec reads {', '.join(DTYPES)}")
    if shape is None or offsets is None or len(offsets) != 2 or len(shape) > 32:
        raise FormatError(f"tensor {name!r} has an impossible shape or place: {entry}")
    items = 1
    for size in shape:
        items *= size
    begin, end = offsets
    if items * np.dtype(DTYPES[dtype]).itemsize != end - begin:
        raise FormatError(
            f"tensor {name!r} of shape {shape} and dtype {dtype} does not fill its bytes {begin} to"
            f" {end}"
        )
    return Entry(np.dtype(DTYPES[dtype]), shape, begin, end)


def _naturals(values: object) -> list[int] | None:
    natural = isinstance(values, list) and all(
        type(value) is int and 0 <= value < 1 << 62 for value in values
    )
    return values if natural and isinstance(values, list) else None


def _check_extent(entries: Mapping[str, Entry], size: int) -> None:
    """The arrays must tile the data: no hole, no overlap, nothing after the last one."""
    position = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1][2:]):
        if entry.begin != position:
            raise FormatError(
                f"tensor {name!r} starts at byte {entry.begin:,} of the data, not at {position:,}:"
                " a hole or an overlap"
            )
        position = entry.end
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
        actual = zlib.crc32(np.ascontiguousarray(array).reshape(-1).view(np.uint8))
        if f"{actual:08x}" != checksums[name]:
            raise FormatError(f"{path}: tensor {name!r} is damaged: its checksum does not match")
