"""What a file seems to be, by regular expressions: for ``malvec.storage.sniff``."""

from __future__ import annotations

import codecs
import re
import struct
import zlib

from malvec.storage.packing import MAGIC

_PACKED = "malvec reads text and word vectors packed so"
_MAGIC = (
    (MAGIC["bzip2"], f"a bzip2 archive ({_PACKED})"),
    (MAGIC["xz"], f"an xz archive ({_PACKED})"),
    (MAGIC["zstd"], f"a zstd archive ({_PACKED})"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x93NUMPY", "a NumPy .npy array"),
    (b"\x89HDF\r\n", "an HDF5 file (Keras and old word vectors are such)"),
    (b"PAR1", "a Parquet file (malvec.text.readers.Parquet reads texts from such)"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
    (b"%PDF", "a PDF document"),
    (struct.pack("<i", 793712314), "a fastText model (malvec.io.load_fasttext reads it)"),
    (b"GGUF", "a GGUF model"),
    (codecs.BOM_UTF16_LE, "UTF-16 text (malvec.Corpus.from_files reads it)"),
    (codecs.BOM_UTF16_BE, "UTF-16 text (malvec.Corpus.from_files reads it)"),
)
_WORD2VEC = " (malvec.io.load_word2vec reads them)"
_FLOAT = rb"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_TOKENIZERS = "malvec.tokenizers.load reads"


def describe(head: bytes) -> str:
    """A few words on what a file that starts with these bytes seems to be.

    Example:
        >>> describe(b"\\x1f\\x8b\\x08")
        'a gzip archive (malvec reads text and word vectors packed so)'
        >>> describe(b"the 0.1 0.2\\n")
        'text vectors without a header (GloVe; malvec.io.load_glove reads them)'
    """
    if not head:
        return "an empty file"
    return binary_kind(head) or _describe_text(head)


def binary_kind(head: bytes) -> str | None:
    """The same for files that tell by their first bytes what they are; None for all others.

    Example:
        >>> binary_kind(b"PAR1\\0")[:14], binary_kind(b"a b")
        ('a Parquet file', None)
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(MAGIC["gzip"]):
        return _describe_gzip(head)
    if head.startswith(b"PK\x03\x04"):
        return _describe_zip(head)
    if re.match(rb"\x80[\x02-\x05]", head):
        return _describe_pickle(head)
    if is_safetensors(head):
        return "a .safetensors file"
    if re.match(rb"\n.{1,2}\n", head, re.DOTALL) and b"\x15" in head:
        return f"a SentencePiece model ({_TOKENIZERS} it)"
    if re.match(rb"\x08[\x01-\x0f]\x12.[a-z]", head):
        return "an ONNX model"
    return None


def is_safetensors(head: bytes) -> bool:
    """Whether a file with these first bytes has the layout of ``.safetensors``, malvec's or not."""
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 40


def _describe_gzip(head: bytes) -> str:
    try:
        inside = zlib.decompressobj(wbits=31).decompress(head)
    except zlib.error:
        inside = b""
    held = f" of {_describe_text(inside).partition(' (')[0]}" if inside else ""
    return f"a gzip archive{held} ({_PACKED})"


def _describe_zip(head: bytes) -> str:
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if name.endswith((b"/data.pkl", b"/version")):
        return "a PyTorch model"
    if name.endswith(b".npy"):
        return "a NumPy .npz archive (scipy.sparse.load_npz reads matrices from such)"
    return "a zip archive (unpack it first)"


def _describe_pickle(head: bytes) -> str:
    if b"gensim" in head:
        return (
            "a gensim model (gensim's save_word2vec_format writes what malvec.io.load_word2vec"
            " reads)"
        )
    made = "an old PyTorch model, " if b"torch" in head else ""
    return f"{made}a Python pickle (which is not read: it could run anything)"


def _describe_text(head: bytes) -> str:
    if head.startswith((b"[PAD]", b"[UNK]")):
        return "the vocabulary of a BERT (malvec.tokenizers.bert reads it)"
    if re.match(rb"\s*[{\[]", head):
        if re.match(rb"\s*\{[^\n]*\}\r?\n\s*\{", head):
            return "JSON lines (malvec.text.readers.Jsonl reads texts from such)"
        return f"JSON text ({_TOKENIZERS} tokenizers from such)"
    if re.match(rb"\s*<", head):
        return "an HTML or XML page (a download that failed, or a dump for malvec.text.readers)"
    first, _, rest = head.partition(b"\n")
    if re.fullmatch(rb"\d+ +\d+ *\r?", first):
        values = rb"\S* " + _FLOAT + rb"[ \r\n]"
        return f"word2vec {'text' if re.match(values, rest) else 'binary'} vectors{_WORD2VEC}"
    if re.match(rb"\S+( +" + _FLOAT + rb"){2,}", head):
        return "text vectors without a header (GloVe; malvec.io.load_glove reads them)"
    if b"\0" in head or re.search(rb"[\x01-\x08\x0e-\x1f]", head):
        return "unknown binary data"
    return _describe_plain(head, first)


def _describe_plain(head: bytes, first: bytes) -> str:
    """Text that is neither vectors nor marked up."""
    second = head.split(b"\n")[1:2]
    for separator, name in ((b"\t", "tabs"), (b",", "commas")):
        columns = first.count(separator)
        if columns and second and second[0].count(separator) == columns:
            return f"a table separated by {name} (malvec.text.readers reads texts from such)"
    return "text (malvec.Corpus.from_files reads it)"
