"""The header of the container as it is written: names, dtypes, shapes and places of the arrays,
metadata, and its own checksum. The core reads it (``files/safetensors_header.h``)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ALIGNMENT", "DTYPES", "NAMES", "encode"]

ALIGNMENT = 64
_LIMIT = 100_000_000  # that of the safetensors library
DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
}
DTYPES |= {"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1"}
NAMES = {np.dtype(text): name for name, text in DTYPES.items()}


def encode(
    tensors: Mapping[str, npt.NDArray[Any]],
    metadata: Mapping[str, str],
    checksums: Mapping[str, int],
) -> bytes:
    """The length and the header; of the same size whatever the checksums are."""
    texts = {"header_crc32": ""}  # comes first
    texts |= {_unicode(key): _unicode(value) for key, value in metadata.items()}
    texts["header_crc32"] = "00000000"
    texts["checksums"] = json.dumps({name: f"{crc:08x}" for name, crc in sorted(checksums.items())})
    entries = {"__metadata__": texts, **_entries(tensors)}
    encoded = json.dumps(entries, separators=(",", ":")).encode("ascii")
    encoded += b" " * (-(8 + len(encoded)) % ALIGNMENT)
    if len(encoded) > _LIMIT:
        raise ValueError(
            f"the header would have {len(encoded):,} bytes; at most {_LIMIT:,} can be read back"
        )
    crc = f"{zlib.crc32(encoded):08x}".encode()
    return len(encoded).to_bytes(8, "little") + encoded.replace(
        b'"header_crc32":"00000000"', b'"header_crc32":"' + crc + b'"', 1
    )


def _entries(tensors: Mapping[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """The arrays one after another, as the header tells them."""
    entries, position = {}, 0
    for name, array in tensors.items():
        end = position + array.nbytes
        shape = list(array.shape)
        entries[name] = {
            "dtype": NAMES[array.dtype],
            "shape": shape,
            "data_offsets": [position, end],
        }
        position = end
    return entries


def _unicode(text: str) -> str:
    """Surrogate escapes spelled out, since other readers of the layout refuse them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
