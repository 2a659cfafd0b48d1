"""SentencePiece ``.model`` files, read without the package that wrote them: the few fields of its
protobuf that matter.

ModelProto      1 pieces*, 2 trainer_spec, 3 normalizer_spec
SentencePiece   1 piece, 2 score (float), 3 type (1 normal, 2 unknown, 3 control, 4 user defined,
                5 unused, 6 byte)
TrainerSpec     3 model_type (1 unigram, 2 bpe, 3 word, 4 char), 24 treat_whitespace_as_suffix,
                35 byte_fallback
NormalizerSpec  1 name, 2 precompiled_charsmap, 3 add_dummy_prefix, 4 remove_extra_whitespaces,
                5 escape_whitespaces
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from malvec.errors import FormatError
from malvec.storage.regular import read_regular
from malvec.storage.sniff import describe
from malvec.tokenizers.subwords.charsmap import check_charsmap

__all__ = [
    "BYTE",
    "CONTROL",
    "KEPT",
    "MODELS",
    "UNKNOWN",
    "Piece",
    "SentencePieceModel",
    "parse_model",
    "read_model",
]

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
KEPT = (NORMAL, USER_DEFINED)
MODELS = ("unigram", "bpe", "word", "char")
_SIZES = {1: 8, 5: 4}  # bytes of the fixed wire types


@dataclass(frozen=True)
class Piece:
    """A unit with its score (unigram: log probability; BPE: minus its rank) and kind."""

    text: str
    score: float
    kind: int


@dataclass(frozen=True)
class SentencePieceModel:
    """What a file says; numbers of pieces are their places."""

    pieces: tuple[Piece, ...]
    model: str
    charsmap: bytes
    byte_fallback: bool
    add_dummy_prefix: bool
    remove_extra_whitespaces: bool


def read_model(path: str | os.PathLike[str]) -> SentencePieceModel:
    """Reads a ``.model`` file.

    Raises:
        FormatError: it is cut, damaged, of another kind, or asks for what is not supported; the
            message says which.
    """
    data = read_regular(path)
    try:
        return parse_model(data)
    except FormatError as error:
        kind = "" if data[:1] == b"\n" else f"; it seems to be {describe(data[:4096])}"
        raise FormatError(f"{path}: not a SentencePiece model, or damaged: {error}{kind}") from None


def parse_model(data: bytes) -> SentencePieceModel:
    """What the bytes of a ``.model`` file say; ``FormatError`` as of :func:`read_model`."""
    pieces: list[Piece] = []
    specs: dict[int, dict[int, Any]] = {2: {}, 3: {}}
    for field, value in _fields(data):
        if field == 1:
            pieces.append(_parse_piece(_message(value)))
        elif field in specs:
            specs[field].update(_fields(_message(value)))
    trainer, normalizer = specs[2], specs[3]
    model = trainer.get(3, 1)
    if model not in range(1, len(MODELS) + 1):
        raise FormatError(f"models of the type {model!r:.20} are not known")
    if trainer.get(24, 0):
        raise FormatError("treat_whitespace_as_suffix is not supported")
    if not normalizer.get(5, 1):
        raise FormatError("escape_whitespaces=false is not supported")
    _check_pieces(pieces)
    charsmap = _message(normalizer.get(2, b""))
    check_charsmap(charsmap)
    byte_fallback = bool(trainer.get(35, 0))
    if byte_fallback:
        _check_bytes(pieces)
    return SentencePieceModel(
        pieces=tuple(pieces),
        model=MODELS[model - 1],
        charsmap=charsmap,
        byte_fallback=byte_fallback,
        add_dummy_prefix=bool(normalizer.get(3, 1)),
        remove_extra_whitespaces=bool(normalizer.get(4, 1)),
    )


def _parse_piece(data: bytes) -> Piece:
    values = dict(_fields(data))
    text, score, kind = _message(values.get(1, b"")), values.get(2, bytes(4)), values.get(3, NORMAL)
    if not isinstance(score, bytes) or len(score) != 4 or not isinstance(kind, int):
        raise FormatError("a piece has fields of the wrong kind")
    try:
        return Piece(text.decode(), struct.unpack("<f", score)[0], kind)
    except UnicodeDecodeError:
        raise FormatError(f"the piece {text!r:.60} is not UTF-8") from None


def _check_pieces(pieces: list[Piece]) -> None:
    """Every piece once, with a finite score and a known kind; one of them unknown."""
    seen: set[str] = set()
    for number, piece in enumerate(pieces):
        what = f"piece {number:,}, {piece.text!r:.60}"
        if not piece.text or piece.text in seen:
            raise FormatError(f"{what}, is empty or occurs twice")
        if not math.isfinite(piece.score):
            raise FormatError(f"{what}, has the score {piece.score}")
        if not NORMAL <= piece.kind <= BYTE:
            raise FormatError(f"{what}, is of kind {piece.kind}: unknown")
        seen.add(piece.text)
    if sum(piece.kind == UNKNOWN for piece in pieces) != 1:
        raise FormatError(f"among {len(pieces):,} pieces there must be one unknown piece")


def _check_bytes(pieces: list[Piece]) -> None:
    found = {piece.text for piece in pieces if piece.kind == BYTE}
    if found != {f"<0x{byte:02X}>" for byte in range(256)}:
        raise FormatError("byte_fallback without pieces for all 256 bytes")


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Number and value of each field: an int for a varint, bytes for the rest."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        field, wire = key >> 3, key & 7
        if field == 0:
            raise FormatError(f"byte {place:,}: a field of number 0")
        if wire == 0:
            value, place = _varint(data, place)
            yield field, value
            continue
        if wire == 2:
            size, place = _varint(data, place)
        elif wire in _SIZES:
            size = _SIZES[wire]
        else:
            raise FormatError(f"byte {place:,}: a field of wire type {wire}")
        if place + size > len(data):
            raise FormatError(f"byte {place:,}: a field of {size:,} bytes goes beyond the end")
        yield field, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise FormatError("it ends within a number")
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
    raise FormatError(f"byte {place:,}: a number of more than ten bytes")


def _message(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise FormatError("a field is a number that should be text")
    return value
