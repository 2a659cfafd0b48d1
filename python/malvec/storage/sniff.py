"""What a file seems to be, from its first bytes: for errors that say more than "bad file"."""

from __future__ import annotations

import re
import struct

from malvec.storage.packing import MAGIC

__all__ = ["binary_kind", "describe"]

_MAGIC = (
    (MAGIC["gzip"], "a gzip archive (malvec.io reads vectors packed so)"),
    (MAGIC["bzip2"], "a bzip2 archive"),
    (MAGIC["xz"], "an xz archive"),
    (MAGIC["zstd"], "a zstd archive"),
    (b"PK\x03\x04", "a zip archive (PyTorch and .npz files are such)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x93NUMPY", "a NumPy .npy array"),
    (b"\x89HDF\r\n", "an HDF5 file"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x7fELF", "a program"),
    (b"%PDF", "a PDF document"),
    (struct.pack("<i", 793712314), "a fastText model (malvec.io.load_fasttext reads it)"),
    (b"GGUF", "a GGUF model"),
)
_WORD2VEC = " (malvec.io.load_word2vec reads them)"
_FLOAT = rb"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"


def describe(head: bytes) -> str:
    """A few words on what a file that starts with these bytes seems to be.

    Example:
        >>> describe(b"\\x1f\\x8b\\x08")
        'a gzip archive (malvec.io reads vectors packed so)'
    """
    if not head:
        return "an empty file"
    return binary_kind(head) or _describe_text(head)


def binary_kind(head: bytes) -> str | None:
    """The same for files that tell by their first bytes what they are; None for all others.

    Example:
        >>> binary_kind(b"PAR1\\0"), binary_kind(b"a b")
        ('a Parquet file', None)
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if re.match(rb"\x80[\x02-\x05]", head):
        return "a Python pickle (gensim and old PyTorch files are such)"
    if len(head) > 8 and head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 40:
        return "a .safetensors file"
    return None


def _describe_text(head: bytes) -> str:
    if re.match(rb"\s*[{\[]", head):
        return "JSON text (malvec.tokenizers.load reads tokenizers from such)"
    if re.match(rb"\s*<", head):
        return "an HTML or XML page"
    first, _, rest = head.partition(b"\n")
    if re.fullmatch(rb"\d+ +\d+ *\r?", first):
        values = rb"\S* " + _FLOAT + rb"[ \r\n]"
        return f"word2vec {'text' if re.match(values, rest) else 'binary'} vectors{_WORD2VEC}"
    if re.match(rb"\S+( +" + _FLOAT + rb"){2,}", head):
        return "text vectors without a header (GloVe; malvec.io.load_glove reads them)"
    return (
        "text"
        if b"\0" not in head and not re.search(rb"[\x01-\x08\x0e-\x1f]", head)
        else "unknown binary data"
    )
