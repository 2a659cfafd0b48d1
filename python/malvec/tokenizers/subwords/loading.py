"""Tokenizers from files: ``tokenizer.json``, SentencePiece ``.model``, BERT's ``vocab.txt``, known
by what is in them."""

from __future__ import annotations

import os
from pathlib import Path

from malvec.errors import FormatError
from malvec.storage.regular import read_regular
from malvec.storage.sniff import describe, first_bytes
from malvec.tokenizers.subwords.bert import bert
from malvec.tokenizers.subwords.json_file import check_json
from malvec.tokenizers.subwords.sentencepiece_tokenizer import (
    SentencePieceTokenizer,
    load_sentencepiece,
)
from malvec.tokenizers.subwords.subword_tokenizer import SubwordTokenizer

__all__ = ["load"]


def load(path: str | os.PathLike[str]) -> SubwordTokenizer | SentencePieceTokenizer:
    """The tokenizer in a file: a ``tokenizer.json``, a SentencePiece ``.model``, or a BERT
    ``vocab.txt`` (cased; else see :func:`bert`).

    Raises:
        FormatError: cut, damaged or of another kind; the message says what the file seems to be.
        ImportError: ``tokenizers`` is not installed.
        OSError: the file cannot be read.

    Example:
        >>> bpe.save("tokenizer.json")
        >>> load("tokenizer.json")
        SubwordTokenizer(BPE, 2,000 units)
    """
    name = os.fspath(path)
    head = first_bytes(path)
    if name.endswith(".txt"):
        return bert(path)
    if head.lstrip()[:1] in (b"{", b"["):
        return _load_json(Path(path))
    if name.endswith(".model") or head[:1] == b"\n":
        return load_sentencepiece(path)
    raise FormatError(
        f"{path}: neither a tokenizer.json nor a SentencePiece .model nor a vocab.txt; it seems to"
        f" be {describe(head)}"
    )


def _load_json(path: Path) -> SubwordTokenizer:
    try:
        text = read_regular(path).decode("utf-8")
        check_json(text)
        units = SubwordTokenizer(text)
        units("말벡 a1")  # a model whose parts do not fit fails now
    except (UnicodeDecodeError, FormatError) as error:
        raise FormatError(f"{path}: {error}") from None
    return units
