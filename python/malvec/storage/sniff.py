"""What a file seems to be, from its first bytes, and who reads it: for errors that say more than
"bad file". The core tells (``files/sniff.h``)."""

from __future__ import annotations

import os
import zlib

from malvec import _core
from malvec.storage.packing import MAGIC
from malvec.storage.regular import open_regular

__all__ = ["binary_kind", "describe", "first_bytes", "is_safetensors"]


def first_bytes(path: str | os.PathLike[str]) -> bytes:
    """The first bytes of a regular file, as many as tell what it is; raises as
    :func:`malvec.storage.regular.check_regular` does."""
    with open_regular(path) as file:
        return file.read(4096)


def describe(head: bytes) -> str:
    """A few words on what a file that starts with these bytes seems to be.

    Example:
        >>> describe(b"\\x1f\\x8b\\x08")
        'a gzip archive (malvec reads text and word vectors packed so)'
        >>> describe(b"the 0.1 0.2\\n")
        'text vectors without a header (GloVe; malvec.io.load_glove reads them)'
    """
    found = _core.describe_file(head)
    return _with_contents(found, head) if head.startswith(MAGIC["gzip"]) else found


def binary_kind(head: bytes) -> str | None:
    """The same for files that tell by their first bytes what they are; None for all others.

    Example:
        >>> binary_kind(b"PAR1\\0")[:14], binary_kind(b"a b")
        ('a Parquet file', None)
    """
    return None if _core.binary_kind(head) is None else describe(head)


def is_safetensors(head: bytes) -> bool:
    """Whether a file with these first bytes has the layout of ``.safetensors``, malvec's or not."""
    return _core.is_safetensors(head)


def _with_contents(found: str, head: bytes) -> str:
    """The words on a gzip archive, and on what is in it."""
    try:
        inside = zlib.decompressobj(wbits=31).decompress(head)
    except zlib.error:
        inside = b""
    held = f" of {_core.describe_file(inside).partition(' (')[0]}" if inside else ""
    return found.replace(" archive", f" archive{held}", 1)
